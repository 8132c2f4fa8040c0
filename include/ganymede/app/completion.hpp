#pragma once
// What a text generator is asked, and what it answers.

#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/decode/generation_request.hpp>
#include <ganymede/state/sequence.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// How a call treats its prompt, and what it may use.
struct CallOptions {
  EncodeOptions encode{};                     ///< special tokens of the prompt
  const std::atomic<bool>* cancel = nullptr;  ///< once true, by whatever thread, the generation ends as cancelled
  SequenceOptions sequence{};                 ///< cache type, page pool, a context shorter than the model's
  /// A logits processor and a stopping rule of one's own, as in GenerationHooks; `sequence` counts the answers, with beams the prompts, in
  /// a call with requests the requests.
  std::function<void(Index sequence, std::span<const TokenId> history, std::span<float> logits)> process_logits{};
  std::function<bool(Index sequence, std::span<const TokenId> history)> should_stop{};
  /// A draft model, as in GenerationHooks: load_draft_model() (app/draft_model.hpp) looks whether its tokens are the same.
  std::shared_ptr<const LanguageModel> assistant_model{};
  /// The sequence that a prompt begins with, as in GenerationHooks: one that holds its first tokens already (PromptCache).
  std::function<Sequence(Index prompt, const SequenceOptions& options)> new_sequence{};
};

/// One answer. `text` continues the prompt's text; an ending eos is among `ids` and not in `text`.
struct Completion {
  std::vector<TokenId> prompt_ids{}, ids{};
  std::vector<double> logprobs{};                         ///< of ids, natural logarithm, as the model itself gave them
  std::vector<std::vector<TokenLogprob>> top_logprobs{};  ///< for each of ids, where they were asked for: the best candidates in its place
  std::string text{};
  FinishReason finish_reason = FinishReason::length;  ///< of a stream: cancelled until it has ended
  double score = 0;      ///< sum of log-probabilities / tokens^length_penalty: what a beam search compares (see Generated)
  DraftReport drafts{};  ///< what speculative decoding did
};

/// A prompt with options of its own: `{"Once upon a time", {.max_new_tokens = 12, .stop = {"."}}}`.
struct CompletionRequest {
  std::string prompt{};
  GenerationOptions options{};
  std::vector<TokenId> prompt_ids{};  ///< in place of a text
};
/// What became of it: num_return_sequences completions, or an error.
using CompletionResult = RequestResult<Completion>;

}  // namespace ganymede::inline v0
