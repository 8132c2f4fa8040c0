#include <doctest/doctest.h>
#include <ganymede/text/added_tokens.hpp>
#include <ganymede/text/languages.hpp>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("languages are told by their spelling, and only special tokens are") {
  const std::vector<AddedToken> tokens{{.id = 0, .content = "en_XX", .special = true},   {.id = 1, .content = "fra_Latn", .special = true},
                                       {.id = 2, .content = "de_DE", .special = false},  {.id = 3, .content = "<mask>", .special = true},
                                       {.id = 4, .content = "fr_Latn", .special = true}, {.id = 5, .content = "_XX", .special = true}};
  const Languages languages = Languages::of(tokens);
  CHECK(languages.ids().size() == 2);
  CHECK(languages.at("fra_Latn") == 1);
  CHECK(languages.contains(0));
  CHECK_FALSE(languages.contains(2));
  CHECK(error_of<InputError>([&] { (void)languages.at("de_DE"); }).expected == "en_XX, fra_Latn");
  CHECK(error_of<InputError>([] { (void)Languages().at("de"); }).problem == "the tokenizer has no languages");
}

TEST_CASE("a language takes the place of another, or stands in front") {
  Languages languages;
  languages.add("a", 7);
  languages.add("b", 8);
  std::vector<TokenId> before, after{2, 7};
  languages.put(8, before, after);
  CHECK(before.empty());
  CHECK(after == std::vector<TokenId>{2, 8});
  after = {2};
  languages.put(7, before, after);
  CHECK(before == std::vector<TokenId>{7});
}
