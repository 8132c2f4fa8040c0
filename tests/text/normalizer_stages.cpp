#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/stage_json.hpp>
#include <ganymede/text/normalizer_stages.hpp>

using namespace ganymede;

TEST_CASE("each normaliser by hand") {
  CHECK(normalizers::Nfc{}("e\u0301") == "\u00E9");
  CHECK(normalizers::Nfd{}("\u00E9") == "e\u0301");
  CHECK(normalizers::Nfkc{}("\uFB01e\u0301") == "fi\u00E9");
  CHECK(normalizers::Nfkd{}("\uFB01\u00E9") == "fie\u0301");
  CHECK(normalizers::Lowercase{}("\u00C9A\u0130") == "\u00E9ai\u0307");
  CHECK(normalizers::Strip{}(" a \u3000") == "a");
  CHECK(normalizers::Strip{.strip_right = false}(" a ") == "a ");
  CHECK(normalizers::StripAccents{}("e\u0301") == "e");
  CHECK(normalizers::Nmt{}("a\u200Bb\x01") == "a b");
  CHECK(normalizers::ByteLevel{}("\u00E9 ") == "\u00C3\u00A9\u0120");
  CHECK(normalizers::Prepend{"_"}("a") == "_a");
  CHECK(normalizers::Replace{"aa", "$1"}("aaaba") == "$1aba");
  CHECK(normalizers::Replace{"", "-", Regex("a+")}("aaaba") == "-b-");
}

TEST_CASE("BERT's clean-up: each part by its setting, accents with the case") {
  using Bert = normalizers::BertNormalizer;
  const std::string text = "\u00C9\tA\x01\u6F22\u00AD!";
  CHECK(Bert{}(text) == "e a \u6F22 !");
  CHECK(Bert{.strip_accents = false}(text) == "\u00E9 a \u6F22 !");
  CHECK(Bert{.lowercase = false}(text) == "\u00C9 A \u6F22 !");
  CHECK(Bert{.strip_accents = true, .lowercase = false}(text) == "E A \u6F22 !");
  CHECK(Bert{.clean_text = false, .handle_chinese_chars = false, .lowercase = false}(text) == text);
}

TEST_CASE("no text becomes none, and normalising twice changes nothing more") {
  const auto check = [](const auto& stage) {
    CHECK(stage("").empty());
    const std::string once = stage("  \u00C9a\u0301 \u6F22\uFB01 ");
    CHECK(stage(once) == once);
  };
  check(normalizers::Nfc{});
  check(normalizers::Nfd{});
  check(normalizers::Nfkc{});
  check(normalizers::Nfkd{});
  check(normalizers::Lowercase{});
  check(normalizers::Strip{});
  check(normalizers::StripAccents{});
  check(normalizers::Nmt{});
  check(normalizers::Replace{"a", "b"});
  check(normalizers::BertNormalizer{.handle_chinese_chars = false});
}

TEST_CASE("settings of normalisers are read strictly") {
  const auto read = [](auto stage, const char* json) {
    const Json settings = Json::parse(json);
    return decltype(stage)::from_json(StageJson(settings, "f", "normalizer"));
  };
  CHECK_FALSE(read(normalizers::Strip{}, R"({"type":"Strip","strip_left":true,"strip_right":false})").strip_right);
  CHECK(read(normalizers::Prepend{}, R"({"type":"Prepend","prepend":"_"})").prefix == "_");
  CHECK(read(normalizers::Replace{}, R"({"type":"Replace","pattern":{"String":""},"content":"-"})")("ab") == "-a-b-");
  CHECK_THROWS_AS(read(normalizers::Strip{}, R"({"type":"Strip","strip_left":true})"), TokenizerError);
  CHECK_THROWS_AS(read(normalizers::Prepend{}, R"({"type":"Prepend","prepend":"_","more":1})"), TokenizerError);
  CHECK_THROWS_AS(read(normalizers::Replace{}, R"({"type":"Replace","pattern":{"Regex":"("},"content":"-"})"), TokenizerError);
  CHECK_THROWS_AS(read(normalizers::Precompiled{}, R"({"type":"Precompiled","precompiled_charsmap":"?"})"), TokenizerError);
  CHECK_THROWS_AS(
      read(normalizers::BertNormalizer{}, R"({"type":"BertNormalizer","clean_text":1,"handle_chinese_chars":true,"lowercase":true})"),
      TokenizerError);
}
