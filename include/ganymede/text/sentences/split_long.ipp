#pragma once
// The bodies of split_long.hpp.

#include <ganymede/text/sentences/split_long.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/sentences/text.hpp>
#include <ganymede/text/unicode/graphemes.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// How good a place to cut is, the best last.
enum class Cut : std::uint8_t { none, character, word, clause };

/// What the end of a grapheme cluster is as a place to cut: white space belongs to the piece before it.
inline Cut cut_after(std::string_view before, std::string_view cluster, std::string_view after) {
  const auto last = [](std::string_view bytes) { return bytes.empty() ? Decoded{0, 0, true} : SentenceText(bytes).before(bytes.size()); };
  const char32_t c = last(cluster).code_point, next = after.empty() ? 0 : SentenceText(after).at(0).code_point;
  const auto clause = [](char32_t mark) {
    return mark == ',' || mark == ';' || mark == ':' || stop_of(mark) != Stop::none || is_closing(mark) || is_dash(mark) || mark == 0x60C ||
           mark == 0x61B || mark == 0x3001 || mark == 0xFF0C || mark == 0xFF1A || mark == 0xFF1B || mark == 0xFF64;
  };
  if (is_white_space(next)) return Cut::none;
  if (is_white_space(c)) return clause(last(before.substr(0, before.find_last_not_of(" \t\r\n") + 1)).code_point) ? Cut::clause : Cut::word;
  return c >= 0x3000 && clause(c) && !clause(next) ? Cut::clause : Cut::character;
}

/// Cuts pieces off the front of a sentence.
class LongSentence {
 public:
  LongSentence(std::string_view sentence, FunctionRef<bool(std::string_view)> fits) : rest_(sentence), fits_(fits) {}

  bool done() const { return rest_.empty(); }

  /// The longest piece that fits, or a shorter one that ends better. InputError where not even one character fits.
  std::string_view next() {
    std::size_t fitting = longest(), length = 0;
    while (fitting > 0) {
      length = fitting == rest_.size() ? fitting : best_cut(fitting);
      if (length == 0 || fits_(rest_.substr(0, length))) break;
      fitting = std::exchange(length, 0) - 1;  // shorter, and still too many tokens: rare, but nothing forbids it
    }
    if (length == 0)
      throw InputError{
          {"a single character has more tokens than fit", "", "sentence", "", std::to_string(first_cluster().size()) + " bytes"}};
    const std::string_view piece = rest_.substr(0, length);
    rest_.remove_prefix(length);
    guess_ = std::max<std::size_t>(length, 16);
    return piece;
  }

 private:
  /// Bytes of a prefix that fits and of which hardly a longer one does: found by doubling and halving, so that counting costs a few
  /// times the length of the piece, not of the sentence.
  std::size_t longest() const {
    std::size_t low = 0, high = std::min(guess_, rest_.size());
    while (fits_(rest_.substr(0, boundary(high)))) {
      low = high;
      if (high == rest_.size()) return high;
      high = std::min(2 * high, rest_.size());
    }
    while (high - low > 1) {
      const std::size_t middle = low + (high - low) / 2;
      (fits_(rest_.substr(0, boundary(middle))) ? low : high) = middle;
    }
    return boundary(low) == 0 && fits_(first_cluster()) ? first_cluster().size() : boundary(low);
  }

  /// The end of a code point at or before `at`.
  std::size_t boundary(std::size_t at) const {
    for (std::size_t back = 0; back < 4 && at < rest_.size() && at > 0 && (static_cast<unsigned char>(rest_[at]) & 0xC0) == 0x80; ++back)
      --at;
    return at;
  }
  std::string_view first_cluster() const {
    std::string_view first;
    for_each_grapheme_while(rest_, [&](std::string_view cluster) {
      first = cluster;
      return false;
    });
    return first;
  }

  /// The best place within the first `limit` bytes: the last clause of the second half, else the last space there, else the last of each.
  std::size_t best_cut(std::size_t limit) const {
    std::size_t last[4] = {};
    std::size_t at = 0;
    for_each_grapheme_while(rest_, [&](std::string_view cluster) {
      at += cluster.size();
      if (at > limit) return false;
      last[static_cast<std::size_t>(cut_after(rest_.substr(0, at - cluster.size()), cluster, rest_.substr(at)))] = at;
      return true;
    });
    const auto [none, character, word, clause] = last;
    if (clause > limit / 2) return clause;
    if (std::max(word, clause) > 0) return std::max(word, clause);
    return std::max(character, none);
  }

  std::string_view rest_;
  FunctionRef<bool(std::string_view)> fits_;
  std::size_t guess_ = 256;
};

}  // namespace detail

GANYMEDE_ONCE std::vector<std::string_view> split_long(std::string_view sentence, FunctionRef<bool(std::string_view)> fits) {
  std::vector<std::string_view> pieces;
  for (detail::LongSentence rest(sentence, fits); !rest.done();) pieces.push_back(rest.next());
  return pieces;
}

}  // namespace ganymede::inline v0
