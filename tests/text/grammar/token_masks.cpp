#include <ganymede/text/grammar/token_masks.hpp>

#include <ganymede/text/grammar/gbnf.hpp>

#include <doctest/doctest.h>

#include <random>

#include "grammar_texts.hpp"

using namespace ganymede;
using namespace ganymede::detail::grammar;

namespace {

std::vector<std::pair<std::string, TokenId>> letters_and(std::vector<std::string> longer) {
  std::vector<std::pair<std::string, TokenId>> tokens;
  for (int b = 0; b < 256; ++b) tokens.emplace_back(std::string(1, static_cast<char>(b)), b);
  for (std::string& token : longer) tokens.emplace_back(std::move(token), static_cast<TokenId>(tokens.size()));
  return tokens;
}

constexpr const char* grammar = R"(root ::= "{" pair ("," pair)* "}"
pair ::= string ":" ("null" | root | [0-9]{1,3} | "[" (string ("," string){0,2})? "]")
string ::= "\"" ([^"\\] | "\\" ["\\n])* "\"")";

const std::vector<std::string> longer{"{\"",      "\":",        "\",\"",    "\"}",      "nul",  "l}",   "}}",    "abc",
                                      "\xC3\xA4", "\xC3\xA4\"", "\xF0\x9F", "\x98\x80", "12",   "3,\"", "\\\"",  "a\\",
                                      "n\"}",     "[\"",        "\"]",      "]}",       " the", ":{\"", "null}", "0}"};

}  // namespace

TEST_CASE("token masks: a token may follow where its bytes may") {
  const auto automaton = std::make_shared<const Automaton>(GbnfReader(grammar).read(), "gbnf");
  const auto tokens = letters_and(longer);
  TokenMasks masks(automaton, std::make_shared<const TokenTrie>(tokens));
  std::mt19937 random(7);
  TokenSet memory;
  for (int round = 0; round < 40; ++round) {
    grammar_texts::Texts texts(grammar);
    std::string text;
    std::uint32_t at = masks.begin(false);
    for (int step = 0; step < 12; ++step) {
      CHECK(masks.accepts(at) == texts.accept(text));
      const TokenSet& allowed = masks.allowed(at, 1000, memory);
      std::vector<std::size_t> possible;
      for (std::size_t t = 0; t < tokens.size(); ++t) {
        const bool right = texts.begin(text + tokens[t].first);
        if (allowed.contains(tokens[t].second) != right) FAIL(text << " + " << tokens[t].first);
        if (right) possible.push_back(t);
      }
      CHECK(masks.goes_on(at) == !possible.empty());
      if (possible.empty()) break;
      const auto& [bytes, id] = tokens[possible[random() % possible.size()]];
      text += bytes;
      at = masks.after(at, id);
    }
  }
}

TEST_CASE("token masks: with few tokens left only what can be completed may follow") {
  const auto automaton = std::make_shared<const Automaton>(GbnfReader(grammar).read(), "gbnf");
  const auto tokens = letters_and(longer);
  TokenMasks masks(automaton, std::make_shared<const TokenTrie>(tokens));
  const auto way = masks.shortest_way(masks.begin(false));
  REQUIRE(way);
  CHECK(way->size() == 3);  // {"  ":  0}
  TokenSet memory;
  for (Index left = 1; left < 30; ++left) {
    const TokenSet& allowed = masks.allowed(masks.begin(false), left, memory);
    for (const auto& [bytes, id] : tokens) {
      if (!allowed.contains(id)) continue;
      const auto rest = masks.shortest_way(masks.after(masks.begin(false), id));
      REQUIRE(rest);
      CHECK(static_cast<Index>(rest->size()) < left);
    }
  }
}

TEST_CASE("token masks: a vocabulary that lacks characters") {
  const auto automaton =
      std::make_shared<const Automaton>(GbnfReader("root ::= \"a\" (\"\xC3\xA4\" | \"!\" | \"\xC3\xB6x\")").read(), "gbnf");
  TokenMasks masks(automaton, std::make_shared<const TokenTrie>(std::vector<std::pair<std::string, TokenId>>{
                                  {"a", 0}, {"\xC3\xA4", 1}, {"\xC3\xB6", 2}, {"a\xC3\xB6", 3}}));
  CHECK(masks.shortest_way(masks.begin(false)) == std::vector<TokenId>{0, 1});
  TokenSet memory;
  CHECK_FALSE(masks.allowed(masks.begin(false), 100, memory).contains(3));  // no x to go on with
  const std::uint32_t after = masks.after(masks.begin(false), 0);
  CHECK(masks.allowed(after, 100, memory).contains(1));
  CHECK_FALSE(masks.allowed(after, 100, memory).contains(2));
  TokenMasks without(automaton, std::make_shared<const TokenTrie>(std::vector<std::pair<std::string, TokenId>>{{"a", 0}, {"b", 1}}));
  CHECK_FALSE(without.shortest_way(without.begin(false)));
}

TEST_CASE("token sets: what is forbidden, and whether anything is left") {
  TokenSet set(100);
  set.add(3);
  set.add(99);
  std::vector<float> logits(130, 1.0F);
  CHECK(set.restrict(logits));
  for (std::size_t i = 0; i < logits.size(); ++i) CHECK((logits[i] == 1.0F) == (i == 3 || i == 99));
  logits[3] = logits[99] = -std::numeric_limits<float>::infinity();
  CHECK_FALSE(set.restrict(logits));
  CHECK_FALSE(set.contains(-1));
  CHECK_FALSE(set.contains(1000));
}
