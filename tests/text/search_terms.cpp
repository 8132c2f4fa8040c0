#include <ganymede/text/search_terms.hpp>

#include <doctest/doctest.h>

using namespace ganymede;
using Terms = std::vector<std::string>;

TEST_CASE("words, whatever their case and the form of their characters") {
  CHECK(search_terms("The King's 3 sons: WENT!") == Terms{"the", "king", "s", "3", "sons", "went"});
  CHECK(search_terms("Straße ÉCOLE e\u0301cole ﬁsh １２") == Terms{"straße", "école", "école", "fish", "12"});
  CHECK(search_terms("mother-in-law foo_bar a.b") == Terms{"mother", "in", "law", "foo", "bar", "a", "b"});
  CHECK(search_terms("Мама МЫЛА раму") == Terms{"мама", "мыла", "раму"});
  CHECK(search_terms("हिन्दी में") == Terms{"हिन्दी", "में"});  // marks are part of a word
  CHECK(search_terms("").empty());
  CHECK(search_terms("... \n -- 🙂").empty());
  CHECK(search_terms("a\xFF"
                     "b \xC3") == Terms{"a", "b"});
}

TEST_CASE("scripts without spaces: characters and pairs of neighbours") {
  CHECK(search_terms("記憶") == Terms{"記", "憶", "記憶"});
  CHECK(search_terms("項目 記憶。私") == Terms{"項", "目", "項目", "記", "憶", "記憶", "私"});  // nothing reaches over a space or a stop
  CHECK(search_terms("ﾊﾝｶｸ") == search_terms("ハンカク"));                                      // half-width kana
  CHECK(search_terms("ｶﾞ") == Terms{"ガ"});
  CHECK(search_terms("GPT模型v2") == Terms{"gpt", "模", "型", "模型", "v2"});
  CHECK(search_terms("한국은") == Terms{"한", "국", "한국", "은", "국은"});
  CHECK(search_terms("ที่นี่") == Terms{"ที่", "นี่", "ที่นี่"});  // vowels and tones belong to their letters
}

TEST_CASE("a term that never ends is cut") {
  const std::string long_word(100000, 'x');
  CHECK(search_terms(long_word + " y") == Terms{std::string(64, 'x'), "y"});
}
