#pragma once
// Which words of a source the words of its translation come from, as the cross-attention has it.

#include <ganymede/app/text_words.hpp>
#include <ganymede/core/tensor.hpp>
#include <ganymede/inspect/attention_recorder.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/translation_model.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// Which attention is read, and how finely.
struct AlignOptions {
  /// Of the decoder. -1: the last but one, whose mean over the heads aligns best (Garg et al. 2019, 4.1), of two the last.
  Index layer = -1;
  bool pieces = false;            ///< tokens in place of words
  bool split_punctuation = true;  ///< words_of_text(); false: words are what white space separates
};

/// The words of a source and of its translation, and where they stand in the two texts, in bytes. weights [target, source]: how much of a
/// target word's attention (the mean over its tokens, at the steps that chose them) lies on a source word (the sum over its tokens). What
/// is left to 1 lies on special tokens, and on those of a prefix.
struct WordAlignment {
  std::vector<std::string> source{}, target{};
  std::vector<TextRange> source_ranges{}, target_ranges{};
  Tensor<float> weights{};

  /// The source word that each target word looks at most; none (-1) where all that it looks at are special tokens.
  std::vector<Index> links() const;
};

namespace detail {
/// A text as it was tokenised; its first `prefix` bytes are not aligned.
struct AlignedText {
  const Tokenizer& tokenizer;
  std::string text;
  std::size_t prefix;
  std::vector<TokenId> ids;
};

/// `prompt`: what the decoder starts with.
GANYMEDE_ONCE WordAlignment align_words(const TranslationModel& model, const AlignedText& source, std::vector<TokenId> prompt,
                                        const AlignedText& target, const AlignOptions& options);
}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/word_alignment.ipp>
#endif
