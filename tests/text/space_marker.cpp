#include <doctest/doctest.h>
#include <ganymede/text/space_marker.hpp>

using namespace ganymede;

namespace {
std::vector<std::string> parts(std::string_view text) {
  std::vector<std::string> result;
  detail::for_each_spaced_word(text, [&](std::string_view word) { result.emplace_back(word); });
  return result;
}
}  // namespace

TEST_CASE("a text falls apart before markers that follow something else") {
  CHECK(parts("").empty());
  CHECK(parts("ab") == std::vector<std::string>{"ab"});
  CHECK(parts("\u2581a\u2581b") == std::vector<std::string>{"\u2581a", "\u2581b"});
  CHECK(parts("a\u2581\u2581b\u2581") == std::vector<std::string>{"a", "\u2581\u2581b", "\u2581"});
  CHECK(parts("\u2581\u2581") == std::vector<std::string>{"\u2581\u2581"});
}

TEST_CASE("only where no piece joins two words") {
  const auto of = [](std::initializer_list<const char*> pieces) {
    Vocabulary vocabulary;
    for (const char* piece : pieces) vocabulary.add(piece, vocabulary.size(), "f", "k");
    vocabulary.freeze("f", "k");
    return detail::falls_apart_at_spaces(vocabulary);
  };
  CHECK(of({"\u2581", "\u2581\u2581a", "a"}));
  CHECK_FALSE(of({"\u2581", "a\u2581"}));
  CHECK_FALSE(of({"\u2581", "\u2581a\u2581b"}));
  CHECK_FALSE(of({"\u2581\u2581", "a"}));
}
