#pragma once
// What a translator is asked, and what it answers.

#include <ganymede/core/error.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/state/sequence.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// One translation of a text. Of a text that was translated in pieces, ids and log-probabilities are those of all pieces in order, each
/// with its eos, and the score is the sum of theirs.
struct Translation {
  std::string text{};
  std::vector<TokenId> ids{};      ///< what was generated: an ending eos is among them, the decoder's start and the prefix are not
  std::vector<double> logprobs{};  ///< of ids, natural logarithm, as the model itself gave them
  std::vector<std::vector<TokenLogprob>> top_logprobs{};  ///< for each of ids, where they were asked for: the best candidates in its place
  double score = 0;                                       ///< sum of log-probabilities / tokens^length_penalty (see Generated)
  FinishReason finish_reason = FinishReason::eos;
};

/// What became of one text: translations, the best first, or an error.
struct TranslationResult {
  std::vector<TokenId> source_ids{};        ///< what the encoder saw, of all pieces in order
  std::vector<Translation> translations{};  ///< num_return_sequences of them; none where there is an error
  std::exception_ptr error{};               ///< why this text, and no other, could not be translated

  bool ok() const noexcept { return !error; }
  /// The first translation. Throws the error where there is one, InputError where there is nothing at all.
  const Translation& best() const& {
    if (error) std::rethrow_exception(error);
    if (translations.empty()) throw InputError{{.problem = "no translation", .key = "TranslationResult"}};
    return translations.front();
  }
  Translation best() const&& { return static_cast<const TranslationResult&>(*this).best(); }
};

/// How far a translator is: since the call began.
struct TranslationProgress {
  std::size_t texts = 0, of = 0;  ///< translated; to translate, 0 where nobody knows (a stream of lines)
  Index source_tokens = 0, target_tokens = 0;
};

/// How texts are treated, and what a call may use.
struct TranslateOptions {
  /// Codes as the model's tokenizer spells them ("fra_Latn", "fr_XX", "fr"); empty: the model's defaults. The language of a text also helps
  /// to find its sentences. Of Marian's multilingual models only the target is chosen.
  std::string source_language{}, target_language{};
  std::string source_prefix{};     ///< put before every sentence ("translate English to German: " for T5)
  std::string prefix{};            ///< of the translation, which goes on from there and whose text begins with it
  bool split_sentences = true;     ///< translate sentence by sentence, as most models have learnt it; false: a text is one source
  bool add_special_tokens = true;  ///< what the tokenizer puts before and after a text
  bool parse_special = false;      ///< special tokens spelled in the texts are meant as such. Only for texts you trust.
  Index max_source_length = 0;     ///< tokens of a source at the most; 0: what tokenizer and model were made for
  Index batch_tokens = 2048;       ///< tokens of the sources, times the beams, that are computed together: bounds the memory
  std::size_t window = 1024;       ///< lines that translate_lines() reads ahead, to translate those of a length together
  SequenceOptions sequence{};      ///< cache type, page pool, longest translation
  const std::atomic<bool>* cancel = nullptr;                   ///< once true, by whatever thread, what is not finished is cancelled
  std::function<void(const TranslationProgress&)> progress{};  ///< called after each batch, by the calling thread
};

}  // namespace ganymede::inline v0
