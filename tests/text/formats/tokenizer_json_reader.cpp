#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/tokenizer_json_reader.hpp>

using namespace ganymede;

TEST_CASE("vocabulary and merges go into tables, the rest into a DOM") {
  const TokenizerJson json = parse_tokenizer_json(
      R"({"version":"1.0","model":{"merges":[["a","b"],["a b","c"]],"type":"BPE","vocab":{"a":0,"b":1,"\u0120":2}},"x":[{"vocab":{"y":[1.5]},"merges":null}]})",
      "f");
  CHECK(json.has_vocabulary);
  CHECK(json.has_merges);
  CHECK(json.vocabulary.find("\u0120") == 2);
  CHECK(json.merges.size() == 2);
  CHECK(json.merges.piece(2) == "a b");
  CHECK(json.merges.piece(3) == "c");
  CHECK(json.rest ==
        Json::parse(R"({"version":"1.0","model":{"type":"BPE","vocab":null,"merges":null},"x":[{"vocab":{"y":[1.5]},"merges":null}]})"));
}

TEST_CASE("merges as lines") {
  const TokenizerJson json = parse_tokenizer_json(R"({"model":{"merges":["#version: 0.2","a b","c d"]}})", "f");
  CHECK_FALSE(json.has_vocabulary);
  CHECK(json.merges.size() == 2);
  CHECK(json.merges.piece(3) == "d");
}

TEST_CASE("a list of pieces with scores goes into tables too") {
  const TokenizerJson json = parse_tokenizer_json(R"({"model":{"type":"Unigram","vocab":[["a",-1.5]]}})", "f");
  CHECK_FALSE(json.has_vocabulary);
  CHECK(json.has_scores);
  CHECK(json.scores == std::vector<double>{-1.5});
  CHECK(json.vocabulary.find("a") == 0);
}

TEST_CASE("what cannot be right is refused") {
  for (const char* text : {"", "{", "{} x", R"({"a":1,"a":2})", R"({"model":{"vocab":{"a":0},"vocab":{"a":0}}})"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_tokenizer_json(text, "f"), FormatError);
  }
  for (const char* text : {"[]",
                           "null",
                           R"({"model":{"vocab":{"a":-1}}})",
                           R"({"model":{"vocab":{"a":18446744073709551615}}})",
                           R"({"model":{"vocab":{"a":1.5}}})",
                           R"({"model":{"vocab":{"a":"b"}}})",
                           R"({"model":{"vocab":{"a":null}}})",
                           R"({"model":{"vocab":{"a":{}}}})",
                           R"({"model":{"vocab":{"a":[]}}})",
                           R"({"model":{"vocab":{"a":99999999999}}})",
                           R"({"model":{"vocab":{"a":0,"b":0}}})",
                           R"({"model":{"vocab":{"a":0,"a":1}}})",
                           R"({"model":{"merges":["ab"]}})",
                           R"({"model":{"merges":["a b c"]}})",
                           R"({"model":{"merges":[["a"]]}})",
                           R"({"model":{"merges":[["a","b","c"]]}})",
                           R"({"model":{"merges":[1]}})",
                           R"({"model":{"merges":[{}]}})",
                           R"({"model":{"merges":[["a",["b"]]]}})",
                           R"({"model":{"merges":[["a",1]]}})"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_tokenizer_json(text, "f"), TokenizerError);
  }
  CHECK_THROWS_AS(parse_tokenizer_json(std::string(100000, '['), "f"), FormatError);
}
