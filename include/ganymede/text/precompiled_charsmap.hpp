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
  PrecompiledCharsmap(std::string_view blob, const std::string& file, const std::string& key) {
    const auto fail = [&](const char* problem) { return FormatError{{.problem = problem, .file = file, .key = key}}; };
    const auto* const bytes = reinterpret_cast<const std::byte*>(blob.data());
    if (blob.size() < 4) throw fail("normalisation rules are cut off");
    const std::size_t size = load<std::uint32_t>(bytes);
    if (size % 4 != 0 || size > blob.size() - 4) throw fail("the trie of the normalisation rules is larger than they are");
    units_.resize(size / 4);
    for (std::size_t i = 0; i < units_.size(); ++i) units_[i] = load<std::uint32_t>(bytes + 4 + 4 * i);
    replacements_ = blob.substr(4 + size);
    if (!is_valid_utf8(replacements_)) throw fail("a replacement of the normalisation rules is not UTF-8");
    if (!is_sound()) throw fail("an offset in the normalisation rules leads outside of them");
  }

  /// The longest rule that `text` begins with.
  std::optional<Match> longest(std::string_view text) const {
    std::optional<Match> best;
    walk(text, [&](std::size_t length, std::uint32_t value) {
      best = Match{length, replacement(value)};
      return true;
    });
    return best;
  }

  /// The shortest rule that `text` begins with, looking no further than a zero byte: all that the tokenizers package looks for.
  std::optional<Match> shortest(std::string_view text) const {
    std::optional<Match> first;
    walk(text.substr(0, text.find('\0')), [&](std::size_t length, std::uint32_t value) {
      first = Match{length, replacement(value)};
      return false;
    });
    return first;
  }

 private:
  static std::uint32_t label(std::uint32_t unit) noexcept { return unit & 0x800000FFu; }
  static bool has_value(std::uint32_t unit) noexcept { return (unit >> 8 & 1) != 0; }
  static std::uint32_t value(std::uint32_t unit) noexcept { return unit & 0x7FFFFFFFu; }
  static std::size_t offset(std::uint32_t unit) noexcept { return static_cast<std::size_t>(unit >> 10) << ((unit & 0x200u) >> 6); }

  /// Whether every step of a walk stays inside, and every value is a place in the replacements where a character begins.
  bool is_sound() const noexcept {
    if (units_.empty()) return false;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      const std::uint32_t unit = units_[i];
      if (i > 0 && label(unit) > 0xFF) {
        const std::size_t at = value(unit);
        if (at >= replacements_.size() || (static_cast<unsigned char>(replacements_[at]) & 0xC0) == 0x80) return false;
        if (replacement(value(unit)).size() > longest_replacement) return false;
      } else {
        const std::size_t children = i ^ offset(unit);
        if ((children | 0xFF) >= units_.size()) return false;
        if (has_value(unit) && (children == 0 || label(units_[children]) <= 0xFF)) return false;
      }
    }
    return true;
  }

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

  std::string_view replacement(std::uint32_t begin) const noexcept {
    const std::string_view rest = std::string_view(replacements_).substr(begin);
    return rest.substr(0, rest.substr(0, longest_replacement + 1).find('\0'));
  }

  std::vector<std::uint32_t> units_{};
  std::string replacements_{};
};

/// The `Precompiled` normaliser of the tokenizers package: a cluster of up to five bytes is replaced as a whole by the shortest
/// rule that it begins with, if there is one; otherwise, and in longer clusters, each code point is looked up by itself.
inline std::string normalize_precompiled(const PrecompiledCharsmap& rules, std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_grapheme(text, [&](std::string_view cluster) {
    constexpr std::size_t short_cluster = 6;
    TextGrowth::check(text.size(), out.size());
    if (cluster.size() < short_cluster)
      if (const auto match = rules.shortest(cluster)) return static_cast<void>(out += match->replacement);
    for_each_code_point(cluster, [&](char32_t, std::string_view bytes) {
      const auto match = rules.shortest(bytes);
      out += match ? match->replacement : bytes;
      TextGrowth::check(text.size(), out.size());
    });
  });
  return out;
}

}  // namespace ganymede::inline v0
