#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/base64.hpp>
#include <ganymede/text/formats/sentencepiece_model.hpp>
#include <ganymede/text/normalizer.hpp>
#include <ganymede/text/precompiled_charsmap.hpp>

#include "support/error_of.hpp"
#include "support/mutate.hpp"
#include "support/tokenizer_fixture.hpp"

using namespace ganymede;

namespace {

std::string rules(const std::string& name) {
  const std::string bytes = read_file(tokenizer_fixtures() / "sentencepiece" / (name + ".model"));
  return read_sentencepiece(std::as_bytes(std::span(bytes)), name).precompiled_charsmap;
}

}  // namespace

TEST_CASE("the longest rule, the shortest rule") {
  const PrecompiledCharsmap charsmap(rules("unigram"), "f", "k");
  CHECK(charsmap.longest("\u2460\u0301x")->replacement == "one");
  CHECK(charsmap.longest("\u2460\u0301x")->length == 5);
  CHECK(charsmap.shortest("\u2460\u0301x")->replacement == "1");
  CHECK(charsmap.longest("\ufb01")->replacement == "fi");
  CHECK(charsmap.longest("\r")->replacement.empty());
  CHECK_FALSE(charsmap.longest("x").has_value());
  CHECK_FALSE(charsmap.longest("").has_value());
}

TEST_CASE("Precompiled works on clusters of up to five bytes") {
  const PrecompiledCharsmap charsmap(rules("unigram"), "f", "k");
  CHECK(normalize_precompiled(charsmap, "\u2460\u0301!") == "1!");                  // five bytes: the mark is lost
  CHECK(normalize_precompiled(charsmap, "\u2460\u0301\u0301") == "1\u0301\u0301");  // seven: each by itself
  CHECK(normalize_precompiled(charsmap, "e\u0301") == "E");
  CHECK(normalize_precompiled(charsmap, "a\r\nb") == "ab");  // one cluster
}

TEST_CASE("rules that lead outside are refused") {
  const std::string good = rules("unigram");
  const auto refused = [](const std::string& blob) { return error_of<FormatError>([&] { PrecompiledCharsmap(blob, "f", "k"); }).problem; };
  CHECK(contains(refused(""), "cut off"));
  CHECK(contains(refused(std::string("\xFF\xFF\xFF\x7F", 4) + good.substr(4)), "larger"));
  CHECK(contains(refused(std::string(4, '\0')), "leads outside"));
  std::string wild = good;
  wild.replace(4, 4, "\xFF\xFF\xFF\x7F");
  CHECK(contains(refused(wild), "leads outside"));
  CHECK(contains(refused(good + "\xff"), "not UTF-8"));
  CHECK_THROWS_AS(Normalizer::from_json(Json::parse(R"({"type":"Precompiled","precompiled_charsmap":"A"})"), "f"), TokenizerError);
}

TEST_CASE("mutated rules normalise or are refused") {
  const std::string good = rules("unigram");
  for (std::uint64_t seed = 0; seed < mutation_count(); ++seed) {
    CAPTURE(seed);
    try {
      const PrecompiledCharsmap charsmap(mutate(good, seed), "f", "k");
      const std::string text = "It's \u2460\u0301 \u00E9t\u00E9 e\u0301 \ufb01 \u304b\u3099 \u00bd ij\t\r\n";
      CHECK(is_valid_utf8(normalize_precompiled(charsmap, text)));
      for (std::size_t at = 0; at < text.size(); ++at) (void)charsmap.longest(std::string_view(text).substr(at));
    } catch (const FormatError&) {}
  }
}
