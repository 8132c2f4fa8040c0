#pragma once
// One vector for a whole text, from the hidden states of any model: pooled over its tokens (Reimers and Gurevych 2019, "Sentence-BERT").

#include <ganymede/app/pooling.hpp>
#include <ganymede/app/text_generator_base.hpp>
#include <ganymede/app/text_list.hpp>
#include <ganymede/app/translator_base.hpp>
#include <ganymede/core/tensor.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/state/translation_model.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

struct SentenceVectorOptions {
  Pooling pooling = Pooling::mean;
  bool normalize = false;  ///< to length 1, so that a dot product is a cosine; a vector of zeros stays as it is
  Index layer = -1;        ///< whose output: 0 enters the first block, n leaves block n; -1: the last, after the last norm
  EncodeOptions encode{};
  SequenceOptions sequence{};  ///< cache type, page pool, longest text
};

/// The vectors [texts, D], a row for each text: bit for bit what each text alone gives. Long texts are computed in pieces, many short ones
/// together. Throws InputError naming the text where it has no tokens, for ids outside the vocabulary, for a layer that there is not and
/// for a model that shows no hidden states; ContextError, CapacityError.
GANYMEDE_ONCE Tensor<float> sentence_vectors(const LanguageModel& model, std::span<const std::vector<TokenId>> texts,
                                             const SentenceVectorOptions& options = {});
/// Of an encoder-decoder model: the encoder's.
GANYMEDE_ONCE Tensor<float> sentence_vectors(const TranslationModel& model, std::span<const std::vector<TokenId>> texts,
                                             const SentenceVectorOptions& options = {});
template <CausalModel M>
requires(!std::derived_from<M, LanguageModel>) Tensor<float> sentence_vectors(const M& model, std::span<const std::vector<TokenId>> texts,
                                                                              const SentenceVectorOptions& options = {}) {
  const std::shared_ptr<const M> reference(std::shared_ptr<const void>(), &model);
  if constexpr (EncoderDecoderModel<M>)
    return sentence_vectors(*as_translation_model(reference), texts, options);
  else
    return sentence_vectors(*as_language_model(reference), texts, options);
}

/// The same of texts: `sentence_vectors(generator, {"The king had a son.", "The queen had a daughter."})`. Throws TokenizerError where the
/// checkpoint came without a tokenizer.
GANYMEDE_ONCE Tensor<float> sentence_vectors(const TextGeneratorBase& generator, const TextList& texts,
                                             const SentenceVectorOptions& options = {});
/// Of a translator: of texts in the source language.
GANYMEDE_ONCE Tensor<float> sentence_vectors(const TranslatorBase& translator, const TextList& texts,
                                             const SentenceVectorOptions& options = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/sentence_vectors.ipp>
#endif
