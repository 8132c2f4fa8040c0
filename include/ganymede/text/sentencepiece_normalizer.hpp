#pragma once
// How SentencePiece normalises a text (Kudo and Richardson 2018, "SentencePiece", 3.2; normalizer.cc): at each place the longest
// rule applies, white space at the ends and in runs goes, and the spaces that are left become visible characters.

#include <ganymede/split.hpp>
#include <ganymede/text/aligned_text.hpp>
#include <ganymede/text/piece_trie.hpp>
#include <ganymede/text/precompiled_charsmap.hpp>
#include <ganymede/text/space_marker.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <memory>

namespace ganymede::inline v0 {

/// Immutable; copies share the rules.
struct SentencePieceNormalizer {
  std::shared_ptr<const PrecompiledCharsmap> rules{};  ///< nullptr: every character stays
  std::shared_ptr<const PieceTrie> user_defined{};     ///< pieces that no rule touches; nullptr: none
  bool add_dummy_prefix = true;
  bool remove_extra_whitespaces = true;
  bool escape_whitespaces = true;
  bool treat_whitespace_as_suffix = false;

  /// Bytes that are not UTF-8 become U+FFFD, each one.
  std::string operator()(std::string_view text) const;
  AlignedText align(const AlignedView& text) const;

 private:
  /// Appends to `out`: append(bytes, the part of the text they come from), text, resize().
  template <class Out>
  void normalize(std::string_view text, Out& out) const;

  /// What a text begins with, and what becomes of it.
  using Step = PrecompiledCharsmap::Match;
  Step first(std::string_view text) const;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/sentencepiece_normalizer.ipp>
#endif
