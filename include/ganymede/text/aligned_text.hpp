#pragma once
// A text that the stages of a tokenizer changed, and where each of its bytes comes from. What becomes of a character is told as the
// tokenizers package tells it (tokenizers/src/tokenizer/normalizer.rs), whose offsets these are: an inserted character comes from where the
// one before it does, of composed ones only the first counts.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/text_range.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// A text and, for each byte, what of the original it comes from. A view.
struct AlignedView {
  std::string_view text{};
  std::span<const TextRange> source{};

  AlignedView part(std::size_t begin, std::size_t end) const {
    return {text.substr(begin, end - begin), source.subspan(begin, end - begin)};
  }
  /// What bytes [begin, end) come from.
  TextRange range(std::size_t begin, std::size_t end) const {
    if (begin >= end) return {};
    return {source[begin].begin, source[end - 1].end};
  }
};

struct AlignedText {
  std::string text{};
  std::vector<TextRange> source{};

  AlignedText() = default;
  /// The original itself: each byte comes from its whole character. What is not UTF-8 becomes U+FFFD (replace_invalid_utf8()).
  explicit AlignedText(std::string_view original);
  explicit AlignedText(const AlignedView& view) : text(view.text), source(view.source.begin(), view.source.end()) {}

  operator AlignedView() const { return {text, source}; }

  void append(std::string_view bytes, TextRange from) {
    text += bytes;
    source.insert(source.end(), bytes.size(), from);
  }
  void append(const AlignedView& view) {
    text += view.text;
    source.insert(source.end(), view.source.begin(), view.source.end());
  }
  void resize(std::size_t bytes) {
    text.resize(bytes);
    source.resize(bytes);
  }
};

namespace detail {

/// Of fewer characters than there were, which one stands for those that went.
enum class Absorbs { first, last };

/// Appends what a stage made of `unit`, character by character.
GANYMEDE_ONCE void append_made(AlignedText& out, const AlignedView& unit, std::string_view made, Absorbs absorbs);

/// A stage's result where all that is known of it is its text: what both have in common at the ends, and the rest as a whole.
GANYMEDE_ONCE AlignedText align_ends(const AlignedView& in, std::string_view made);

using TextStage = FunctionRef<std::string(std::string_view)>;

/// The text that `stage` makes, which treats each character, or each grapheme cluster, by itself.
GANYMEDE_ONCE AlignedText align_characters(const AlignedView& in, TextStage stage);
GANYMEDE_ONCE AlignedText align_clusters(const AlignedView& in, TextStage stage);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/aligned_text.ipp>
#endif
