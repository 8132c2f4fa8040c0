#pragma once
// What comes out of a generation, and what it may use besides the model.

#include <ganymede/core/constraint.hpp>
#include <ganymede/decode/stopping.hpp>
#include <ganymede/decode/token_bytes.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/state/sequence.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// A token that could come next, and ln of the probability that the model itself gives it.
struct TokenLogprob {
  TokenId id = 0;
  double logprob = 0;
  bool operator==(const TokenLogprob&) const = default;
};

/// A new token and ln of the probability that the model itself gave it, before any processor or temperature.
struct GeneratedToken {
  TokenId id = 0;
  double logprob = 0;               ///< within 4e-6
  std::vector<TokenLogprob> top{};  ///< the most probable tokens in its place, the best first: GenerationConfig::top_logprobs of them
};

/// What drafts did for an answer (GenerationConfig::prompt_lookup_num_tokens, GenerationHooks::assistant_model).
struct DraftReport {
  Index passes = 0;                       ///< of the model, after the prompt's
  Index drafted = 0, accepted = 0;        ///< tokens
  double seconds = 0, plain_seconds = 0;  ///< of these passes, their share of the batch's; what as many tokens would have taken without
  double accepted_share() const noexcept { return drafted > 0 ? double(accepted) / double(drafted) : 0; }
  /// How many times as fast as without drafts, estimated from the passes that had fewer of them.
  double speed_up() const noexcept { return seconds > 0 ? plain_seconds / seconds : 1; }
};

/// One answer. An ending eos token and the tokens of a stop string are among the tokens; neither is in the text.
struct Generated {
  std::vector<GeneratedToken> tokens{};
  FinishReason finish_reason = FinishReason::length;  ///< cancelled while it goes on
  std::string text{};                                 ///< bytes; empty where no token_bytes were given
  /// The sum of the tokens' log-probabilities / their number^length_penalty. A beam search adds those that the processors left, as
  /// transformers' sequences_scores do; otherwise they are the model's own.
  double score = 0;
  DraftReport drafts{};  ///< all zero where none were asked for
};

/// What a generation may use besides the model.
struct GenerationHooks {
  /// token_bytes(sequence, id): the bytes that a token adds to the text of a sequence. Needed for stop strings; without it no text is made.
  TokenBytes token_bytes{};
  /// Looked at before each step: once true, all sequences end as cancelled. May be set by another thread.
  const std::atomic<bool>* cancel = nullptr;
  /// Cache type, page pool, and a context shorter than the model's.
  SequenceOptions sequence{};
  /// The sequence that a prompt is fed to; left out: an empty one of the model's. It may hold the prompt's first tokens already, all but
  /// the last at the most (a conversation goes on), or what the decoder attends to besides them (a translation's source).
  std::function<Sequence(Index prompt, const SequenceOptions& options)> new_sequence{};
  /// Sequences that have ended keep their caches for Generation::take_sequence(), until others need the pages; false: they give them back
  /// at once.
  bool keeps_ended = true;
  /// A logits processor of one's own: changes the logits [V] of a sequence whose tokens so far, prompt and new ones, are `history`, before
  /// the processors of the settings; of a beam search, `sequence` counts the prompts and they are log-probabilities. Called by the thread
  /// that calls step(), one sequence after the other.
  std::function<void(Index sequence, std::span<const TokenId> history, std::span<float> logits)> process_logits{};
  /// A stopping rule of one's own, asked after each token that does not end the text: true ends it, FinishReason::stop. Not with beams.
  std::function<bool(Index sequence, std::span<const TokenId> history)> should_stop{};
  /// special_spelling(id): where stop strings are looked for too.
  TokenSpelling special_spelling{};
  /// A draft model: a smaller one with the same tokens, which drafts num_assistant_tokens at the most for a pass of the model to verify.
  /// Answers stay what they are, bit for bit. Not with beams, nor with models that cannot take tokens back (recurrent ones).
  std::shared_ptr<const LanguageModel> assistant_model{};
  /// What a constraint has to know of the answer to a prompt: its tokens, and whether a first space is left out; the rest is filled in.
  /// Needed for constraints.
  std::function<ConstraintStart(std::span<const TokenId> prompt)> constraint_start{};
};

/// The sequence that prompt number `prompt` of `length` tokens begins with. Throws InputError where it leaves nothing to compute.
inline Sequence first_sequence(const LanguageModel& model, const GenerationHooks& hooks, Index prompt, Index length,
                               const SequenceOptions& options) {
  Sequence sequence = hooks.new_sequence ? hooks.new_sequence(prompt, options) : model.new_sequence(options);
  if (sequence.adapter_name() != options.adapter)
    throw InputError{{.problem = "the sequence was begun with another adapter",
                      .key = "new_sequence",
                      .expected = options.adapter.empty() ? "none" : options.adapter,
                      .found = sequence.adapter_name().empty() ? "none" : sequence.adapter_name()}};
  if (sequence.length() >= length)
    throw InputError{{.problem = "the sequence holds the whole prompt: nothing is left to compute",
                      .key = "new_sequence",
                      .expected = "less than " + std::to_string(length) + " tokens",
                      .found = std::to_string(sequence.length())}};
  return sequence;
}

}  // namespace ganymede::inline v0
