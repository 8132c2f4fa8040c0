#pragma once
// Which words of a source the words of its translation come from, as the cross-attention has it.

#include <ganymede/core/tensor.hpp>
#include <ganymede/inspect/attention_recorder.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/translation_model.hpp>
#include <ganymede/text/formats/translation_tokenizers.hpp>

#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// Which attention is read, and how finely.
struct AlignOptions {
  /// Of the decoder. -1: the last but one, whose mean over the heads aligns best (Garg et al. 2019, 4.1), of two the last.
  Index layer = -1;
  bool pieces = false;  ///< tokens in place of words, as for languages that are written without spaces
};

/// The words of a source and of its translation. weights [target, source]: how much of a target word's attention (the mean over its tokens,
/// at the steps that chose them) lies on a source word (the sum over its tokens). What is left to 1 lies on special tokens.
struct WordAlignment {
  std::vector<std::string> source{}, target{};
  Tensor<float> weights{};

  /// The source word that each target word looks at most; none (-1) where all that it looks at are special tokens.
  std::vector<Index> links() const;
};

namespace detail {
/// `prompt`: what the decoder starts with.
GANYMEDE_ONCE WordAlignment align_words(const TranslationModel& model, const TranslationTokenizers& tokenizers,
                                        const std::vector<TokenId>& source, std::vector<TokenId> prompt, const std::vector<TokenId>& target,
                                        const AlignOptions& options);
}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/word_alignment.ipp>
#endif
