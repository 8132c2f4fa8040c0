#include <ganymede/inspect/analogy.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
std::string terms(const std::string& text) {
  std::string found;
  for (const AnalogyTerm& t : parse_analogy(text)) found += (t.minus ? "[-" : "[+") + t.word + "]";
  return found;
}
}  // namespace

TEST_CASE("signs that stand alone part words; others belong to them") {
  CHECK(terms("king - man + woman") == "[+king][-man][+woman]");
  CHECK(terms("- well-known + New York  City") == "[-well-known][+New York City]");
  CHECK(terms("C++") == "[+C++]");
  CHECK(terms(" + a") == "[+a]");
  for (const char* const text : {"", " ", "a -", "a + - b", "+", "- + b"}) CHECK_THROWS_AS(parse_analogy(text), InputError);
}

TEST_CASE("words count alike, however long their vectors") {
  std::vector<float> sum(2);
  const float north[] = {0, 100}, east[] = {0.01F, 0}, nothing[] = {0, 0};
  add_analogy_term(sum, north, false);
  add_analogy_term(sum, east, true);
  add_analogy_term(sum, nothing, false);
  CHECK(sum == std::vector<float>{-1, 1});
}
