#include <ganymede/decode/random.hpp>
#include <ganymede/decode/stopping.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

using namespace ganymede;
using Strings = std::vector<std::string>;

namespace {

/// What is shown after each piece, `|` between them, and then the reason.
std::string shown(const Strings& stops, const Strings& pieces) {
  StopStrings stop(stops);
  std::string result;
  for (const std::string& piece : pieces) result.append(stop.feed(piece)).append("|");
  result.append(stop.finish());
  return result + (stop.stopped() ? " stop " + std::string(stop.found()) : "");
}

/// The definition, slowly: the earliest end of a match, of those the longest.
std::string expected(const Strings& stops, const std::string& text) {
  for (std::size_t end = 1; end <= text.size(); ++end) {
    std::size_t longest = 0;
    for (const std::string& s : stops)
      if (s.size() <= end && text.compare(end - s.size(), s.size(), s) == 0) longest = std::max(longest, s.size());
    if (longest != 0) return text.substr(0, end - longest) + "!";
  }
  return text;
}

}  // namespace

TEST_CASE("finish reasons have names") {
  CHECK(name(FinishReason::length) == "length");
  CHECK(name(FinishReason::eos) == "eos");
  CHECK(name(FinishReason::stop) == "stop");
  CHECK(name(FinishReason::cancelled) == "cancelled");
}

TEST_CASE("a stop string is found inside a token and across their borders") {
  CHECK(shown({"END"}, {"one END two"}) == "one | stop END");
  CHECK(shown({"END"}, {"one E", "N", "D two", "more"}) ==
        "one ||||"
        " stop END");
  CHECK(shown({"END"}, {"one E", "N", "O"}) == "one ||ENO|");
  CHECK(shown({"\n\n"}, {"a\n", "b\n", "\nc"}) ==
        "a|\nb||"
        " stop \n\n");
}

TEST_CASE("overlapping beginnings are followed") {
  CHECK(shown({"aab"}, {"aaab"}) == "a| stop aab");
  CHECK(shown({"aab"}, {"a", "a", "a", "b"}) == "||a|| stop aab");
  CHECK(shown({"abab", "bb"}, {"ab", "abb"}) == "|| stop abab");
  CHECK(shown({"abac"}, {"aba", "bac"}) == "|ab| stop abac");
  CHECK(shown({"abcd", "bc"}, {"ab", "cd"}) == "|a| stop bc");
  CHECK(shown({"bc", "abc"}, {"abc"}) == "| stop abc");
}

TEST_CASE("what was held back comes at the end after all") {
  CHECK(shown({"END"}, {"the EN"}) == "the |EN");
  CHECK(shown({}, {"any", "thing"}) == "any|thing|");
  CHECK(shown({"x"}, {"", "y", ""}) == "|y||");
  StopStrings stop(Strings{"END"});
  stop.feed("abEN");
  CHECK(stop.held_back() == 2);
  CHECK(stop.finish() == "EN");
  CHECK(stop.finish().empty());
}

TEST_CASE("strings of several UTF-8 bytes may be cut anywhere") {
  const std::string euro = "\xe2\x82\xac", cent = "\xe2\x82\xa1";  // the same first two bytes
  CHECK(shown({euro}, {"5 \xe2", "\x82", "\xac!"}) == "5 ||| stop " + euro);
  CHECK(shown({euro}, {"5 \xe2", "\x82", "\xa1!"}) == "5 ||" + cent + "!|");
  CHECK(shown({std::string("\0x", 2)}, {std::string("a\0", 2), "x"}) == std::string("a||") + " stop " + std::string("\0x", 2));
}

TEST_CASE("any strings, any text, any pieces: as by definition, and nothing is taken back") {
  Random random(5);
  const auto word = [&](std::size_t most) {
    std::string s(1 + random.next() % most, 'a');
    for (char& c : s) c = static_cast<char>('a' + random.next() % 2);
    return s;
  };
  for (int round = 0; round < 3000; ++round) {
    Strings stops;
    for (std::size_t i = random.next() % 4; i > 0; --i) stops.push_back(word(7));
    const std::string text = word(30);
    StopStrings stop(stops);
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t count = random.next() % 5;
      result += stop.feed(std::string_view(text).substr(at, count));
      at += count;
    }
    result += stop.finish();
    if (stop.stopped()) result += "!";
    REQUIRE(result == expected(stops, text));
  }
}

TEST_CASE("a stop string that never quite comes costs no more than its length") {
  const std::string nearly(2000, 'a');
  StopStrings stop(Strings{nearly + "b"});
  std::size_t released = 0;
  for (int i = 0; i < 20; ++i) released += stop.feed(std::string(5000, 'a')).size();
  CHECK(released == 98000);
}

TEST_CASE("an empty stop string is an error") {
  CHECK(error_of<InputError>([] { StopStrings(Strings{"a", ""}); }).key == "stop");
}

TEST_CASE("a stop string that spells a token which is never shown is found where the token stands") {
  const auto with_hidden = [](const Strings& stops, const std::vector<std::pair<std::string, std::string>>& tokens) {
    StopStrings stop(stops);
    std::string result;
    for (const auto& [text, spelling] : tokens) {
      result.append(stop.feed(text));
      if (!stop.stopped()) result.append(stop.feed_hidden(spelling));
      result += '|';
    }
    result.append(stop.finish());
    return result + (stop.stopped() ? " stop " + std::string(stop.found()) : "");
  };
  const std::pair<std::string, std::string> end{"", "<|im_end|>"};
  CHECK(with_hidden({"<|im_end|>"}, {{"hi", ""}, end, {"more", ""}}) == "hi||| stop <|im_end|>");
  CHECK(with_hidden({"<|im_end|>\n"}, {{"hi", ""}, end, {"\n", ""}, {"more", ""}}) == "hi|||| stop <|im_end|>\n");
  CHECK(with_hidden({"hi<|im_end|>"}, {{"oh hi", ""}, end}) == "oh || stop hi<|im_end|>");
  CHECK(with_hidden({"hi<|im_end|>"}, {{"oh hi", ""}, {"", "<|im_start|>"}}) == "oh ||hi");    // "<|im_end|>" could still come as text
  CHECK(with_hidden({"<|im_end|>"}, {{"<|im", ""}, {"_end|>", ""}}) == "|| stop <|im_end|>");  // spelled in plain tokens
  CHECK(with_hidden({"im_end"}, {{"a", ""}, end, {"b", ""}}) == "a||| stop im_end");           // a part of the spelling, as of any text
  CHECK(with_hidden({"ab"}, {{"a", ""}, end, {"b", ""}}) == "||| stop ab");  // the text that is shown has it, whatever stands between
  CHECK(with_hidden({"abc"}, {{"xa", ""}, end, {"b", ""}, {"d", ""}}) == "x|||abd|");
  CHECK(with_hidden({"zz"}, {end, {"a", ""}, end}) == "|a||");
}
