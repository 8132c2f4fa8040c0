#pragma once
// When a text ends: reasons, and stop strings that may lie across the borders of tokens.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>

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
  cancelled  ///< the caller wanted no more
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
class StopStrings {
 public:
  StopStrings() = default;
  /// Throws InputError for an empty string.
  explicit StopStrings(std::span<const std::string> strings) {
    for (const std::string& s : strings) {
      if (s.empty()) throw InputError{{.problem = "a stop string cannot be empty", .key = "stop"}};
      needles_.push_back({s, std::vector<std::size_t>(s.size(), 0), 0});
      Needle& needle = needles_.back();
      for (std::size_t i = 1, matched = 0; i < s.size(); ++i) needle.border[i] = matched = needle.advance(matched, s[i]);
    }
  }

  bool empty() const noexcept { return needles_.empty(); }

  /// Takes the next bytes. Returns those that may be shown now, valid until the next call. After a stop string nothing is released.
  std::string_view feed(std::string_view bytes) {
    pending_.erase(0, released_);
    released_ = 0;
    if (stopped()) return {};
    for (const char byte : bytes) {
      if (stopped()) break;
      pending_.push_back(byte);
      for (std::size_t n = 0; n < needles_.size(); ++n) {
        Needle& needle = needles_[n];
        needle.matched = needle.advance(needle.matched, byte);
        if (needle.matched == needle.text.size() && (!found_ || needles_[*found_].text.size() < needle.text.size())) found_ = n;
      }
    }
    if (stopped()) return release_all(needles_[*found_].text.size());
    std::size_t held = 0;
    for (const Needle& needle : needles_) held = needle.matched > held ? needle.matched : held;
    released_ = pending_.size() - held;
    return std::string_view(pending_).substr(0, released_);
  }

  /// The text ended for another reason: what was held back after all, valid until the next call.
  std::string_view finish() {
    pending_.erase(0, released_);
    released_ = 0;
    return stopped() ? std::string_view{} : release_all(0);
  }

  bool stopped() const noexcept { return found_.has_value(); }
  /// The stop string that came; empty while none has.
  std::string_view found() const noexcept { return found_ ? std::string_view(needles_[*found_].text) : std::string_view{}; }
  /// Bytes waiting to be told apart from a stop string.
  std::size_t held_back() const noexcept { return pending_.size() - released_; }

 private:
  struct Needle {
    std::string text;
    std::vector<std::size_t> border;  // of text[0..i]: length of the longest proper prefix that is also its suffix
    std::size_t matched;              // how many bytes of text the input so far ends with

    std::size_t advance(std::size_t m, char byte) const {
      while (m > 0 && (m == text.size() || text[m] != byte)) m = border[m - 1];
      return text[m] == byte ? m + 1 : 0;
    }
  };

  std::string_view release_all(std::size_t but_last) {
    pending_.resize(pending_.size() - but_last);
    released_ = pending_.size();
    return pending_;
  }

  std::vector<Needle> needles_;
  std::string pending_;       // what was not released before the last call
  std::size_t released_ = 0;  // of it, what the last call released
  std::optional<std::size_t> found_;
};

}  // namespace ganymede::inline v0
