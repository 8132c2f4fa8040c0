#pragma once
// SentencePiece spells a space as U+2581 (a low block, "▁"). Its pipelines often hand a whole text to the model as one word.
// Where no piece has the marker after anything but markers, no merge can reach across such a place, and the text falls apart
// there into short words with the same result.

#include <ganymede/split.hpp>
#include <ganymede/text/vocabulary.hpp>

namespace ganymede::inline v0::detail {

inline constexpr std::string_view space_marker = "\xE2\x96\x81";

/// Where the next word begins: the first marker at or after `from` that follows something else; text.size() if there is none.
inline std::size_t next_spaced_word(std::string_view text, std::size_t from) noexcept {
  for (std::size_t at = text.find(space_marker, from); at != std::string_view::npos; at = text.find(space_marker, at + 3))
    if (at > 0 && !text.substr(0, at).ends_with(space_marker)) return at;
  return text.size();
}

/// Calls word(std::string_view) for the parts of a text.
template <class Word>
void for_each_spaced_word(std::string_view text, const Word& word) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = next_spaced_word(text, begin + 1);
    word(text.substr(begin, end - begin));
    begin = end;
  }
}

/// Whether the marker is a piece and no piece joins two words.
GANYMEDE_ONCE bool falls_apart_at_spaces(const Vocabulary& vocabulary) noexcept;

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/text/space_marker.ipp>
#endif
