#include <doctest/doctest.h>
#include <ganymede/text/formats/sentencepiece_model.hpp>

#include "support/error_of.hpp"

#include <cstring>

using namespace ganymede;

namespace {

std::string block(char field, const std::string& content) {
  return std::string{static_cast<char>(field << 3 | 2), static_cast<char>(content.size())} + content;
}
std::string number(int field, unsigned value) {
  std::string out;
  for (unsigned tag = static_cast<unsigned>(field) << 3;; tag >>= 7) {
    out += static_cast<char>(tag > 127 ? (tag & 127) | 128 : tag);
    if (tag <= 127) break;
  }
  return out + static_cast<char>(value);
}
std::string piece(const std::string& text, float score, unsigned type) {
  std::string bytes(4, '\0');
  std::memcpy(bytes.data(), &score, 4);
  return block(1, block(1, text) + '\x15' + bytes + number(3, type));
}
SentencePieceModel read_bytes(const std::string& bytes) { return read_sentencepiece(std::as_bytes(std::span(bytes)), "m.model"); }
ErrorDetails refused_bytes(const std::string& bytes) {
  return error_of<FormatError>([&] { (void)read_bytes(bytes); });
}
const std::string unk = piece("<unk>", 0, 2);

}  // namespace

TEST_CASE("pieces and settings") {
  const SentencePieceModel model =
      read_bytes(unk + piece("a", -1.5f, 1) + block(2, number(3, 2) + block(0x0F, "x").replace(0, 1, "\xFA\x02", 2)) +
                 block(3, number(3, 0) + number(4, 0)));
  REQUIRE(model.pieces.size() == 2);
  CHECK(model.pieces[1].piece == "a");
  CHECK(model.pieces[1].score == -1.5f);
  CHECK(model.model_type == SentencePieceModel::Algorithm::bpe);
  CHECK(model.eos_piece == "x");
  CHECK_FALSE(model.add_dummy_prefix);
  CHECK_FALSE(model.remove_extra_whitespaces);
  CHECK(model.escape_whitespaces);
  CHECK(model.unk_id() == 0);
  CHECK(model.min_score() == -1.5f);
}

TEST_CASE("inconsistent models are refused") {
  CHECK(refused_bytes("").key == "pieces");
  CHECK(refused_bytes(piece("a", 0, 1)).problem == "not one unknown piece");
  CHECK(refused_bytes(unk + unk).problem == "not one unknown piece");
  CHECK(refused_bytes(unk + piece("", 0, 1)).key == "pieces[1]");
  CHECK(refused_bytes(unk + piece("\xff", 0, 1)).problem == "piece is not UTF-8");
  CHECK(refused_bytes(unk + piece(std::string("a\0", 2), 0, 1)).problem == "piece has a zero byte in it");
  CHECK(refused_bytes(unk + piece("a", std::nanf(""), 1)).problem == "score is not a number");
  CHECK(refused_bytes(unk + piece("a", 0, 7)).key == "pieces.type");
  CHECK(refused_bytes(unk + piece("<0x41>", 0, 6)).problem == "byte piece without byte_fallback");
  CHECK(refused_bytes(unk + block(2, number(35, 1))).found == "0");
  CHECK(refused_bytes(unk + block(2, number(3, 3))).key == "trainer_spec.model_type");
  CHECK(refused_bytes(unk + block(5, block(2, "rules"))).key == "denormalizer_spec");
  CHECK(contains(refused_bytes(unk.substr(0, unk.size() - 1)).problem, "cut off"));
}
