#pragma once
// SentencePiece's compiled normalisation rules (Kudo and Richardson 2018, "SentencePiece", 3.2): a double-array trie of what is
// replaced, in Darts-clone's layout, then the replacements, each ended by a zero byte. The blob is
//
//   size of the trie in bytes (u32) │ units of the trie (u32 each) │ replacements
//
// A unit is a node: its label (bits 0-7, and bit 31, which only values have), whether it has a value (bit 8), and the offset of
// its children (bits 10-30, times 256 where bit 9 is set). Child c of node n is unit n ^ offset ^ c; the value is child 0.
// All offsets are checked when the rules are read, so that looking up needs no check.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/aligned_text.hpp>
#include <ganymede/text/stage_limits.hpp>
#include <ganymede/text/unicode/graphemes.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Immutable. Replacements are valid UTF-8.
class PrecompiledCharsmap {
 public:
  static constexpr std::size_t longest_rule = 512;          ///< bytes; bounds the work at every place of a text
  static constexpr std::size_t longest_replacement = 1024;  ///< bytes; bounds what a text can grow to

  /// A rule that begins a text: how many bytes of it are replaced, and by what.
  struct Match {
    std::size_t length = 0;
    std::string_view replacement{};
  };

  /// FormatError naming `file` and `key`: cut off, an offset outside the trie or the replacements,
  /// a replacement that is too long or not UTF-8.
  PrecompiledCharsmap(std::string_view blob, const std::string& file, const std::string& key);

  /// The longest rule that `text` begins with.
  std::optional<Match> longest(std::string_view text) const;

  /// The shortest rule that `text` begins with, looking no further than a zero byte: all that the tokenizers package looks for.
  std::optional<Match> shortest(std::string_view text) const;

 private:
  static std::uint32_t label(std::uint32_t unit) noexcept { return unit & 0x800000FFu; }
  static bool has_value(std::uint32_t unit) noexcept { return (unit >> 8 & 1) != 0; }
  static std::uint32_t value(std::uint32_t unit) noexcept { return unit & 0x7FFFFFFFu; }
  static std::size_t offset(std::uint32_t unit) noexcept;

  /// Whether every step of a walk stays inside, and every value is a place in the replacements where a character begins.
  bool is_sound() const noexcept;

  /// Calls f(length, value) for each rule, shortest first, until it answers false.
  template <class F>
  void walk(std::string_view text, F&& f) const {
    std::size_t at = offset(units_[0]);
    for (std::size_t i = 0; i < std::min(text.size(), longest_rule); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      at ^= byte;
      const std::uint32_t unit = units_[at];
      if (label(unit) != byte) return;
      at ^= offset(unit);
      if (has_value(unit) && !f(i + 1, value(units_[at]))) return;
    }
  }

  std::string_view replacement(std::uint32_t begin) const noexcept;

  std::vector<std::uint32_t> units_{};
  std::string replacements_{};
};

/// The `Precompiled` normaliser of the tokenizers package: a cluster of up to five bytes is replaced as a whole by the shortest
/// rule that it begins with, if there is one; otherwise, and in longer clusters, each code point is looked up by itself.
GANYMEDE_ONCE std::string normalize_precompiled(const PrecompiledCharsmap& rules, std::string_view text);
GANYMEDE_ONCE AlignedText align_precompiled(const PrecompiledCharsmap& rules, const AlignedView& text);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/precompiled_charsmap.ipp>
#endif
