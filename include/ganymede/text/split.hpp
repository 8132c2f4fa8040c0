#pragma once
// Cutting a text at matches: what becomes of the matches themselves.

#include <ganymede/split.hpp>
#include <ganymede/text/regex/regex.hpp>
#include <ganymede/text/stage_limits.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// What happens to the text of a match; the names are those of the Hugging Face tokenizers.
enum class SplitBehavior { removed, isolated, merged_with_previous, merged_with_next, contiguous };

namespace detail {

/// Takes segments of a text in order, matches and what lies between, and hands on the pieces that a behaviour makes of them.
/// Empty pieces are dropped, but an empty match still separates.
template <class Sink>
class Splitter {
 public:
  Splitter(std::string_view text, SplitBehavior behavior, Sink& sink) : text_(text), behavior_(behavior), sink_(sink) {}

  void segment(std::size_t begin, std::size_t end, bool match) {
    bool joins = false;  // continues the pending piece
    switch (behavior_) {
      case SplitBehavior::removed:
        if (!match) emit(begin, end);
        return;
      case SplitBehavior::isolated:
        emit(begin, end);
        return;
      case SplitBehavior::merged_with_previous:
        joins = match && !last_match_;
        break;
      case SplitBehavior::merged_with_next:
        joins = !match && last_match_;
        break;
      case SplitBehavior::contiguous:
        joins = match == last_match_;
        break;
    }
    if (pending_ && !joins) finish();
    if (!pending_) begin_ = begin;
    end_ = end;
    pending_ = true;
    last_match_ = match;
  }
  void finish() {
    if (pending_) emit(begin_, end_);
    pending_ = false;
  }

 private:
  void emit(std::size_t begin, std::size_t end) {
    if (end > begin) sink_(text_.substr(begin, end - begin));
  }
  std::string_view text_;
  SplitBehavior behavior_;
  Sink& sink_;
  std::size_t begin_ = 0, end_ = 0;
  bool pending_ = false, last_match_ = false;
};

/// Splits at what next_match() -> optional<Regex::Match> finds, in order; `invert` swaps matches and the rest.
template <class Next, class Sink>
void split_at(std::string_view text, SplitBehavior behavior, bool invert, Next&& next_match, Sink&& sink) {
  if (text.empty()) return;
  Splitter splitter(text, behavior, sink);
  std::size_t from = 0;
  for (auto match = next_match(); match; match = next_match()) {
    if (match->begin > from) splitter.segment(from, match->begin, invert);
    splitter.segment(match->begin, match->end, !invert);
    from = match->end;
  }
  if (from < text.size()) splitter.segment(from, text.size(), invert);
  splitter.finish();
}

}  // namespace detail

namespace detail {

/// The text with `content` for all that next_match() finds, in order. TokenizerError: it grows too much.
template <class Next>
std::string replace_matches(std::string_view text, std::string_view content, Next&& next_match) {
  std::string out;
  std::size_t done = 0;
  for (auto match = next_match(); match; match = next_match()) {
    out.append(text.substr(done, match->begin - done)).append(content);
    done = match->end;
    TextGrowth::check(text.size(), out.size());
  }
  return out.append(text.substr(done));
}

/// The occurrences of `what`, which is not empty, as next_match() gives them.
inline auto occurrences(std::string_view text, std::string_view what) {
  return [text, what, from = std::size_t{0}]() mutable -> std::optional<Regex::Match> {
    const std::size_t at = text.find(what, from);
    if (at == std::string_view::npos) return std::nullopt;
    from = at + what.size();
    return Regex::Match{at, from};
  };
}

GANYMEDE_ONCE std::string replace_all(std::string_view text, std::string_view pattern, std::string_view content);
/// As the tokenizers package does: nothing is found in an empty text.
GANYMEDE_ONCE std::string replace_all(std::string_view text, const Regex& pattern, std::string_view content);

}  // namespace detail

template <class Sink>
void split_regex(std::string_view text, const Regex& regex, SplitBehavior behavior, bool invert, Sink&& sink) {
  RegexScan scan(regex, text);
  detail::split_at(
      text, behavior, invert, [&scan] { return scan.next(); }, sink);
}

/// Splits at each occurrence of `what`, which is not empty.
template <class Sink>
void split_string(std::string_view text, std::string_view what, SplitBehavior behavior, bool invert, Sink&& sink) {
  detail::split_at(text, behavior, invert, detail::occurrences(text, what), sink);
}

/// Splits at each code point that `is_match` holds for; bytes that are not UTF-8 are passed as not_unicode.
template <class Predicate, class Sink>
void split_where(std::string_view text, Predicate&& is_match, SplitBehavior behavior, Sink&& sink) {
  std::size_t at = 0;
  const auto next = [&]() -> std::optional<Regex::Match> {
    while (at < text.size()) {
      const Decoded d = decode_utf8(text, at);
      const std::size_t begin = at;
      at += d.valid ? d.length : 1;
      if (is_match(d.valid ? d.code_point : not_unicode)) return Regex::Match{begin, at};
    }
    return std::nullopt;
  };
  detail::split_at(text, behavior, false, next, sink);
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/split.ipp>
#endif
