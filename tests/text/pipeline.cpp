#include <doctest/doctest.h>
#include <ganymede/text/formats/tokenizer_json.hpp>

using namespace ganymede;

namespace {
std::vector<TokenId> encode(const char* json, std::string_view text, bool parse_special = true) {
  std::vector<TokenId> ids;
  read_tokenizer_json(json, "f").encode(text, parse_special, ids);
  return ids;
}
using Ids = std::vector<TokenId>;
}  // namespace

TEST_CASE("added tokens are found before and after the normaliser, and the text between goes through the stages") {
  const char* json = R"({"normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"WhitespaceSplit"},
    "added_tokens":[{"id":3,"content":"A","normalized":false},{"id":4,"content":"B C","normalized":true}],
    "model":{"type":"WordLevel","unk_token":"?","vocab":{"?":0,"a":1,"b":2}}})";
  CHECK(encode(json, "A a") == Ids{3, 1});
  CHECK(encode(json, "b c B C B b") == Ids{4, 4, 2, 2});
  CHECK(encode(json, "xAa") == Ids{0, 3, 1});
  CHECK(encode(json, "").empty());
}

TEST_CASE("only the start of a text is its start") {
  const char* json = R"({"pre_tokenizer":{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":false},
    "added_tokens":[{"id":3,"content":"+"}],
    "model":{"type":"WordLevel","unk_token":"?","vocab":{"?":0,"a":1,"\u2581a":2}}})";
  CHECK(encode(json, "a") == Ids{2});
  CHECK(encode(json, "a+a") == Ids{2, 3, 1});
  CHECK(encode(json, "+a") == Ids{3, 1});
}

TEST_CASE("vocab_size covers model and added tokens") {
  CHECK(read_tokenizer_json(R"({"model":{"type":"WordLevel","vocab":{"a":5}}})", "f").vocab_size() == 6);
  CHECK(read_tokenizer_json(R"({"model":{"type":"WordLevel","vocab":{}}})", "f").vocab_size() == 0);
  CHECK(read_tokenizer_json(R"({"model":{"type":"WordLevel","vocab":{}},"added_tokens":[{"id":0,"content":"x"}]})", "f").vocab_size() == 1);
}
