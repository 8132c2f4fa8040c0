#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/normalizer.hpp>
#include <ganymede/text/precompiled_charsmap.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include "support/error_of.hpp"
#include "support/mutate.hpp"
#include "support/stage_fixture.hpp"

using namespace ganymede;

TEST_CASE("all stages agree with the tokenizers package") {
  const StageFixture fixture;
  const std::size_t stages = fixture.compare("normalizer", [](const Json& settings) {
    return
        [normalizer = Normalizer::from_json(settings, "f")](const std::string& text) { return std::vector<std::string>{normalizer(text)}; };
  });
  CHECK(stages == 23);
}

TEST_CASE("stages compose in code") {
  const Normalizer n = Normalizer::sequence({Normalizer(normalizers::Prepend{"\u2581"}), Normalizer(normalizers::Replace{" ", "\u2581"})});
  CHECK(n("a b") == "\u2581a\u2581b");
  CHECK(n("").empty());
  CHECK(Normalizer{}("x y") == "x y");
  CHECK(Normalizer(normalizers::BertNormalizer{})("Élan漢") == "elan 漢 ");
  CHECK(Normalizer(normalizers::Replace{"", "$1", Regex("\\s+")})("a \n b") == "a$1b");
}

TEST_CASE("what is wrong or not supported is named") {
  const auto fails = [](const char* json) {
    return error_of<TokenizerError>([&] { Normalizer::from_json(parse_json(json, "f"), "tokenizer.json"); });
  };
  CHECK(contains(fails(R"({"type": "Precompiled", "precompiled_charsmap": "A"})").expected, "base64"));
  CHECK(fails(R"({"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Strip"}]})").key ==
        "normalizer.normalizers[1].strip_left");
  CHECK(contains(fails(R"({"type": "Replace", "pattern": {"Regex": "(?<=ab)c"}, "content": ""})").problem, "look-behind"));
  CHECK(fails(R"({"type": "NFC", "odd": 1})").key == "normalizer.odd");
  CHECK(fails(R"({"typ": "NFC"})").key == "normalizer.type");
  CHECK(fails("[]").expected == "an object");
  Json deep = {{"type", "NFC"}};
  for (int i = 0; i < 40; ++i) deep = {{"type", "Sequence"}, {"normalizers", Json::array({deep})}};
  CHECK_THROWS_AS(Normalizer::from_json(deep, "f"), TokenizerError);
  CHECK(Normalizer::from_json(nullptr, "f")("a") == "a");
}

TEST_CASE("settings and texts may be anything") {
  const std::string json =
      R"({"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"BertNormalizer","clean_text":true,)"
      R"("handle_chinese_chars":true,"strip_accents":null,"lowercase":true},{"type":"Replace","pattern":{"Regex":" {2,}"},)"
      R"("content":" "},{"type":"Strip","strip_left":true,"strip_right":false},{"type":"Nmt"},{"type":"NFD"}]})";
  for (std::uint64_t seed = 0; seed < mutation_count(); ++seed) {
    try {
      const Normalizer n = Normalizer::from_json(parse_json(seed % 2 == 0 ? json : mutate(json, seed), "f"), "f");
      n(mutate("Où  est Gany\u0301me\u0327de ﬁ 漢字 각\u0301  \u2581", seed));
    } catch (const Error&) {}
  }
}

TEST_CASE("how many stages a file may name is limited") {
  const auto made = [](const Json& json) { return Normalizer::from_json(json, "f"); };
  Json nested{{"type", "NFC"}}, listed = Json::array(), empty = Json::array();
  for (int i = 0; i < 200; ++i) nested = {{"type", "Sequence"}, {"normalizers", {nested}}};
  for (int i = 0; i < 200000; ++i) {
    listed.push_back({{"type", "NFC"}});
    empty.push_back({{"type", "Sequence"}, {"normalizers", Json::array()}});
  }
  CHECK_THROWS_AS(made(nested), TokenizerError);
  CHECK_THROWS_AS(made({{"type", "Sequence"}, {"normalizers", listed}}), TokenizerError);
  CHECK_THROWS_AS(made({{"type", "Sequence"}, {"normalizers", empty}}), TokenizerError);
  const Json hundred{{"type", "Sequence"}, {"normalizers", Json(Json::array_t(100, Json{{"type", "NFC"}}))}};
  made(hundred);
  CHECK_THROWS_AS(made({{"type", "Sequence"}, {"normalizers", {hundred, hundred}}}), TokenizerError);
}

TEST_CASE("stages make no text of any length") {
  const Normalizer longer = Normalizer(normalizers::Replace{"a", std::string(1000, 'a')});
  CHECK(longer("aaa").size() == 3000);
  CHECK_THROWS_AS(Normalizer::sequence({longer, longer, longer, longer})("a"), TokenizerError);
  CHECK_THROWS_AS(Normalizer(normalizers::Replace{"a", std::string(1 << 20, 'b')})("aaa"), TokenizerError);
  CHECK_THROWS_AS(Normalizer(normalizers::Replace{"", std::string(1 << 20, 'b'), Regex("a?")})("aaa"), TokenizerError);
  CHECK_THROWS_AS(Normalizer(normalizers::Prepend{std::string(1 << 21, 'b')})("a"), TokenizerError);
  CHECK_THROWS_AS(Normalizer::sequence(std::vector<Normalizer>(30, Normalizer(normalizers::ByteLevel{})))("\u00e9"), TokenizerError);
  TextGrowth growth(10);
  for (int part = 0; part < 524; ++part) Normalizer(normalizers::Prepend{std::string(2000, 'b')})("a", growth);
  CHECK_THROWS_AS(Normalizer(normalizers::Prepend{std::string(2000, 'b')})("a", growth), TokenizerError);
}
