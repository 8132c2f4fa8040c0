#pragma once
// The bodies of sentencepiece_model.hpp.

#include <ganymede/text/formats/sentencepiece_model.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::int32_t SentencePieceModel::unk_id() const noexcept {
  for (std::size_t id = 0; id < pieces.size(); ++id)
    if (pieces[id].type == Type::unknown) return static_cast<std::int32_t>(id);
  return -1;
}

GANYMEDE_ONCE float SentencePieceModel::min_score() const noexcept {
  float least = std::numeric_limits<float>::max();
  for (const Piece& piece : pieces)
    if (piece.type == Type::normal) least = std::min(least, piece.score);
  return least;
}

}

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE SentencePieceModel::Piece read_piece(ProtobufReader reader) {
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

GANYMEDE_ONCE void read_trainer_spec(ProtobufReader reader, SentencePieceModel& model) {
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

GANYMEDE_ONCE void read_normalizer_spec(ProtobufReader reader, SentencePieceModel& model) {
  while (reader.next()) {
    if (reader.field() == 2) model.precompiled_charsmap = reader.bytes("normalizer_spec.precompiled_charsmap");
    if (reader.field() == 3) model.add_dummy_prefix = reader.boolean("normalizer_spec.add_dummy_prefix");
    if (reader.field() == 4) model.remove_extra_whitespaces = reader.boolean("normalizer_spec.remove_extra_whitespaces");
    if (reader.field() == 5) model.escape_whitespaces = reader.boolean("normalizer_spec.escape_whitespaces");
  }
}

GANYMEDE_ONCE void check_pieces(const SentencePieceModel& model, const std::string& file) {
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

}
}

namespace ganymede::inline v0 {

GANYMEDE_ONCE SentencePieceModel read_sentencepiece(std::span<const std::byte> bytes, const std::string& file) {
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

}
