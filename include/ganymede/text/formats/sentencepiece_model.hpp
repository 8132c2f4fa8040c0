#pragma once
// The contents of a SentencePiece model (.model, .spm): a protocol buffer of pieces with scores, how it was trained, and how
// texts are normalised. Fields and defaults: sentencepiece_model.proto of the sentencepiece package.

#include <ganymede/core/utf8_check.hpp>
#include <ganymede/io/protobuf.hpp>
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
  std::int32_t unk_id() const noexcept {
    for (std::size_t id = 0; id < pieces.size(); ++id)
      if (pieces[id].type == Type::unknown) return static_cast<std::int32_t>(id);
    return -1;
  }
  /// The least score of the normal pieces.
  float min_score() const noexcept {
    float least = std::numeric_limits<float>::max();
    for (const Piece& piece : pieces)
      if (piece.type == Type::normal) least = std::min(least, piece.score);
    return least;
  }
};

namespace detail {

inline SentencePieceModel::Piece read_piece(ProtobufReader reader) {
  SentencePieceModel::Piece piece;
  while (reader.next()) {
    if (reader.field() == 1) piece.piece = reader.bytes("pieces.piece");
    if (reader.field() == 2) piece.score = reader.float32("pieces.score");
    if (reader.field() != 3) continue;
    const std::int32_t type = reader.int32("pieces.type");
    if (type < 1 || type > 6) throw reader.fail("pieces.type", "unknown type of piece", "1 to 6", std::to_string(type));
    piece.type = static_cast<SentencePieceModel::Type>(type);
  }
  return piece;
}

inline void read_trainer_spec(ProtobufReader reader, SentencePieceModel& model) {
  while (reader.next()) switch (reader.field()) {
      case 3: {
        const std::int32_t type = reader.int32("trainer_spec.model_type");
        if (type != 1 && type != 2)
          throw reader.fail("trainer_spec.model_type", "unsupported model", "1 (unigram) or 2 (bpe)", std::to_string(type));
        model.model_type = static_cast<SentencePieceModel::Algorithm>(type);
        break;
      }
      case 24:
        model.treat_whitespace_as_suffix = reader.boolean("trainer_spec.treat_whitespace_as_suffix");
        break;
      case 35:
        model.byte_fallback = reader.boolean("trainer_spec.byte_fallback");
        break;
      case 44:
        model.unk_surface = reader.bytes("trainer_spec.unk_surface");
        break;
      case 46:
        model.bos_piece = reader.bytes("trainer_spec.bos_piece");
        break;
      case 47:
        model.eos_piece = reader.bytes("trainer_spec.eos_piece");
        break;
      case 48:
        model.pad_piece = reader.bytes("trainer_spec.pad_piece");
        break;
      default:
        break;
    }
}

inline void read_normalizer_spec(ProtobufReader reader, SentencePieceModel& model) {
  while (reader.next()) {
    if (reader.field() == 2) model.precompiled_charsmap = reader.bytes("normalizer_spec.precompiled_charsmap");
    if (reader.field() == 3) model.add_dummy_prefix = reader.boolean("normalizer_spec.add_dummy_prefix");
    if (reader.field() == 4) model.remove_extra_whitespaces = reader.boolean("normalizer_spec.remove_extra_whitespaces");
    if (reader.field() == 5) model.escape_whitespaces = reader.boolean("normalizer_spec.escape_whitespaces");
  }
}

/// What the sentencepiece package asks of the pieces, and UTF-8; FormatError where it does not hold.
inline void check_pieces(const SentencePieceModel& model, const std::string& file) {
  using Type = SentencePieceModel::Type;
  constexpr std::size_t longest = 8000;
  std::size_t unknown = 0;
  std::array<bool, 256> bytes{};
  for (std::size_t id = 0; id < model.pieces.size(); ++id) {
    const auto& [piece, score, type] = model.pieces[id];
    const auto fail = [&, i = id](const char* problem) {
      return FormatError{{.problem = problem, .file = file, .key = "pieces[" + std::to_string(i) + "]"}};
    };
    if (piece.empty()) throw fail("piece is empty");
    if (piece.size() >= longest) throw fail("piece is too long");
    if (!is_utf8(piece)) throw fail("piece is not UTF-8");
    if (!std::isfinite(score)) throw fail("score is not a number");
    if (piece.find('\0') != std::string::npos && type != Type::unused) throw fail("piece has a zero byte in it");
    unknown += type == Type::unknown ? 1 : 0;
    if (type != Type::byte) continue;
    const auto byte = byte_of_piece(piece);
    if (!byte || !model.byte_fallback) throw fail(byte ? "byte piece without byte_fallback" : "not the spelling of a byte");
    bytes[static_cast<unsigned char>(*byte)] = true;
  }
  const auto fail = [&](const char* problem, std::size_t found) {
    return FormatError{{.problem = problem, .file = file, .key = "pieces", .found = std::to_string(found)}};
  };
  if (unknown > 1 || (unknown == 0 && !model.byte_fallback)) throw fail("not one unknown piece", unknown);
  const auto found = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), true));
  if (model.byte_fallback && found != bytes.size()) throw fail("byte_fallback without all 256 byte pieces", found);
  if (!is_utf8(model.unk_surface)) throw FormatError{{.problem = "not UTF-8", .file = file, .key = "trainer_spec.unk_surface"}};
}

}  // namespace detail

/// Reads a SentencePiece model; `file` names the bytes in errors. FormatError: cut off or malformed, an inconsistent vocabulary,
/// a model of another type than unigram and BPE, a denormaliser.
inline SentencePieceModel read_sentencepiece(std::span<const std::byte> bytes, const std::string& file) {
  SentencePieceModel model;
  for (ProtobufReader reader{bytes, file}; reader.next();) {
    if (reader.field() == 1) model.pieces.push_back(detail::read_piece(reader.message("pieces")));
    if (reader.field() == 2) detail::read_trainer_spec(reader.message("trainer_spec"), model);
    if (reader.field() == 3) detail::read_normalizer_spec(reader.message("normalizer_spec"), model);
    if (reader.field() != 5) continue;
    SentencePieceModel denormalizer;
    detail::read_normalizer_spec(reader.message("denormalizer_spec"), denormalizer);
    if (!denormalizer.precompiled_charsmap.empty())
      throw FormatError{{.problem = "rules for decoded texts are not supported", .file = file, .key = "denormalizer_spec"}};
  }
  if (model.pieces.empty()) throw FormatError{{.problem = "no pieces: not a SentencePiece model", .file = file, .key = "pieces"}};
  if (model.pieces.size() >= (std::size_t{1} << 24))
    throw FormatError{{.problem = "too many pieces", .file = file, .key = "pieces", .expected = "under 2^24"}};
  for (auto& piece : model.pieces)  // some converters write this one beside <0x00>; the package overlooks it
    if (model.byte_fallback && piece.piece == std::string_view("\0", 1)) piece.type = SentencePieceModel::Type::unused;
  detail::check_pieces(model, file);
  return model;
}

}  // namespace ganymede::inline v0
