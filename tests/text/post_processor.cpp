#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/post_processor.hpp>

using namespace ganymede;

namespace {
PostProcessor read(const char* json) { return PostProcessor::from_json(Json::parse(json), 10, "tokenizer.json"); }
using Ids = std::vector<TokenId>;
}  // namespace

TEST_CASE("nothing") {
  CHECK(read("null").prefix().empty());
  CHECK(read(R"({"type":"ByteLevel","trim_offsets":true})").suffix().empty());
}

TEST_CASE("TemplateProcessing") {
  const auto made = read(R"({"type":"TemplateProcessing","pair":[],
    "single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],
    "special_tokens":{"<s>":{"id":"<s>","ids":[1,3],"tokens":["<s>","x"]},"</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}})");
  CHECK(made.prefix() == Ids{1, 3});
  CHECK(made.suffix() == Ids{2});
}

TEST_CASE("BertProcessing, RobertaProcessing and sequences, the later ones outside") {
  const auto made =
      read(R"({"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"BertProcessing","sep":["[SEP]",5],"cls":["[CLS]",4]},
    {"type":"RobertaProcessing","sep":["</s>",7],"cls":["<s>",6],"trim_offsets":true,"add_prefix_space":false}]})");
  CHECK(made.prefix() == Ids{6, 4});
  CHECK(made.suffix() == Ids{5, 7});
}

TEST_CASE("what cannot be right is refused with its key") {
  for (const char* json :
       {"[]", "{}", R"({"type":3})", R"({"type":"Other"})", R"({"type":"BertProcessing","sep":["x",99],"cls":["y",1]})",
        R"({"type":"BertProcessing","sep":["x",-1],"cls":["y",1]})", R"({"type":"Sequence"})", R"({"type":"TemplateProcessing"})",
        R"({"type":"TemplateProcessing","single":[],"special_tokens":{}})", R"({"type":"TemplateProcessing","single":[3]})",
        R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"B"}}]})",
        R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}},{"Sequence":{"id":"A"}}]})",
        R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],"special_tokens":{}})",
        R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}]})"}) {
    CAPTURE(json);
    CHECK_THROWS_AS(read(json), TokenizerError);
  }
  try {
    read(R"({"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"Magic"}]})");
  } catch (const TokenizerError& error) {
    CHECK(error.details().key == "post_processor.processors[1].type");
    CHECK(error.details().found == "Magic");
  }
  std::string deep = "null";
  for (int i = 0; i < 40; ++i) deep = R"({"type":"Sequence","processors":[)" + deep + "]}";
  CHECK_THROWS_AS(read(deep.c_str()), TokenizerError);
}

TEST_CASE("what a file may put around a text is limited") {
  const auto made = [](const Json& json) { return PostProcessor::from_json(json, 10, "f"); };
  Json nested{{"type", "ByteLevel"}}, listed = Json::array(), items = Json::array({{{"Sequence", {{"id", "A"}}}}});
  for (int i = 0; i < 200; ++i) nested = {{"type", "Sequence"}, {"processors", {nested}}};
  for (int i = 0; i < 200000; ++i) {
    listed.push_back({{"type", "BertProcessing"}, {"cls", {"a", 1}}, {"sep", {"b", 2}}});
    items.push_back({{"SpecialToken", {{"id", "x"}}}});
  }
  CHECK_THROWS_AS(made(nested), TokenizerError);
  CHECK_THROWS_AS(made({{"type", "Sequence"}, {"processors", listed}}), TokenizerError);
  const Json ids(Json::array_t(1000, Json(1)));
  CHECK_THROWS_AS(made({{"type", "TemplateProcessing"}, {"single", items}, {"special_tokens", {{"x", {{"ids", ids}}}}}}), TokenizerError);
  CHECK(made({{"type", "TemplateProcessing"}, {"single", {items[0], items[1]}}, {"special_tokens", {{"x", {{"ids", ids}}}}}})
            .suffix()
            .size() == 1000);
}
