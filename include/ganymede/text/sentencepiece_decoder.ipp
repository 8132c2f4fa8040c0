#pragma once
// The bodies of sentencepiece_decoder.hpp.

#include <ganymede/text/sentencepiece_decoder.hpp>

#include <ganymede/text/byte_pieces.hpp>
#include <ganymede/text/space_marker.hpp>
#include <ganymede/text/unicode/utf8.hpp>
#include <ganymede/text/vocabulary.hpp>

#include <algorithm>
#include <optional>

namespace ganymede::inline v0 {

namespace detail {

/// Spaces for markers, of every piece of a text: not by replace_all(), which counts what it makes and takes a tenth longer.
inline std::string spaced(std::string_view piece) {
  std::string text;
  for (std::size_t from = 0; from < piece.size();) {
    const std::size_t marker = std::min(piece.find(space_marker, from), piece.size());
    text.append(piece, from, marker - from);
    if (marker < piece.size()) text += ' ';
    from = marker + space_marker.size();
  }
  return text;
}

}  // namespace detail

GANYMEDE_ONCE std::string SentencePieceDecoder::bytes(std::string_view piece) const {
  using Type = SentencePieceModel::Type;
  const std::optional<TokenId> id = vocabulary->find(piece);
  if (!id) return std::string(piece);
  const Type type = types[static_cast<std::size_t>(*id)];
  if (type == Type::control) return {};
  if (type == Type::unknown) return unk_surface;
  return type == Type::byte ? std::string(1, *byte_of_piece(piece)) : detail::spaced(piece);
}

GANYMEDE_ONCE void SentencePieceDecoder::push(State& state, std::string_view piece, const DecoderOutput& output) const {
  const std::size_t before = piece.size();
  const auto emit = [&](std::string_view text) {
    state.empty = state.empty && text.empty();
    if (!text.empty()) output.grown(before, text);
  };
  if (separators && separators->find(piece)) {
    flush(state, true, emit);
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
    emit(detail::spaced(piece));
  }
  if (stripped || !state.empty) state.at_start = false;
}

GANYMEDE_ONCE void SentencePieceDecoder::finish(State& state, const DecoderOutput& output) const {
  flush(state, true, [&](std::string_view text) { output(text); });
  state = {};
}

GANYMEDE_ONCE void SentencePieceDecoder::flush(State& state, bool all, FunctionRef<void(std::string_view)> emit) {
  if (state.bytes.empty()) return;
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

}  // namespace ganymede::inline v0
