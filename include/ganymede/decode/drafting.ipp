#pragma once
// The bodies of drafting.hpp.

#include <ganymede/decode/drafting.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void Draft::clear() noexcept {
  guesses_.clear();
  classes_.clear();
  tried_ = next_ = 0;
  by_model_ = false;
  match_.reset();
}

GANYMEDE_ONCE bool Draft::take(TokenId token) {
  if (match_) looked_up_.count(match_->second, token == match_->first);
  match_.reset();
  if (next_ == guesses_.size()) return false;
  const bool came = token == guesses_[next_];
  (by_model_ ? by_models_ : looked_up_).count(classes_[next_], came);
  if (!came || next_ == tried_) return false;
  ++next_;
  ++report.accepted;
  if (by_model_) ++model_accepted_;
  return true;
}

GANYMEDE_ONCE void Drafting::draft(std::span<const DraftRequest> requests) {
  const auto begin = std::chrono::steady_clock::now();
  for (const DraftRequest& request : requests) {
    request.draft->clear();
    if (request.config->prompt_lookup_num_tokens > 0) look_up(request);
  }
  if (assistant_ && model_pays(requests)) ask_model(requests);
  for (const DraftRequest& request : requests) {
    request.draft->report.drafted += static_cast<Index>(request.draft->tried_);
    if (request.draft->by_model_) request.draft->model_drafted_ += static_cast<Index>(request.draft->tried_);
  }
  draft_seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

GANYMEDE_ONCE void Drafting::look_up(const DraftRequest& request) {
  Draft& draft = *request.draft;
  pool_.add(request.number, request.history.subspan(pool_.size(request.number)));
  const NgramPool::Match match = pool_.find(request.number, request.config->max_matching_ngram_size);
  if (match.length == 0) return;
  const Index most = std::min(request.most, request.config->prompt_lookup_num_tokens);
  pool_.follow(match, request.number, most + 1, draft.guesses_);
  double expected = 1;
  for (Index i = 0; i < static_cast<Index>(draft.guesses_.size()); ++i) {
    draft.classes_.push_back(match.length + i);
    expected *= draft.looked_up_[match.length + i];
    if (draft.tried_ == static_cast<std::size_t>(i) && i < most && expected >= cost_.row()) ++draft.tried_;
  }
}

GANYMEDE_ONCE bool Drafting::model_pays(std::span<const DraftRequest> requests) {
  Index drafted = 0, accepted = 0;
  for (const DraftRequest& request : requests) {
    drafted += std::exchange(request.draft->model_drafted_, 0);
    accepted += std::exchange(request.draft->model_accepted_, 0);
  }
  if (pause_ > 0) return --pause_ == 0;
  if (drafted == 0) return true;
  const double cost = cost_.row() + model_row_;
  model_gain_ += 0.1 * (double(accepted) - double(drafted) * cost - model_gain_);
  if (model_gain_ > 0) next_pause_ = 8;
  if (model_gain_ > -0.2) return true;
  model_gain_ = 0;
  pause_ = next_pause_;
  next_pause_ = std::min<Index>(2 * next_pause_, 512);
  return false;
}

GANYMEDE_ONCE void Drafting::ask_model(std::span<const DraftRequest> requests) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<DraftedText> texts;
  std::vector<double> expected(requests.size(), 1);
  for (const DraftRequest& request : requests) {
    const bool looked_up = request.draft->tried_ > 0;
    texts.push_back({request.number, request.history.subspan(request.start),
                     looked_up ? 0 : std::min(request.most, request.config->num_assistant_tokens)});
    if (texts.back().most <= 0) continue;
    Draft& draft = *request.draft;
    std::optional<std::pair<TokenId, Index>> match;
    if (!draft.guesses_.empty()) match.emplace(draft.guesses_.front(), draft.classes_.front());
    draft.clear();
    draft.match_ = match;
    draft.by_model_ = true;
  }
  Index asked = 0;
  assistant_->draft(texts, [&](std::size_t i, TokenId token, double probability) {
    Draft& draft = *requests[i].draft;
    const Index sixteenths = static_cast<Index>(probability * double(DraftShares::classes));
    ++asked;
    draft.guess(token, std::min(sixteenths, DraftShares::classes - 1));
    expected[i] *= draft.by_models_[draft.classes_.back()];
    if (expected[i] < cost_.row()) return false;
    ++draft.tried_;
    return expected[i] >= cost_.row() + model_row_;
  });
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (asked > 0 && cost_.plain_seconds() > 0)
    model_row_ += 0.1 * (std::clamp(seconds / double(asked) * double(requests.size()) / cost_.plain_seconds(), 0.01, 2.0) - model_row_);
}

}  // namespace ganymede::inline v0
