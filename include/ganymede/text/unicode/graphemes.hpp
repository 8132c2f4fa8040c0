#pragma once
// Grapheme clusters: what a reader takes for one character (Unicode Standard Annex #29, extended clusters, rules GB3 to GB13).

#include <ganymede/text/unicode/grapheme_tables.hpp>
#include <ganymede/text/unicode/runs.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <cstddef>
#include <string_view>

namespace ganymede::inline v0 {

namespace detail {

/// Steps over the code points of one cluster and says where it ends.
class GraphemeCluster {
 public:
  explicit GraphemeCluster(char32_t first) { take(first); }

  /// Whether `next` belongs to the cluster; it is taken then.
  bool joins(char32_t next) {
    if (!joins(last_, kind(unicode::run_value(unicode::grapheme_runs, next)))) return false;
    take(next);
    return true;
  }

 private:
  using Kind = unicode::GraphemeBreak;
  static Kind kind(std::uint32_t value) { return static_cast<Kind>(value & 15); }
  static bool is_control(Kind k) { return k == Kind::control || k == Kind::cr || k == Kind::lf; }

  bool joins(Kind before, Kind after) const {
    if (before == Kind::cr && after == Kind::lf) return true;                                                                 // GB3
    if (is_control(before) || is_control(after)) return false;                                                                // GB4, GB5
    if (before == Kind::l && (after == Kind::l || after == Kind::v || after == Kind::lv || after == Kind::lvt)) return true;  // GB6
    if ((before == Kind::lv || before == Kind::v) && (after == Kind::v || after == Kind::t)) return true;                     // GB7
    if ((before == Kind::lvt || before == Kind::t) && after == Kind::t) return true;                                          // GB8
    if (after == Kind::extend || after == Kind::zwj || after == Kind::spacingmark) return true;                               // GB9, GB9a
    if (before == Kind::prepend) return true;                                                                                 // GB9b
    if (after == Kind::consonant) return consonant_ && linker_;                                                               // GB9c
    if (after == Kind::extended_pictographic) return before == Kind::zwj && pictographic_;                                    // GB11
    return before == Kind::regional_indicator && after == Kind::regional_indicator && odd_indicators_;                        // GB12, GB13
  }

  void take(char32_t c) {
    const std::uint32_t value = unicode::run_value(unicode::grapheme_runs, c);
    last_ = kind(value);
    odd_indicators_ = last_ == Kind::regional_indicator && !odd_indicators_;
    if (last_ != Kind::extend && last_ != Kind::zwj) pictographic_ = last_ == Kind::extended_pictographic;
    if (last_ == Kind::consonant) {
      consonant_ = true;
      linker_ = false;
    } else if ((value & unicode::grapheme_linker) != 0) {
      linker_ = true;
    } else if ((value & unicode::grapheme_extend) == 0) {
      consonant_ = false;
    }
  }

  Kind last_ = Kind::other;
  bool odd_indicators_ = false;  // an odd number of regional indicators stands last
  bool pictographic_ = false;    // a pictograph, then only Extend and ZWJ
  bool consonant_ = false;       // a consonant, then only linkers and extenders,
  bool linker_ = false;          // a linker among them
};

}  // namespace detail

/// Calls f(its bytes) for each grapheme cluster of valid UTF-8, in order, as long as it answers true.
template <class F>
void for_each_grapheme_while(std::string_view text, F&& f) {
  for (std::size_t begin = 0; begin < text.size();) {
    const Decoded first = decode_utf8(text, begin);
    detail::GraphemeCluster cluster(first.code_point);
    std::size_t end = begin + first.length;
    while (end < text.size()) {
      const Decoded next = decode_utf8(text, end);
      if (!cluster.joins(next.code_point)) break;
      end += next.length;
    }
    if (!f(text.substr(begin, end - begin))) return;
    begin = end;
  }
}

/// Calls f(its bytes) for each grapheme cluster of valid UTF-8, in order.
template <class F>
void for_each_grapheme(std::string_view text, F&& f) {
  for_each_grapheme_while(text, [&f](std::string_view cluster) {
    f(cluster);
    return true;
  });
}

}  // namespace ganymede::inline v0
