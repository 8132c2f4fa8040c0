#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/pre_tokenizer.hpp>

#include "support/error_of.hpp"
#include "support/mutate.hpp"
#include "support/stage_fixture.hpp"

using namespace ganymede;

namespace {

using Pieces = std::vector<std::string>;

Pieces pieces(const PreTokenizer& p, std::string_view text, bool at_start = true) {
  Pieces out;
  p(text, at_start, out);
  return out;
}

}  // namespace

TEST_CASE("all stages agree with the tokenizers package") {
  const StageFixture fixture;
  const std::size_t stages = fixture.compare("pre_tokenizer", [](const Json& settings) {
    return [p = PreTokenizer::from_json(settings, "f")](const std::string& text) { return pieces(p, text); };
  });
  CHECK(stages == 83);
}

TEST_CASE("the identity and composition in code") {
  CHECK(pieces(PreTokenizer{}, "a b") == Pieces{"a b"});
  CHECK(pieces(PreTokenizer{}, "").empty());
  const PreTokenizer p =
      PreTokenizer::sequence({PreTokenizer(WhitespaceSplit{}), PreTokenizer(Metaspace{.prepend = Metaspace::Prepend::first})});
  CHECK(pieces(p, "a b") == Pieces{"\u2581a", "b"});
  CHECK(pieces(p, "a b", false) == Pieces{"a", "b"});
}

TEST_CASE("what is wrong or not supported is named") {
  const auto fails = [](const char* json) {
    return error_of<TokenizerError>([&] { PreTokenizer::from_json(parse_json(json, "f"), "tokenizer.json"); });
  };
  CHECK(fails(R"({"type": "FixedLength", "length": 5})").found == "FixedLength");
  CHECK(fails(R"({"type": "Sequence", "pretokenizers": [{"type": "Digits"}]})").key == "pre_tokenizer.pretokenizers[0].individual_digits");
  const auto regex = fails(R"({"type": "Split", "pattern": {"Regex": "a\\1"}, "behavior": "Isolated", "invert": false})");
  CHECK(regex.key == "pre_tokenizer.pattern");
  CHECK(contains(regex.problem, "back-reference \\1 is not supported at offset 1"));
  CHECK(fails(R"({"type": "Split", "pattern": {"String": "a"}, "behavior": "Joined", "invert": false})").found == "Joined");
  CHECK(fails(R"({"type": "Metaspace", "replacement": "ab"})").key == "pre_tokenizer.replacement");
  CHECK(fails(R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "often"})").found == "often");
  CHECK(fails(R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "first", "add_prefix_space": false})").key ==
        "pre_tokenizer.add_prefix_space");
  CHECK(fails(R"({"type": "CharDelimiterSplit", "delimiter": ""})").key == "pre_tokenizer.delimiter");
}

TEST_CASE("settings and texts may be anything, and no byte appears from nowhere") {
  const std::string json =
      R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|'t)|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+|\\S+"},)"
      R"("behavior":"Isolated","invert":false},{"type":"Digits","individual_digits":true},{"type":"Punctuation","behavior":)"
      R"("MergedWithNext"},{"type":"UnicodeScripts"},{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}]})";
  for (std::uint64_t seed = 0; seed < mutation_count(); ++seed) {
    const std::string text = mutate("Où est Ganymède ? It's 1234  \r\n 漢字かな \xF0\x9F\x98\x80", seed);
    try {
      const PreTokenizer p = PreTokenizer::from_json(parse_json(seed % 2 == 0 ? json : mutate(json, seed), "f"), "f");
      std::string joined;
      for (const std::string& piece : pieces(p, text)) joined += piece;
      if (seed % 2 == 0) CHECK(byte_level_decode(joined).value_or("").size() <= text.size());
    } catch (const Error&) {}
  }
}

TEST_CASE("how many stages a file may name is limited") {
  const auto made = [](const Json& json) { return PreTokenizer::from_json(json, "f"); };
  Json nested{{"type", "WhitespaceSplit"}}, listed = Json::array(), empty = Json::array();
  for (int i = 0; i < 200; ++i) nested = {{"type", "Sequence"}, {"pretokenizers", {nested}}};
  for (int i = 0; i < 200000; ++i) {
    listed.push_back({{"type", "WhitespaceSplit"}});
    empty.push_back({{"type", "Sequence"}, {"pretokenizers", Json::array()}});
  }
  CHECK_THROWS_AS(made(nested), TokenizerError);
  CHECK_THROWS_AS(made({{"type", "Sequence"}, {"pretokenizers", listed}}), TokenizerError);
  CHECK_THROWS_AS(made({{"type", "Sequence"}, {"pretokenizers", empty}}), TokenizerError);
  const Json hundred{{"type", "Sequence"}, {"pretokenizers", Json(Json::array_t(100, Json{{"type", "WhitespaceSplit"}}))}};
  made(hundred);
  CHECK_THROWS_AS(made({{"type", "Sequence"}, {"pretokenizers", {hundred, hundred}}}), TokenizerError);
}

TEST_CASE("stages make no text of any length") {
  const auto pieces = [](const PreTokenizer& stages, std::string_view text) {
    std::size_t bytes = 0;
    stages.for_each(text, true, [&](std::string_view piece) { bytes += piece.size(); });
    return bytes;
  };
  CHECK_THROWS_AS(pieces(PreTokenizer::sequence(std::vector<PreTokenizer>(30, PreTokenizer(ByteLevel{}))), "\u00e9"), TokenizerError);
  CHECK_THROWS_AS(pieces(PreTokenizer::sequence(std::vector<PreTokenizer>(30, PreTokenizer(ByteLevel{.use_regex = false}))), "\u00e9"),
                  TokenizerError);
  CHECK(pieces(PreTokenizer::sequence(std::vector<PreTokenizer>(3, PreTokenizer(ByteLevel{false, false}))), "\u00e9") == 16);
}
