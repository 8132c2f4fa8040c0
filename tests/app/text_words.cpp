#include <ganymede/app/text_words.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace ganymede;

namespace {

/// The words with a bar between them, which only white space may stand beside.
std::string barred(std::string_view text, const std::vector<TextRange>& words) {
  std::string all;
  std::size_t end = 0;
  for (const TextRange& word : words) {
    CHECK(word.begin >= end);
    CHECK(word.begin < word.end);
    CHECK(text.substr(end, word.begin - end).find_first_not_of(" \n\t\u00a0\u3000") == std::string_view::npos);
    all += (all.empty() ? "" : "|") + std::string(word.of(text));
    end = word.end;
  }
  CHECK(text.substr(end).find_first_not_of(" \n\t") == std::string_view::npos);
  return all;
}
std::string words(std::string_view text, std::span<const std::size_t> breaks = {}) { return barred(text, words_of_text(text, breaks)); }

}  // namespace

TEST_CASE("punctuation is apart, marks inside of words and numbers are not") {
  CHECK(words("Where is Ganymede?") == "Where|is|Ganymede|?");
  CHECK(words("J'aime l\u2019eau, (tr\u00e8s) fra\u00eeche...") == "J'aime|l\u2019eau|,|(|tr\u00e8s|)|fra\u00eeche|...");
  CHECK(words("mother-in-law's 3,141.59 at 12:30, U.S. or and/or 1/2") == "mother-in-law's|3,141.59|at|12:30|,|U.S|.|or|and|/|or|1/2");
  CHECK(words("\u201eJa!\u201c \u2014 \u00abnon\u00bb?!") == "\u201e|Ja|!|\u201c|\u2014|\u00ab|non|\u00bb|?|!");
  CHECK(words("a,b c, d 5% $5 20\u00b0C x=1 snake_case") == "a|,|b|c|,|d|5|%|$5|20\u00b0C|x=1|snake_case");
  CHECK(words("'tis rock 'n' roll' -") == "'|tis|rock|'|n|'|roll|'|-");
  CHECK(words("\u00bfQu\u00e9?  \n\tS\u00ed.") == "\u00bf|Qu\u00e9|?|S\u00ed|.");
  CHECK(words("") == "");
  CHECK(words(" \n ") == "");
  CHECK(words("--- ?!?! \u2026\u2026") == "---|?|!|?|!|\u2026\u2026");
}

TEST_CASE("marks, joiners and emoji stay with what a reader takes for one character") {
  CHECK(words("cafe\u0301s, e\u0301!") == "cafe\u0301s|,|e\u0301|!");
  CHECK(words("!\u0301 a") == "!\u0301|a");  // a mark on punctuation
  CHECK(words("\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e\u0964") ==
        "\u0928\u092e\u0938\u094d\u0924\u0947|\u0926\u0941\u0928\u093f\u092f\u093e|\u0964");
  CHECK(words("\u0645\u064e\u0631\u0652\u062d\u064e\u0628\u0627\u060c") == "\u0645\u064e\u0631\u0652\u062d\u064e\u0628\u0627|\u060c");
  CHECK(words("ok\U0001F44D\U0001F3FD\U0001F468\u200D\U0001F469\u200D\U0001F467!") ==
        "ok|\U0001F44D\U0001F3FD|\U0001F468\u200D\U0001F469\u200D\U0001F467|!");
  CHECK(words("\U0001F1EB\U0001F1F7\U0001F1E9\U0001F1EA") == "\U0001F1EB\U0001F1F7|\U0001F1E9\U0001F1EA");
  CHECK(words("a\xff b.") == "a\xff|b|.");  // a byte that is no character is a part of a word
}

TEST_CASE("scripts without spaces come apart where they are told to; letters of others are words beside them") {
  const std::string text = "\u6211\u559c\u6b22iPhone\u624b\u673a\uff0c\u4f60\u5462\uff1f";
  CHECK(words(text) == "\u6211\u559c\u6b22|iPhone|\u624b\u673a|\uff0c|\u4f60\u5462|\uff1f");
  const std::size_t breaks[] = {0, 3, 9, 10, 15, 18, 24};
  CHECK(words(text, breaks) == "\u6211|\u559c\u6b22|iPhone|\u624b|\u673a|\uff0c|\u4f60\u5462|\uff1f");
  CHECK(words("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a") ==
        "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a");
  const std::size_t thai[] = {18, 19};  // 19: inside of a character
  CHECK(words("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a", thai) ==
        "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35|\u0e04\u0e23\u0e31\u0e1a");
  const std::size_t latin[] = {2};
  CHECK(words("hello", latin) == "hello");  // whose words are known
  CHECK(words("\uc548\ub155\ud558\uc138\uc694 \uc138\uacc4.") == "\uc548\ub155\ud558\uc138\uc694|\uc138\uacc4|.");
}

TEST_CASE("what white space separates, and nothing else") {
  const auto spaced = [](std::string_view text) { return barred(text, spaced_words_of_text(text)); };
  CHECK(spaced(" Where is\u00a0Ganymede? \u4f60\u597d\uff0c") == "Where|is|Ganymede?|\u4f60\u597d\uff0c");
  CHECK(spaced("").empty());
}
