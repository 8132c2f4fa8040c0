#pragma once
// The bodies of assistant.hpp.

#include <ganymede/decode/assistant.hpp>

#include <ganymede/decode/prefill.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Assistant::Assistant(std::shared_ptr<const LanguageModel> model, const LanguageModel& target, SequenceOptions options)
    : model_(std::move(model)), options_(std::move(options)), vocabulary_(std::min(model_->vocab_size(), target.vocab_size())) {
  constexpr Index padding = 256;
  if (std::max(model_->vocab_size(), target.vocab_size()) > vocabulary_ + padding)
    throw InputError{{.problem = "the draft model has another vocabulary",
                      .key = "assistant_model",
                      .expected = std::to_string(target.vocab_size()) + " tokens",
                      .found = std::to_string(model_->vocab_size())}};
  options_.adapter.clear();  // is the target's
  options_.max_length = model_->longest_sequence() > 0 ? model_->longest_sequence() : model_->max_position_embeddings();
  if (!model_->new_sequence(options_).shape().recurrent.empty())
    throw InputError{{.problem = "a recurrent state cannot go back, which drafts that are refused ask for", .key = "assistant_model"}};
}

GANYMEDE_ONCE bool Assistant::catch_up(Text& text, const DraftedText& of) {
  if (!text.sequence) text.sequence = model_->new_sequence(options_);
  const std::size_t most = std::min(text.computed.size(), of.history.size() - 1);
  const auto differs = std::mismatch(text.computed.begin(), text.computed.begin() + static_cast<std::ptrdiff_t>(most), of.history.begin());
  text.computed.erase(differs.first, text.computed.end());
  text.sequence->truncate(static_cast<Index>(text.computed.size()));
  if (static_cast<Index>(of.history.size()) + of.most > text.sequence->max_length()) return false;
  const auto unseen = of.history.subspan(text.computed.size());
  if (std::any_of(unseen.begin(), unseen.end(), [&](TokenId id) { return id >= vocabulary_; })) return false;
  const std::size_t left = prefill(*model_, *text.sequence, unseen, batch_, workspace_).size();
  text.computed.assign(of.history.begin(), of.history.end() - static_cast<std::ptrdiff_t>(left));
  return true;
}

GANYMEDE_ONCE void Assistant::draft(std::span<const DraftedText> texts,
                                    FunctionRef<bool(std::size_t text, TokenId token, double probability)> goes_on) {
  drafting_.clear();
  try {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i].most <= 0) continue;
      if (texts_.size() <= texts[i].number) texts_.resize(texts[i].number + 1);
      Text& text = texts_[texts[i].number];
      if (!catch_up(text, texts[i])) continue;
      text.left = texts[i].most;
      text.asked = i;
      drafting_.push_back(texts[i].number);
    }
    std::vector<TokenId> unseen;
    while (!drafting_.empty()) {
      batch_.clear();
      for (const std::size_t number : drafting_) {
        Text& text = texts_[number];
        const auto history = texts[text.asked].history;
        if (text.computed.size() < history.size())
          unseen.assign(history.begin() + static_cast<std::ptrdiff_t>(text.computed.size()), history.end());
        else
          unseen.assign(text.computed.begin() + static_cast<std::ptrdiff_t>(text.sequence->length()), text.computed.end());
        batch_.add(*text.sequence, unseen);
        text.computed.resize(static_cast<std::size_t>(text.sequence->length()));
        text.computed.insert(text.computed.end(), unseen.begin(), unseen.end());
      }
      const ConstView<float> logits = model_->forward(batch_, workspace_);
      std::vector<std::size_t> going_on;
      for (std::size_t row = 0; row < drafting_.size(); ++row) {
        Text& text = texts_[drafting_[row]];
        strips_.look({logits.data() + static_cast<Index>(row) * logits.outerStride(), static_cast<std::size_t>(vocabulary_)});
        if (!strips_.sound()) continue;
        const TokenId token = strips_.best();
        if (!goes_on(text.asked, token, 1 / strips_.total()) || --text.left <= 0) continue;
        text.computed.push_back(token);  // fed in the next pass
        going_on.push_back(drafting_[row]);
      }
      drafting_ = std::move(going_on);
    }
  } catch (const CapacityError&) {  // no room for drafts: those that are made will do
    texts_.clear();
  } catch (...) {
    texts_.clear();
    throw;
  }
}

}  // namespace ganymede::inline v0
