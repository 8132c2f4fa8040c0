#include <doctest/doctest.h>
#include <ganymede/text/sentences/scanner.hpp>
#include <ganymede/text/sentences/sentences.hpp>

#include <fstream>
#include <random>
#include <string>

#include "support/mutate.hpp"

using namespace ganymede;

namespace {

struct Case {
  std::string language, text;
  std::vector<std::string> sentences;
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
  return text;
}

std::string trimmed(std::string_view text) {
  const detail::SentenceText t(text);
  std::size_t end = text.size();
  while (t.before(end).length > 0 && is_white_space(t.before(end).code_point)) end -= t.before(end).length;
  const std::size_t begin = t.gap(0).end;
  return std::string(text.substr(begin, end < begin ? 0 : end - begin));
}

/// The table: language hint, TAB, the text with ¦ where a sentence begins.
std::vector<Case> cases() {
  std::ifstream file(GANYMEDE_TEST_DATA "/text/sentences.tsv");
  std::vector<Case> all;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    REQUIRE(tab != std::string::npos);
    const std::string marked = replaced(line.substr(tab + 1), "\\n", "\n");
    Case c{line.substr(0, tab) == "-" ? "" : line.substr(0, tab), replaced(marked, "¦", ""), {}};
    for (std::size_t at = 0;;) {
      const std::size_t end = std::min(marked.find("¦", at), marked.size());
      if (std::string sentence = trimmed(std::string_view(marked).substr(at, end - at)); !sentence.empty())
        c.sentences.push_back(std::move(sentence));
      if (end == marked.size()) break;
      at = end + std::string_view("¦").size();
    }
    all.push_back(std::move(c));
  }
  return all;
}

std::vector<std::string> sentences_of(std::string_view text, std::string_view language = {}) {
  std::vector<std::string> out;
  for (const Sentence& s : split_sentences(text, language)) out.emplace_back(text.substr(s.begin, s.end - s.begin));
  return out;
}

std::string show(const std::vector<std::string>& sentences) {
  std::string out;
  for (const std::string& s : sentences) out += "[" + s + "] ";
  return out;
}

/// Sentences are in order, not empty and trimmed; between them lies white space only.
void check_partition(std::string_view text, std::string_view language) {
  std::size_t at = 0;
  const auto is_gap = [&](std::size_t begin, std::size_t end) { return detail::SentenceText(text.substr(0, end)).gap(begin).end == end; };
  for (const Sentence& s : split_sentences(text, language)) {
    REQUIRE(s.begin >= at);
    REQUIRE(s.end > s.begin);
    REQUIRE(s.end <= text.size());
    REQUIRE(is_gap(at, s.begin));
    REQUIRE(trimmed(text.substr(s.begin, s.end - s.begin)).size() == s.end - s.begin);
    at = s.end;
  }
  REQUIRE(is_gap(at, text.size()));
}

}  // namespace

TEST_CASE("sentences: the table of hard cases") {
  const std::vector<Case> all = cases();
  CHECK(all.size() >= 130);
  for (const Case& c : all) {
    const std::vector<std::string> found = sentences_of(c.text, c.language);
    CHECK_MESSAGE(found == c.sentences, c.language, " found ", show(found));
    check_partition(c.text, c.language);
  }
}

TEST_CASE("sentences: paragraphs, hints and nothing") {
  CHECK(split_sentences("").empty());
  CHECK(split_sentences(" \n\n \t").empty());
  const std::vector<Sentence> two = split_sentences("One. Two.\r\n \r\nThree");
  REQUIRE(two.size() == 3);
  CHECK_FALSE(two[0].ends_paragraph);
  CHECK(two[1].ends_paragraph);
  CHECK(two[2].ends_paragraph);
  CHECK(split_sentences("a\u2029b").size() == 2);
  CHECK(split_sentences("a\r\nb").size() == 1);
  for (const char* german : {"de", "deu", "ger", "deu_Latn", "de_DE", "de-AT"})
    CHECK(sentences_of("Das 3. Kapitel ist kurz.", german).size() == 1);
  CHECK(sentences_of("Das 3. Kapitel ist kurz.", "xx").size() == 2);
}

TEST_CASE("sentences: any bytes, and every damaged text, are kept whole") {
  CHECK(sentences_of("a\xff. B\xc3. \xe3\x80") == std::vector<std::string>{"a\xff.", "B\xc3.", "\xe3\x80"});
  std::string all;
  for (const Case& c : cases()) {
    all += c.text + (all.size() % 3 == 0 ? "\n\n" : " ");
    for (std::uint64_t seed = 0; seed < 20; ++seed) check_partition(mutate(c.text, seed), seed % 2 == 0 ? "" : "de");
  }
  for (std::uint64_t seed = 0; seed < mutation_count() / 20; ++seed) check_partition(mutate(all, seed), "");

  // strings of the characters that matter, and strings of any bytes
  constexpr std::string_view alphabet[] = {".",  ".",  "!", "?",  "…",  "。", "！", "\"", "”", "“",  "«",   " »",   "「",    "」",
                                           "（", "）", "(", ")",  " ",  " ",  "\n", "a",  "B", "Dr", "p.m", "3",    "[1]",   "😀",
                                           "¿",  "-",  "—", "と", "说", "ا",  "؟",  "क",  "।", "'",  "*",   "\xff", "\u3000"};
  std::mt19937_64 random{7};
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (auto left = random() % 40; left > 0; --left)
      text += i % 3 == 0 ? std::string(1, static_cast<char>(random())) : std::string(alphabet[random() % std::size(alphabet)]);
    CAPTURE(text);
    check_partition(text, "");
  }
}

TEST_CASE("sentences: sentences of a text are the same one by one") {
  std::string text;
  std::vector<std::string> expected;
  for (const Case& c : cases()) {
    if (!c.language.empty()) continue;
    text += c.text + "\n\n";
    expected.insert(expected.end(), c.sentences.begin(), c.sentences.end());
  }
  const std::vector<std::string> found = sentences_of(text);
  const auto differ = std::mismatch(found.begin(), found.end(), expected.begin(), expected.end());
  CHECK_MESSAGE(found == expected, (differ.first == found.end() ? "" : *differ.first));
}

TEST_CASE("sentences: steps are linear in the length, with stops, brackets and spaces of any kind") {
  for (const std::string_view unit :
       {"a",  ".",      "a.",       "a. ",        "A. ",  ". ",    "!",   "! ",    "\n",  " ",      " \n",     "。",
        "「", "「あ。", "「あ。」", "“",          "(",    "« ",    " »",  "a. \n", "1. ", "z. B. ", "\xff",    "\xff.",
        "😀",  "a! 😀",   "a. [",     "a!\" said ", "！他", "- a\n", "a.b", "a-",    "...", ". . . ", "e\u0301", "你好"}) {
    CAPTURE(unit);
    std::string text;
    while (text.size() < 100'000) text += unit;
    detail::SentenceScanner scanner(text, "");
    std::size_t sentences = 0;
    scanner.run([&](const Sentence&) { ++sentences; });
    CHECK(scanner.steps() < 160 * text.size());
  }
  // a megabyte without any stop is one sentence, and cheap
  const std::string words = [] {
    std::string text;
    while (text.size() < 1 << 20) text += "word ";
    return text;
  }();
  detail::SentenceScanner scanner(words, "");
  std::size_t sentences = 0;
  scanner.run([&](const Sentence&) { ++sentences; });
  CHECK(sentences == 1);
  CHECK(scanner.steps() < 4 * words.size());
}
