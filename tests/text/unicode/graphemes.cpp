#include <doctest/doctest.h>
#include <ganymede/text/unicode/graphemes.hpp>

#include <vector>

using namespace ganymede;

namespace {

std::vector<std::string> clusters(std::string_view text) {
  std::vector<std::string> out;
  for_each_grapheme(text, [&](std::string_view cluster) { out.emplace_back(cluster); });
  return out;
}
using Clusters = std::vector<std::string>;

}  // namespace

// One case a rule of UAX #29, after GraphemeBreakTest.txt.
TEST_CASE("rules of extended grapheme clusters") {
  CHECK(clusters("").empty());
  CHECK(clusters("a\r\nb") == Clusters{"a", "\r\n", "b"});                                  // GB3
  CHECK(clusters("\n\u0301") == Clusters{"\n", "\u0301"});                                  // GB4
  CHECK(clusters("\u1100\u1161\u11A8\u1100") == Clusters{"\u1100\u1161\u11A8", "\u1100"});  // GB6-8
  CHECK(clusters("a\u0301\u200Db") == Clusters{"a\u0301\u200D", "b"});                      // GB9
  CHECK(clusters("\u0E01\u0E33x") == Clusters{"\u0E01\u0E33", "x"});                        // GB9a
  CHECK(clusters("\u0600a") == Clusters{"\u0600a"});                                        // GB9b
  CHECK(clusters("\u0915\u094D\u0937") == Clusters{"\u0915\u094D\u0937"});                  // GB9c
  CHECK(clusters("\u0915\u0937") == Clusters{"\u0915", "\u0937"});
  CHECK(clusters("\u00A9\u200D\u00A9") == Clusters{"\u00A9\u200D\u00A9"});  // GB11
  CHECK(clusters("a\u200D\u00A9") == Clusters{"a\u200D", "\u00A9"});
  CHECK(clusters("\U0001F1E6\U0001F1E7\U0001F1E8") == Clusters{"\U0001F1E6\U0001F1E7", "\U0001F1E8"});  // GB12, GB13
}

TEST_CASE("clusters until the caller has enough") {
  std::string seen;
  for_each_grapheme_while("ae\u0301bc", [&](std::string_view cluster) {
    seen += cluster;
    return cluster != "b";
  });
  CHECK(seen == "ae\u0301b");
}
