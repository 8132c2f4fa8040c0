#pragma once
// How SentencePiece makes a text of pieces (sentencepiece_processor.cc): the markers become spaces, the first one goes, byte
// pieces become characters, control pieces nothing.

#include <ganymede/split.hpp>
#include <ganymede/text/formats/sentencepiece_model.hpp>
#include <ganymede/text/space_marker.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace ganymede::inline v0 {

/// What is known of a model's pieces; immutable. A piece that is not the model's stands for itself.
struct SentencePieceDecoder {
  std::shared_ptr<const Vocabulary> vocabulary{};  ///< of the model
  std::vector<SentencePieceModel::Type> types{};   ///< by id
  std::string unk_surface{};                       ///< of the unknown piece
  bool add_dummy_prefix = true;                    ///< a marker at the start stands for nothing,
  bool remove_extra_whitespaces = true;            ///< and so do all that follow it
  std::shared_ptr<const Vocabulary> separators{};  ///< tokens between which each part is a text of its own; nullptr: none
  std::string after_separator{};                   ///< stands behind each of them

  /// One text being made.
  struct State {
    bool at_start = true;  // a marker at the start may still come
    bool empty = true;     // no text yet
    std::string bytes{};   // of byte pieces, not yet whole characters
  };

  /// Takes the next piece and calls f(text) for text that is certain by now.
  template <class F>
  void push(State& state, std::string_view piece, F&& f) const {
    const auto emit = [&](std::string_view text) {
      state.empty = state.empty && text.empty();
      if (!text.empty()) f(text);
    };
    if (separators && separators->find(piece)) {
      finish(state, f);
      emit(piece);
      emit(after_separator);
      state = {};
      return;
    }
    using Type = SentencePieceModel::Type;
    const std::optional<TokenId> id = vocabulary->find(piece);
    const Type type = id ? types[static_cast<std::size_t>(*id)] : Type::normal;
    if (type == Type::byte) {
      state.bytes += *byte_of_piece(piece);
      return flush(state, false, emit);
    }
    flush(state, true, emit);
    if (!state.empty) state.at_start = false;
    if (type == Type::control) return;
    if (!id) return emit(piece);
    bool stripped = false;
    if (state.at_start && (add_dummy_prefix || remove_extra_whitespaces) && piece.starts_with(detail::space_marker)) {
      piece.remove_prefix(detail::space_marker.size());
      stripped = !remove_extra_whitespaces;
    }
    if (type == Type::unknown) {
      emit(unk_surface);
    } else {
      emit(spaced(piece));
    }
    if (stripped || !state.empty) state.at_start = false;
  }

  /// The bytes a piece stands for inside a running text.
  std::string bytes(std::string_view piece) const;

  /// Calls f(text) for the rest. What is pushed afterwards is a text of its own.
  template <class F>
  void finish(State& state, F&& f) const {
    flush(state, true, f);
    state = {};
  }

 private:
  /// Spaces for markers.
  static std::string spaced(std::string_view piece);

  /// Gives out whole characters, and U+FFFD for each byte that cannot be part of one; `all`: nothing more is coming.
  template <class Emit>
  static void flush(State& state, bool all, Emit&& emit) {
    std::string text;
    std::size_t at = 0;
    while (at < state.bytes.size()) {
      const Decoded next = decode_utf8(state.bytes, at);
      const auto lead = static_cast<unsigned char>(state.bytes[at]);
      const std::size_t wanted = lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
      if (!all && !next.valid && at + next.length == state.bytes.size() && next.length < wanted) break;
      text += next.valid ? std::string_view(state.bytes).substr(at, next.length) : std::string_view("\xEF\xBF\xBD");
      at += next.valid ? next.length : 1;
    }
    state.bytes.erase(0, at);
    if (!text.empty()) emit(text);
  }
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/sentencepiece_decoder.ipp>
#endif
