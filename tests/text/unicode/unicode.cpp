#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/unicode/unicode.hpp>
#include <ganymede/text/unicode/unicode_tables.hpp>

#include <set>

using namespace ganymede;

// Python's unicodedata, which is of an older version: what it does not know may have come since, and these few code points
// have another category now (DerivedAge and UnicodeData of the versions between).
TEST_CASE("categories are Python's") {
  const Json reference = read_json(GANYMEDE_TEST_DATA "/text/unicode.json");
  const Json& runs = reference["categories"];
  const std::set<char32_t> changed{0x295, 0x1171E};
  std::set<char32_t> different;
  for (std::size_t i = 0; i < runs.size(); i += 2) {
    const auto category = runs[i + 1].get<std::string>();
    const char32_t end = i + 2 < runs.size() ? runs[i + 2].get<char32_t>() : last_code_point + 1;
    for (auto c = runs[i].get<char32_t>(); c < end && category != "Cn"; ++c)
      if (general_category_names[static_cast<std::size_t>(general_category(c))] != category) different.insert(c);
  }
  CHECK(different == changed);
}

TEST_CASE("properties") {
  CHECK(unicode_version == "17.0.0");
  CHECK(is_letter(U'漢'));
  CHECK(is_mark(0x301));
  CHECK(is_number(U'½'));
  CHECK(is_punctuation(U'。'));
  CHECK(is_symbol(U'€'));
  CHECK(is_separator(0x2028));
  CHECK(general_category(not_unicode) == GeneralCategory::Cn);
  std::vector<char32_t> white;
  for (char32_t c = 0; c <= last_code_point; ++c)
    if (is_white_space(c)) white.push_back(c);
  CHECK(white == std::vector<char32_t>{9,      10,     11,     12,     13,     32,     0x85,   0xA0,   0x1680,
                                       0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
                                       0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000});
  CHECK(script(U'漢') == "Han");
  CHECK(script(U'ж') == "Cyrillic");
  CHECK(script(0x378) == "Unknown");
}

TEST_CASE("case") {
  CHECK(simple_fold(U'K') == U'k');
  CHECK(simple_fold(0x212A) == U'k');
  CHECK(simple_fold(0x17F) == U's');
  CHECK(simple_fold(U'漢') == U'漢');
  CHECK(to_lower("ÀÉÎ STRASSE Σ ΟΔΟΣ \u0130 \xFF\xE1") == "àéî strasse σ οδοσ i\u0307 \xFF\xE1");
}
