#include <ganymede/text/grammar/grammar_constraint.hpp>

#include <ganymede/text/grammar/constraint.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>

using namespace ganymede;

namespace {

std::shared_ptr<const TokenTrie> bytes_and(std::vector<std::string> longer) {
  std::vector<std::pair<std::string, TokenId>> tokens;
  for (int b = 0; b < 256; ++b) tokens.emplace_back(std::string(1, static_cast<char>(b)), b);
  for (std::string& token : longer) tokens.emplace_back(std::move(token), static_cast<TokenId>(tokens.size()));
  return std::make_shared<const TokenTrie>(std::move(tokens));
}
const std::vector<std::string> longer{"ab", "abc", "bca", "aaaa", "((", "))", "()"};
std::string text_of(TokenId id) { return id < 256 ? std::string(1, static_cast<char>(id)) : longer[static_cast<std::size_t>(id) - 256]; }

/// The ids that may come next; 300 is the end.
std::vector<TokenId> allowed(const ConstraintState& state, Index left) {
  std::vector<float> logits(301, 0.0F);
  const bool possible = state.restrict(logits, left);
  std::vector<TokenId> ids;
  for (std::size_t i = 0; i < logits.size(); ++i)
    if (logits[i] == 0.0F) ids.push_back(static_cast<TokenId>(i));
  CHECK(possible == !ids.empty());
  return ids;
}

}  // namespace

TEST_CASE("grammar constraint: whatever is chosen, the text is complete when the tokens are used up") {
  const auto tokens = bytes_and(longer);
  const Constraint constraints[] = {regex("(abc)+(x{3}|y{1,9}z)"), gbnf("root ::= \"(\" root* \")\""), regex("a*b{4}|c"),
                                    regex("[^a]{3,}ab\xC3\xA4")};
  std::mt19937 random(1);
  for (const Constraint& constraint : constraints)
    for (Index limit = 0; limit < 24; ++limit)
      for (int round = 0; round < 10; ++round) {
        std::shared_ptr<const ConstraintState> state;
        try {
          state = constraint.begin({.tokens = tokens, .end_tokens = {300}, .tokens_left = limit});
        } catch (const InputError& error) {
          CHECK(error.details().key == "max_new_tokens");
          CHECK(limit < 8);
          break;
        }
        bool ended = false;
        for (Index left = limit; left > 0 && !ended; --left) {
          const auto ids = allowed(*state, left);
          REQUIRE(!ids.empty());
          CHECK((std::find(ids.begin(), ids.end(), 300) != ids.end()) == state->may_end());
          const TokenId id = ids[random() % ids.size()];
          ended = id == 300;
          if (!ended) state = state->after(id);
        }
        CHECK((ended || state->may_end()));
      }
}

TEST_CASE("grammar constraint: the limit that is too small names the one that is not") {
  const auto tokens = bytes_and(longer);
  const auto error = error_of<InputError>([&] { regex("abcx{3}").begin({.tokens = tokens, .tokens_left = 3}); });
  CHECK(error.expected == "4 or more");
  CHECK(regex("abcx{3}").begin({.tokens = tokens, .tokens_left = 4}) != nullptr);
  CHECK(error_of<InputError>([&] { regex("abcx{3}").begin({.tokens = tokens, .tokens_left = 0}); }).found == "0");
  CHECK(regex("a*").begin({.tokens = tokens, .tokens_left = 0})->may_end());
}

TEST_CASE("grammar constraint: a vocabulary that cannot spell it") {
  const auto few = std::make_shared<const TokenTrie>(std::vector<std::pair<std::string, TokenId>>{{"a", 0}, {"b", 1}});
  CHECK(error_of<InputError>([&] { regex("ab{3}c").begin({.tokens = few, .tokens_left = 100}); }).problem.find("cannot spell") !=
        std::string::npos);
}

TEST_CASE("grammar constraint: an end token that is a text token ends, and is not part of the text") {
  const auto tokens = bytes_and(longer);
  const auto state = regex("a\n?b").begin({.tokens = tokens, .end_tokens = {'\n'}, .tokens_left = 10});
  const auto after = state->after('a');
  CHECK(allowed(*after, 9) == std::vector<TokenId>{'b'});
  CHECK(allowed(*after->after('b'), 8) == std::vector<TokenId>{'\n'});
}

TEST_CASE("grammar constraint: without end tokens the text is over when nothing can follow") {
  const auto tokens = bytes_and(longer);
  const auto state = regex("ab?").begin({.tokens = tokens, .tokens_left = 10});
  CHECK_FALSE(state->must_end());
  CHECK_FALSE(state->after('a')->must_end());
  CHECK(state->after('a')->may_end());
  CHECK(state->after(256)->must_end());
  CHECK(regex("").begin({.tokens = tokens, .tokens_left = 3})->must_end());
}

TEST_CASE("grammar constraint: what is kept for a vocabulary does not change answers") {
  const auto tokens = bytes_and(longer), others = bytes_and({"zz"});
  const Constraint constraint = gbnf("root ::= \"(\" root* \")\" | \"abc\"");
  const auto first = constraint.begin({.tokens = tokens, .end_tokens = {300}, .tokens_left = 20});
  const auto other = constraint.begin({.tokens = others, .end_tokens = {300}, .tokens_left = 20});
  CHECK(allowed(*first, 20) == allowed(*constraint.begin({.tokens = tokens, .end_tokens = {300}, .tokens_left = 20}), 20));
  CHECK(allowed(*other, 20) != allowed(*first, 20));
  CHECK(first->after('(')->after(257)->after(')')->may_end());
  CHECK(text_of(257) == "abc");
}
