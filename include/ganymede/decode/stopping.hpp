#pragma once
// When a text ends: reasons, and stop strings that may lie across the borders of tokens.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// Why a generation ended.
enum class FinishReason : std::uint8_t {
  length,    ///< max_new_tokens, or the model's positions, are used up
  eos,       ///< an end token came; it is the last of the tokens
  stop,      ///< a stop string came
  cancelled  ///< the caller wanted no more, or has not let it come to an end yet
};

inline std::string_view name(FinishReason reason) noexcept {
  switch (reason) {
    case FinishReason::length:
      return "length";
    case FinishReason::eos:
      return "eos";
    case FinishReason::stop:
      return "stop";
    case FinishReason::cancelled:
      return "cancelled";
  }
  return "";
}

/// Looks for stop strings in a text that comes in pieces of any size, byte by byte, in time linear in the text whatever the strings are
/// (Knuth, Morris and Pratt 1977). What could still become a stop string is held back: what was released is never taken back.
/// The match that ends first wins, of those the longest; it and what follows are not part of the text.
///
/// Tokens that are never shown, special ones, have a spelling all the same ("<|im_end|>"): a stop string is found in the text with these
/// spellings where the tokens stand, and in the text without them.
class StopStrings {
 public:
  StopStrings() = default;
  /// Throws InputError for an empty string.
  explicit StopStrings(std::span<const std::string> strings) {
    for (const std::string& s : strings) {
      if (s.empty()) throw InputError{{.problem = "a stop string cannot be empty", .key = "stop"}};
      needles_.push_back({s, std::vector<std::size_t>(s.size(), 0)});
      Needle& needle = needles_.back();
      for (std::size_t i = 1, matched = 0; i < s.size(); ++i) needle.border[i] = matched = needle.advance(matched, s[i]);
    }
  }

  bool empty() const noexcept { return needles_.empty(); }

  /// Takes the next bytes. Returns those that may be shown now, valid until the next call. After a stop string nothing is released.
  std::string_view feed(std::string_view bytes) { return take(bytes, false); }
  /// The same for the spelling of a token that is never shown.
  std::string_view feed_hidden(std::string_view spelling) { return take(spelling, true); }

  /// The text ended for another reason: what was held back after all, valid until the next call.
  std::string_view finish() { return release(stopped() ? 0 : pending_.size()); }

  bool stopped() const noexcept { return found_.has_value(); }
  /// The stop string that came; empty while none has.
  std::string_view found() const noexcept { return found_ ? std::string_view(needles_[*found_].text) : std::string_view{}; }
  /// Bytes waiting to be told apart from a stop string.
  std::size_t held_back() const noexcept { return pending_.size(); }

 private:
  struct Needle {
    std::string text;
    std::vector<std::size_t> border;             // of text[0..i]: length of the longest proper prefix that is also its suffix
    std::size_t matched = 0, shown_matched = 0;  // how many bytes of text all input so far, and that which is shown, ends with

    std::size_t advance(std::size_t m, char byte) const {
      while (m > 0 && (m == text.size() || text[m] != byte)) m = border[m - 1];
      return text[m] == byte ? m + 1 : 0;
    }
  };

  std::string_view take(std::string_view bytes, bool hidden) {
    std::size_t length = 0;  // of the match, in bytes of pending_
    if (stopped()) return release(0);
    for (const char byte : bytes) {
      pending_.push_back(byte);
      hidden_.push_back(hidden);
      for (std::size_t n = 0; n < needles_.size(); ++n) {
        Needle& needle = needles_[n];
        needle.matched = needle.advance(needle.matched, byte);
        if (!hidden) needle.shown_matched = needle.advance(needle.shown_matched, byte);
        const bool all = needle.matched == needle.text.size(), shown = !hidden && needle.shown_matched == needle.text.size();
        if ((!all && !shown) || (found_ && needles_[*found_].text.size() >= needle.text.size())) continue;
        found_ = n;
        length = all ? needle.matched : held_for(needle.shown_matched);
      }
      if (stopped()) {
        const std::string_view text = release(pending_.size() - length);
        pending_.clear();
        return text;
      }
    }
    std::size_t held = 0;
    for (const Needle& needle : needles_) held = std::max({held, needle.matched, held_for(needle.shown_matched)});
    return release(pending_.size() - held);
  }

  /// The bytes of pending_, from its end, that the last `shown` shown ones reach back over.
  std::size_t held_for(std::size_t shown) const {
    std::size_t held = 0;
    for (; shown > 0; ++held)
      if (!hidden_[hidden_.size() - 1 - held]) --shown;
    return held;
  }

  /// Lets go of the first bytes; returns those of them that are shown.
  std::string_view release(std::size_t bytes) {
    released_.clear();
    for (std::size_t i = 0; i < bytes; ++i)
      if (!hidden_[i]) released_.push_back(pending_[i]);
    pending_.erase(0, bytes);
    hidden_.erase(hidden_.begin(), hidden_.begin() + static_cast<std::ptrdiff_t>(bytes));
    return released_;
  }

  std::vector<Needle> needles_;
  std::string pending_;       // what was not released
  std::vector<bool> hidden_;  // which bytes of it are never shown
  std::string released_;      // what the last call gave
  std::optional<std::size_t> found_;
};

}  // namespace ganymede::inline v0
