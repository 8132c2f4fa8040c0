#include <doctest/doctest.h>
#include <ganymede/text/added_tokens.hpp>

using namespace ganymede;

namespace {

using Parts = std::vector<std::pair<TokenId, std::string>>;  // -1: text between

Parts split_parts(const std::vector<AddedToken>& tokens, std::string_view text, bool parse_special = true) {
  AddedTokenMatcher matcher;
  for (const AddedToken& token : tokens) matcher.add(token.content, token, "f");
  Parts parts;
  matcher.split(text, parse_special, [&](const AddedToken* token, std::size_t begin, std::size_t end) {
    parts.emplace_back(token ? token->id : -1, std::string(text.substr(begin, end - begin)));
  });
  return parts;
}

}  // namespace

TEST_CASE("the leftmost counts, and the longest of those") {
  const std::vector<AddedToken> tokens{
      {.id = 0, .content = "ab"}, {.id = 1, .content = "abc"}, {.id = 2, .content = "cd"}, {.id = 3, .content = "bcde"}};
  CHECK(split_parts(tokens, "xabcd") == Parts{{-1, "x"}, {1, "abc"}, {-1, "d"}});
  CHECK(split_parts(tokens, "abxcd") == Parts{{0, "ab"}, {-1, "x"}, {2, "cd"}});
  CHECK(split_parts(tokens, "ababc") == Parts{{0, "ab"}, {1, "abc"}});
  CHECK(split_parts(tokens, "").empty());
  CHECK(split_parts({}, "ab") == Parts{{-1, "ab"}});
}

TEST_CASE("special tokens are found only when asked for; a shorter ordinary one shows then") {
  const std::vector<AddedToken> tokens{{.id = 0, .content = "<s>", .special = true}, {.id = 1, .content = "<s"}};
  CHECK(split_parts(tokens, "a<s>", true) == Parts{{-1, "a"}, {0, "<s>"}});
  CHECK(split_parts(tokens, "a<s>", false) == Parts{{-1, "a"}, {1, "<s"}, {-1, ">"}});
}

TEST_CASE("lstrip and rstrip take white space, single_word wants no letters beside") {
  CHECK(split_parts({{.id = 0, .content = "M", .lstrip = true}}, "a \n\u3000M b") == Parts{{-1, "a"}, {0, " \n\u3000M"}, {-1, " b"}});
  CHECK(split_parts({{.id = 0, .content = "M", .rstrip = true}}, "a M\t\u00A0 b") == Parts{{-1, "a "}, {0, "M\t\u00A0 "}, {-1, "b"}});
  CHECK(split_parts({{.id = 0, .content = "M", .lstrip = true}}, "M M") == Parts{{0, "M"}, {0, " M"}});
  const std::vector<AddedToken> word{{.id = 0, .content = "M", .single_word = true}};
  CHECK(split_parts(word, "M M, aM \u00E9M M\u4E2D M_ (M)") ==
        Parts{{0, "M"}, {-1, " "}, {0, "M"}, {-1, ", aM \u00E9M M\u4E2D M_ ("}, {0, "M"}, {-1, ")"}});
}

TEST_CASE("characters of words") {
  for (const char32_t c : {U'a', U'\u00E9', U'\u4E2D', U'7', U'_', U'\u0301', U'\u2160', U'\u24B6', U'\u200D', U'\u0664'})
    CHECK(is_word_character(c));
  for (const char32_t c : {U' ', U'-', U'.', U'\u00B2', U'\u2581', U'\U0001F600', U'\uFFFD'}) CHECK_FALSE(is_word_character(c));
}

TEST_CASE("a spelling is found by id and by content") {
  const std::vector<std::string> normal{"", "x y"};
  const AddedTokens tokens({{.id = 9, .content = "<s>"}, {.id = 4, .content = "X Y", .normalized = true}}, normal, "f");
  CHECK(tokens.find(9)->content == "<s>");
  CHECK(tokens.find(4)->decoded == "x y");
  CHECK(tokens.find("X Y")->id == 4);
  CHECK(tokens.find(5) == nullptr);
  CHECK(tokens.find("x y") == nullptr);
  CHECK(tokens.tokens().back().id == 9);
  CHECK_FALSE(tokens.raw().empty());
  CHECK_FALSE(tokens.normalized().empty());
}

TEST_CASE("twice the same, and endless spellings, are refused") {
  const std::vector<std::string> normal(2);
  CHECK_THROWS_AS(AddedTokens({{.id = 1, .content = "a"}, {.id = 2, .content = "a"}}, normal, "f"), TokenizerError);
  CHECK_THROWS_AS(AddedTokens({{.id = 1, .content = "a"}, {.id = 1, .content = "b"}}, normal, "f"), TokenizerError);
  CHECK_THROWS_AS(AddedTokens({{.id = 1, .content = std::string(513, 'a')}}, normal, "f"), TokenizerError);
}

// Each token looked at all spaces before or behind it, those of other tokens too; and at all of the bytes that may follow in a spelling.
TEST_CASE("long runs of white space take linear time") {
  const std::string spaces(1 << 20, ' ');
  const AddedToken space{.id = 0, .content = " ", .lstrip = true, .rstrip = true};
  const Parts parts = split_parts({space}, spaces + "x");
  REQUIRE(parts.size() == spaces.size() + 1);
  CHECK(parts.back() == std::pair<TokenId, std::string>(-1, "x"));
  CHECK(split_parts({{.id = 0, .content = " ", .lstrip = true}}, spaces).size() == spaces.size());
}

TEST_CASE("spellings have a limit, and any bytes may follow each other in them") {
  AddedTokenMatcher matcher;
  CHECK_THROWS_AS(matcher.add(std::string(513, 'a'), {.id = 0}, "f"), TokenizerError);
  std::vector<std::string> spellings;
  std::vector<AddedToken> tokens;
  for (int byte = 1; byte < 256; ++byte)
    for (const int length : {1, 200, 511}) {
      spellings.push_back(std::string(static_cast<std::size_t>(length), 'a') + static_cast<char>(byte));
      tokens.push_back({.id = byte * 1000 + length});
    }
  const AddedTokenMatcher many(std::move(spellings), std::move(tokens), "f");
  std::vector<TokenId> found;
  many.split(std::string(511, 'a') + "bxa", false, [&](const AddedToken* token, auto...) { found.push_back(token ? token->id : -1); });
  CHECK(found == std::vector<TokenId>{'b' * 1000 + 511, -1});
}
