#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {
ErrorDetails rejected(std::string_view text) {
  CAPTURE(text);
  return error_of<FormatError>([&] { parse_json(text, "x.json"); });
}
}  // namespace

TEST_CASE("json: every kind of value, nested") {
  const Json json =
      parse_json(R"( {"a": [1, -2, 3.5, true, null, "\u00e9\ud83d\ude00", {}, []], "b": {"c": {"d": 18446744073709551615}}} )", "x");
  CHECK(json["a"].size() == 8);
  CHECK(json["a"][0].is_number_unsigned());
  CHECK(json["a"][1] == -2);
  CHECK(json["a"][2] == 3.5);
  CHECK(json["a"][5] == "é😀");
  CHECK(json["a"][6].is_object());
  CHECK(json["a"][7].is_array());
  CHECK(json["b"]["c"]["d"] == 18446744073709551615u);
  CHECK(parse_json("7", "x") == 7);
  CHECK(parse_json("\"\"", "x") == "");
  CHECK(parse_json("[[1,2],[3]]", "x") == Json::parse("[[1,2],[3]]"));
  CHECK(parse_json("1000000000000000019884624838656", "x").is_number_float());  // transformers' model_max_length for "none"
}

TEST_CASE("json: the same value as nlohmann's own parser builds") {
  const std::string text = R"({"z":{"y":[{"x":[[[]]]},{"w":{}}],"v":1e3},"u":[0,[1,[2,[3]]]],"t":"s"})";
  CHECK(parse_json(text, "x").dump() == nlohmann::json::parse(text).dump());
}

TEST_CASE("json: what is malformed is refused, with the byte where it is") {
  const auto error = rejected(R"({"a": 1,, "b": 2})");
  CHECK(error.file == "x.json");
  CHECK(contains(error.problem, "byte 9"));
  for (const char* text : {"",    " ",    "{",   "[1,]",    "{\"a\":1,}", "{a:1}",  "'a'", "nan", "inf",     "01",       "1.",    "+1",
                           "1 2", "{} x", "nul", "// c\n1", "\"\\x\"",    "\"\n\"", "\"",  "[1",  "{\"a\"}", "{\"a\":}", "1e999", "]"})
    rejected(text);
  rejected(std::string_view("1\0", 2));
  rejected(std::string_view("{}\0{", 4));
}

TEST_CASE("json: text must be valid UTF-8 and its escapes whole characters") {
  for (const char* text : {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xe2\x82\"", "\"\\ud800\"",
                           "\"\\udc00\"", "\"\\ud800\\u0041\"", "{\"\xff\":1}"})
    rejected(text);
}

TEST_CASE("json: a key twice in one object is refused, in two objects it is not") {
  const auto error = rejected(R"({"a": 1, "b": {"eos": 1, "eos": 2}})");
  CHECK(error.key == "eos");
  rejected(R"({"a": 1, "\u0061": 2})");
  CHECK(parse_json(R"([{"a": 1}, {"a": {"a": 2}}])", "x").size() == 2);
}

TEST_CASE("json: nesting ends at 256 levels") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(parse_json(nested(256), "x").is_array());
  CHECK(contains(rejected(nested(257)).problem, "256"));
  CHECK(contains(rejected(std::string(1'000'000, '[')).problem, "256"));
  std::string objects;
  for (int i = 0; i < 300; ++i) objects += "{\"a\":";
  CHECK(contains(rejected(objects).problem, "256"));
}

TEST_CASE("json: files are read, and named in errors") {
  const TemporaryFolder folder;
  CHECK(read_json(folder.write("a.json", "{\"a\": 1}"))["a"] == 1);
  const auto bad = folder.write("b.json", "{\"a\": 1");
  CHECK(error_of<FormatError>([&] { read_json(bad); }).file == bad.string());
  error_of<FormatError>([&] { read_json(folder.write("empty.json", "")); });
  error_of<FileError>([&] { read_json(folder.path() / "missing.json"); });
  error_of<FileError>([&] { read_json(folder.path()); });
}

TEST_CASE("json: NaN and infinities as Python's json has them, outside of strings") {
  const Json json = parse_json(
      R"({"a": Infinity, "NaN": -Infinity, "c": [1, -2.5, NaN, "Infinity \" NaN", 3e2, {"d": Infinity}], "e":-0, "f":Infinity})", "x");
  CHECK(json["a"].get<double>() == std::numeric_limits<double>::infinity());
  CHECK(json["NaN"].get<double>() == -std::numeric_limits<double>::infinity());
  CHECK(json["c"][0] == 1);
  CHECK(json["c"][1] == -2.5);
  CHECK(std::isnan(json["c"][2].get<double>()));
  CHECK(json["c"][3] == "Infinity \" NaN");
  CHECK(json["c"][4] == 300.0);
  CHECK(json["c"][5]["d"].get<double>() == std::numeric_limits<double>::infinity());
  CHECK(json["e"] == 0);
  CHECK(json["f"].get<double>() == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(parse_json("NaN", "x").get<double>()));
  for (const char* const text : {"nan", "inf", "infinity", "+Infinity", "Infinit", "Infinity1", "NaNN", "-NaN", "1Infinity", "- Infinity",
                                 "[NaN 1]", "[1 Infinity]", "{NaN: 1}", "[1.Infinity]", "[Infinity.5]", "[NaN", "[\"NaN", "[tru NaN]"})
    error_of<FormatError>([&] { parse_json(text, "x"); });
  const auto error = error_of<FormatError>([] { parse_json("[Infinity, -Infinity, x]", "x"); });
  CHECK(contains(error.problem, "byte 23"));
}

TEST_CASE("json: a byte order mark before the value") {
  CHECK(parse_json("\xef\xbb\xbf{\"a\": 1}", "x")["a"] == 1);
  CHECK(std::isnan(parse_json("\xef\xbb\xbf[NaN]", "x")[0].get<double>()));
  error_of<FormatError>([] { parse_json("\xef\xbb{}", "x"); });
}
