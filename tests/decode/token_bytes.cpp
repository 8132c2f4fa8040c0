#include <ganymede/decode/token_bytes.hpp>

#include <doctest/doctest.h>

#include <array>
#include <type_traits>

using namespace ganymede;

namespace {

std::string_view number_word(TokenId id) {
  static constexpr std::array<std::string_view, 2> words{"zero", "one"};
  return words.at(static_cast<std::size_t>(id));
}

}  // namespace

TEST_CASE("texts come as strings, or as views of memory that is used again") {
  const TokenBytes strings = [](Index s, TokenId id) { return std::to_string(s) + ":" + std::to_string(id); };
  std::string text = "a ";
  strings.append_to(text, 3, 4);
  CHECK(text == "a 3:4");
  std::string memory;
  const TokenBytes views = [&memory](Index, TokenId id) {
    memory = "number " + std::to_string(id) + ", longer than what a string holds without allocating";
    return std::string_view(memory);
  };
  const std::string first = views(0, 1), second = views(0, 2);
  CHECK(first.starts_with("number 1,"));
  CHECK(second.starts_with("number 2,"));
  CHECK(TokenSpelling(number_word)(1) == "one");
  CHECK(TokenSpelling(&number_word)(0) == "zero");
  CHECK(TokenSpelling([](TokenId) { return "<s>"; })(7) == "<s>");
}

TEST_CASE("a source that holds nothing is none; copies go on by themselves") {
  CHECK_FALSE(TokenBytes{});
  CHECK_FALSE(TokenSpelling(std::function<std::string_view(TokenId)>{}));
  CHECK_FALSE(TokenSpelling(static_cast<std::string_view (*)(TokenId)>(nullptr)));
  const TokenSpelling counting = [n = 0](TokenId) mutable { return std::to_string(++n); };
  const TokenSpelling copy = counting;
  CHECK(counting(0) == "1");
  CHECK(counting(0) == "2");
  CHECK(copy(0) == "1");
  static_assert(!std::is_convertible_v<int (*)(TokenId), TokenSpelling>, "no text");
  static_assert(!std::is_convertible_v<std::string (*)(Index, std::string), TokenBytes>, "not of a token");
}
