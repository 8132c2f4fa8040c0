#pragma once
// The bodies of text_stream.hpp.

#include <ganymede/app/text_stream.hpp>

#include <ganymede/app/answer_text.hpp>
#include <ganymede/decode/beam_search.hpp>
#include <ganymede/decode/generation.hpp>

#include <chrono>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// Calls step() and adds the time it took to `seconds`.
template <class Stepper>
bool timed_step(Stepper& stepper, double& seconds) {
  const auto begin = std::chrono::steady_clock::now();
  const bool stepped = stepper.step();
  seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return stepped;
}

}  // namespace detail

GANYMEDE_ONCE TextStream::TextStream(std::shared_ptr<const LanguageModel> model, const std::optional<Tokenizer>& tokenizer,
                                     std::vector<TokenId> prompt, GenerationConfig config, const CallOptions& options,
                                     const detail::ConstraintVocabulary& constraint)
    : detokenizer_(std::make_unique<detail::AnswerText>(tokenizer, prompt)) {
  config.num_return_sequences = 1;
  const std::vector<TokenId> prompts[] = {prompt};
  completion_.prompt_ids = std::move(prompt);
  completion_.finish_reason = FinishReason::cancelled;                                         // until it has ended
  GenerationHooks hooks = detail::answer_hooks({detokenizer_.get(), 1}, options, constraint);  // a stream has one answer
  if (config.num_beams > 1)
    search_ = std::make_unique<BeamSearch>(std::move(model), prompts, std::move(config), std::move(hooks));
  else
    generation_ = std::make_unique<Generation>(std::move(model), prompts, std::move(config), std::move(hooks));
}
GANYMEDE_ONCE TextStream::TextStream(TextStream&&) noexcept = default;
GANYMEDE_ONCE TextStream& TextStream::operator=(TextStream&&) noexcept = default;
GANYMEDE_ONCE TextStream::~TextStream() = default;

GANYMEDE_ONCE void TextStream::next() {
  piece_.clear();
  if (search_) return search();
  while (piece_.empty() && !ended_) {
    const bool stepped = detail::timed_step(*generation_, completion_.ids.empty() ? prompt_seconds_ : decode_seconds_);
    for (const GenerationEvent& event : generation_->events()) {
      completion_.ids.push_back(event.token.id);
      completion_.logprobs.push_back(event.token.logprob);
      if (!event.token.top.empty()) completion_.top_logprobs.push_back(event.token.top);
      piece_ += event.text;
    }
    const Generated& generated = (*generation_)[0];
    completion_.drafts = generated.drafts;
    if (stepped && !generation_->finished()) continue;
    ended_ = true;
    completion_.finish_reason = generated.finish_reason;
    completion_.score = generated.score;
    piece_ = generated.text.substr(completion_.text.size());  // with what was held back, where the answer was cancelled
    if (generated.finish_reason != FinishReason::stop) piece_ += detokenizer_->finish();
  }
  completion_.text += piece_;
}

GANYMEDE_ONCE void TextStream::search() {
  if (std::exchange(ended_, true)) return;
  for (bool goes_on = detail::timed_step(*search_, prompt_seconds_); goes_on;) goes_on = detail::timed_step(*search_, decode_seconds_);
  detail::take_answer(search_->take().front(), *detokenizer_, completion_);
  piece_ = completion_.text;
}

}  // namespace ganymede::inline v0
