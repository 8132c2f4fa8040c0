#include <doctest/doctest.h>
#include <ganymede/text/bert_text.hpp>

using namespace ganymede::detail;

TEST_CASE("control characters go, white space becomes a space") {
  CHECK(bert_clean(std::string("a\0b\u200Dc\t\u3000\uFFFD\u0085z", 17)) == "abc  z");
  CHECK(bert_clean("a\xFFz") == "a\xFFz");
}

TEST_CASE("Chinese characters stand apart") {
  CHECK(bert_space_chinese("ab漢字c") == "ab 漢  字 c");
  CHECK(bert_space_chinese("かな한글") == "かな한글");
  CHECK(is_bert_chinese(0x2B920));
  CHECK(!is_bert_chinese(0x2B91F));
}

TEST_CASE("accents") {
  CHECK(without_category("e\u0301\u0903", true) == "e\u0903");
  CHECK(without_category("e\u0301\u0903", false) == "e");
}

TEST_CASE("stripping") {
  CHECK(stripped("\u3000 a b\n", true, true) == "a b");
  CHECK(stripped(" a ", true, false) == "a ");
  CHECK(stripped(" a ", false, true) == " a");
  CHECK(stripped(" \n ", true, false).empty());
  CHECK(stripped(" \n ", false, false) == " \n ");
  CHECK(stripped("", true, true).empty());
  CHECK(stripped(" \xFF ", true, true) == "\xFF");
}

TEST_CASE("nmt") { CHECK(nmt_clean("a\x01\u200Bb\u2581\nc\x7F") == "a b  c"); }

TEST_CASE("categories end with Unicode 8, as in the tokenizers package") {
  CHECK(bert_clean("a\u0378b\u00ADc\uE000d\u0890e") == "a\u0378bcd\u0890e");  // unassigned and later ones stay
  CHECK(without_category("a\u0301b\u08D4c\u1734d", true) == "ab\u08D4cd");
  CHECK(is_any_punctuation(0x2019));
  CHECK(is_any_punctuation(0x166D));
  CHECK_FALSE(is_any_punctuation(0x2E4F));
}
