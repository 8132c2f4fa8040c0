#include <doctest/doctest.h>
#include <ganymede/text/pre_tokenizer_stages.hpp>

#include <vector>

using namespace ganymede;

namespace {

using Pieces = std::vector<std::string>;

template <class Stage>
Pieces cut(const Stage& stage, std::string_view text, bool at_start = true) {
  Pieces out;
  stage(text, at_start, [&out](std::string_view piece, bool start) { out.push_back((start ? "^" : "") + std::string(piece)); });
  return out;
}

}  // namespace

TEST_CASE("the first piece of an input knows that it is") {
  CHECK(cut(WhitespaceSplit{}, "a b") == Pieces{"^a", "b"});
  CHECK(cut(WhitespaceSplit{}, " a b") == Pieces{"a", "b"});
  CHECK(cut(WhitespaceSplit{}, "a b", false) == Pieces{"a", "b"});
}

TEST_CASE("byte level") {
  CHECK(cut(ByteLevel{}, "Hi you's\n") == Pieces{"^ĠHi", "Ġyou", "'s", "Ċ"});
  CHECK(cut(ByteLevel{.add_prefix_space = false}, "Hi") == Pieces{"^Hi"});
  CHECK(cut(ByteLevel{.use_regex = false}, "é 1") == Pieces{"^ĠÃ©Ġ1"});
  CHECK(cut(ByteLevel{}, "").empty());
}

TEST_CASE("metaspace") {
  CHECK(cut(Metaspace{}, "a  b") == Pieces{"^\u2581a", "\u2581", "\u2581b"});
  CHECK(cut(Metaspace{.prepend = Metaspace::Prepend::first}, "a b", false) == Pieces{"a", "\u2581b"});
  CHECK(cut(Metaspace{.prepend = Metaspace::Prepend::never}, "a") == Pieces{"^a"});
  CHECK(cut(Metaspace{.split = false}, " a b") == Pieces{"^\u2581a\u2581b"});
}

TEST_CASE("the others") {
  CHECK(cut(Digits{}, "a123b") == Pieces{"^a", "123", "b"});
  CHECK(cut(Digits{.individual_digits = true}, "a12²") == Pieces{"^a", "1", "2", "²"});
  CHECK(cut(Punctuation{}, "a?!b$") == Pieces{"^a", "?", "!", "b", "$"});
  CHECK(cut(Whitespace{}, "it's a_1") == Pieces{"^it", "'", "s", "a_1"});
  CHECK(cut(BertPreTokenizer{}, "it's  ok.") == Pieces{"^it", "'", "s", "ok", "."});
  CHECK(cut(UnicodeScripts{}, "どこ漢字 Café") == Pieces{"^どこ漢字 ", "Café"});
  CHECK(cut(SplitString{.pattern = "ab"}, "abc") == Pieces{"^ab", "c"});
}
