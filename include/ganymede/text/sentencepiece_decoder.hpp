#pragma once
// How SentencePiece makes a text of pieces (sentencepiece_processor.cc): the markers become spaces, the first one goes, byte
// pieces become characters, control pieces nothing.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/decoder_stage.hpp>
#include <ganymede/text/formats/sentencepiece_model.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

class Vocabulary;

/// What is known of a model's pieces: a stage of a decoder. A piece that is not the model's stands for itself.
struct SentencePieceDecoder {
  std::shared_ptr<const Vocabulary> vocabulary{};  ///< of the model
  std::vector<SentencePieceModel::Type> types{};   ///< by id
  std::string unk_surface{};                       ///< of the unknown piece
  bool add_dummy_prefix = true;                    ///< a marker at the start stands for nothing,
  bool remove_extra_whitespaces = true;            ///< and so do all that follow it
  std::shared_ptr<const Vocabulary> separators{};  ///< tokens between which each part is a text of its own; nullptr: none
  std::string after_separator{};                   ///< stands behind each of them

  struct State {
    bool at_start = true;  // a marker at the start may still come
    bool empty = true;     // no text yet
    std::string bytes{};   // of byte pieces, not yet whole characters
  };
  static constexpr bool makes_one_piece = true;

  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
  /// What is pushed afterwards is a text of its own.
  void finish(State& state, const DecoderOutput& output) const;

 private:
  /// Gives out whole characters, and U+FFFD for each byte that cannot be part of one; `all`: nothing more is coming.
  static void flush(State& state, bool all, FunctionRef<void(std::string_view)> emit);
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/sentencepiece_decoder.ipp>
#endif
