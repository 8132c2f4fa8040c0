#include <doctest/doctest.h>
#include <ganymede/text/word_level.hpp>

using namespace ganymede;

namespace {
std::vector<TokenId> encode_level(const char* unk_token, std::string_view word) {
  auto vocabulary = std::make_shared<Vocabulary>();
  vocabulary->add("<unk>", 0, "f", "k");
  vocabulary->add("<s>", 1, "f", "k");
  vocabulary->add("moon", 2, "f", "k");
  vocabulary->freeze("f", "k");
  std::vector<TokenId> ids;
  WordLevel(vocabulary, unk_token, {true, true}).encode(word, ids);
  return ids;
}
}  // namespace

TEST_CASE("a word is a token or unknown") {
  CHECK(encode_level("<unk>", "moon") == std::vector<TokenId>{2});
  CHECK(encode_level("<unk>", "Moon") == std::vector<TokenId>{0});
  CHECK(encode_level("none", "moon") == std::vector<TokenId>{2});
  CHECK_THROWS_AS(encode_level("none", "Moon"), TokenizerError);
}

TEST_CASE("a word cannot be a reserved token") { CHECK(encode_level("<unk>", "<s>") == std::vector<TokenId>{0}); }
