#pragma once
// The contents of a SentencePiece model (.model, .spm): a protocol buffer of pieces with scores, how it was trained, and how
// texts are normalised. Fields and defaults: sentencepiece_model.proto of the sentencepiece package.

#include <ganymede/core/utf8_check.hpp>
#include <ganymede/io/protobuf.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/byte_pieces.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// A SentencePiece model as it is written; read_sentencepiece() checks that it is consistent.
struct SentencePieceModel {
  enum class Type : std::uint8_t { normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6 };
  enum class Algorithm : std::uint8_t { unigram = 1, bpe = 2 };
  struct Piece {
    std::string piece{};
    float score = 0;
    Type type = Type::normal;
  };

  std::vector<Piece> pieces{};  ///< by id
  Algorithm model_type = Algorithm::unigram;
  bool byte_fallback = false;               ///< characters outside the vocabulary become byte pieces
  bool treat_whitespace_as_suffix = false;  ///< the dummy prefix stands at the end
  std::string bos_piece = "<s>", eos_piece = "</s>", pad_piece = "<pad>";
  std::string unk_surface = " \xE2\x81\x87 ";  ///< what the unknown piece decodes to
  std::string precompiled_charsmap{};          ///< normalisation rules (precompiled_charsmap.hpp); may be empty
  bool add_dummy_prefix = true;                ///< a space before every text
  bool remove_extra_whitespaces = true;        ///< no spaces at the ends, one between words
  bool escape_whitespaces = true;              ///< spaces are spelt U+2581

  /// The id of the unknown piece; -1 without one.
  std::int32_t unk_id() const noexcept;
  /// The least score of the normal pieces.
  float min_score() const noexcept;
};

namespace detail {

GANYMEDE_ONCE SentencePieceModel::Piece read_piece(ProtobufReader reader);

GANYMEDE_ONCE void read_trainer_spec(ProtobufReader reader, SentencePieceModel& model);

GANYMEDE_ONCE void read_normalizer_spec(ProtobufReader reader, SentencePieceModel& model);

/// What the sentencepiece package asks of the pieces, and UTF-8; FormatError where it does not hold.
GANYMEDE_ONCE void check_pieces(const SentencePieceModel& model, const std::string& file);

}  // namespace detail

/// Reads a SentencePiece model; `file` names the bytes in errors. FormatError: cut off or malformed, an inconsistent vocabulary,
/// a model of another type than unigram and BPE, a denormaliser.
GANYMEDE_ONCE SentencePieceModel read_sentencepiece(std::span<const std::byte> bytes, const std::string& file);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/sentencepiece_model.ipp>
#endif
