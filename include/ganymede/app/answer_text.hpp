#pragma once
// The text of an answer, made token by token while it is generated.

#include <ganymede/app/completion.hpp>
#include <ganymede/app/constraint_vocabulary.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/text/detokenizer.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0::detail {

/// The text of one answer, token by token. Ids that the tokenizer does not know (a model's padding of its vocabulary), and all ids where
/// there is no tokenizer, have no text.
class AnswerText {
 public:
  /// The answer continues the prompt's text: what the prompt's tokens say is not part of it.
  AnswerText(const std::optional<Tokenizer>& tokenizer, std::span<const TokenId> prompt) : tokenizer_(tokenizer) {
    if (tokenizer_) stream_.emplace(*tokenizer_);
    for (const TokenId id : prompt) push(id);
  }
  std::string push(TokenId id) { return tokenizer_ && tokenizer_->contains(id) ? stream_->push(id) : std::string(); }
  std::string finish() { return stream_ ? stream_->finish() : std::string(); }

  /// The spelling of a token that has no text because it is special, for stop strings; empty for others.
  std::string_view special_spelling(TokenId id) const {
    return tokenizer_ && tokenizer_->contains(id) && tokenizer_->is_special(id) ? tokenizer_->piece(id) : std::string_view();
  }

 private:
  std::optional<Tokenizer> tokenizer_;
  std::optional<StreamingDetokenizer> stream_;
};

/// Of a call whose answers become `texts`, which outlive the hooks.
inline GenerationHooks answer_hooks(std::span<AnswerText> texts, const CallOptions& call, const ConstraintVocabulary& vocabulary) {
  return {.token_bytes = [texts](Index s, TokenId id) { return texts[static_cast<std::size_t>(s)].push(id); },
          .cancel = call.cancel,
          .sequence = call.sequence,
          .new_sequence = call.new_sequence,
          .keeps_ended = false,
          .process_logits = call.process_logits,
          .should_stop = call.should_stop,
          .special_spelling = [texts](TokenId id) { return texts.front().special_spelling(id); },
          .assistant_model = call.assistant_model,
          .constraint_start = vocabulary.start()};
}

/// What was generated, as callers get it: an Answer has ids, logprobs, text (which is added to), finish_reason and score. `text` has seen
/// the bytes of its tokens.
template <class Answer>
void take_answer(const Generated& generated, AnswerText& text, Answer& answer) {
  answer.text += generated.text;
  answer.finish_reason = generated.finish_reason;
  answer.score = generated.score;
  if constexpr (requires { answer.drafts; }) answer.drafts = generated.drafts;
  for (const GeneratedToken& token : generated.tokens) {
    answer.ids.push_back(token.id);
    answer.logprobs.push_back(token.logprob);
    if (!token.top.empty()) answer.top_logprobs.push_back(token.top);
  }
  if (answer.finish_reason != FinishReason::stop) answer.text += text.finish();
}

}  // namespace ganymede::inline v0::detail
