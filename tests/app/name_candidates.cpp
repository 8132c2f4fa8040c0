#include <ganymede/app/name_candidates.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace ganymede;

TEST_CASE("runs of capitalised words, and what joins them") {
  const auto names = [](std::string_view text) {
    std::string all;
    for (const TextRange& range : name_candidates(text)) all += (all.empty() ? "" : "|") + std::string(range.of(text));
    return all;
  };
  CHECK(names("Maria Lopez flew to Lisbon on Tuesday.") == "Maria Lopez|Lisbon|Tuesday");
  CHECK(names("The mayor met Ludwig van Beethoven on the Isle of Man.") == "Ludwig van Beethoven|Isle of Man");
  CHECK(names("J. R. R. Tolkien wrote it. He left.") == "J. R. R. Tolkien");
  CHECK(names("Anna's brother Paul, Peter and Eva\u2019s dog") == "Anna|Paul|Peter|Eva");
  CHECK(names("In Paris, Rome\nand Oslo") == "Paris|Rome|Oslo");
  CHECK(names("Jean-Luc saw O'Brien of Cork") == "Jean-Luc|O'Brien of Cork");
  CHECK(names("Мария живёт в Москве.") == "Мария|Москве");
  CHECK(names("no names at all, nor here: 12 \xFF") == "");
  CHECK(names("") == "");
}
