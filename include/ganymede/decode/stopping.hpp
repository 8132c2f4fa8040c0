#pragma once
// When a text ends: reasons, and stop strings that may lie across the borders of tokens.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

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

GANYMEDE_ONCE std::string_view name(FinishReason reason) noexcept;

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
  explicit StopStrings(std::span<const std::string> strings);

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

  std::string_view take(std::string_view bytes, bool hidden);

  /// The bytes of pending_, from its end, that the last `shown` shown ones reach back over.
  std::size_t held_for(std::size_t shown) const;

  /// Lets go of the first bytes; returns those of them that are shown.
  std::string_view release(std::size_t bytes);

  std::vector<Needle> needles_;
  std::string pending_;       // what was not released
  std::vector<bool> hidden_;  // which bytes of it are never shown
  std::string released_;      // what the last call gave
  std::optional<std::size_t> found_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/stopping.ipp>
#endif
