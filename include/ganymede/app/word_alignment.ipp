#pragma once
// The bodies of word_alignment.hpp.

#include <ganymede/app/word_alignment.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::vector<Index> WordAlignment::links() const {
  std::vector<Index> best(target.size(), -1);
  for (std::size_t t = 0; t < target.size(); ++t) {
    const auto row = weights.view().row(static_cast<Index>(t));
    for (Index s = 0; s < row.cols(); ++s)
      if (row(s) > (best[t] < 0 ? 0 : row(best[t]))) best[t] = s;
  }
  return best;
}

namespace detail {

/// The words of a tokenised text, and which of them each token belongs to: -1 for a special one.
struct TokenWords {
  std::vector<std::string> words{};
  std::vector<Index> of{};

  TokenWords(const Tokenizer& tokenizer, std::span<const TokenId> ids, bool pieces) {
    const std::string text = tokenizer.decode(ids);
    std::vector<std::size_t> ends;  // of words
    const auto space = [&](std::size_t i) { return text[i] == ' ' || text[i] == '\n' || text[i] == '\t'; };
    const auto add = [&](std::size_t begin, std::size_t end) {
      words.push_back(text.substr(begin, end - begin));
      ends.push_back(end);
    };
    for (std::size_t begin = 0, i = 0; !pieces && i <= text.size(); ++i) {
      if (i < text.size() && !space(i)) continue;
      if (i > begin) add(begin, i);
      begin = i + 1;
    }
    std::string before;
    for (std::size_t k = 0; k < ids.size(); ++k) {
      const std::string now = tokenizer.decode(ids.first(k + 1));
      const auto same = std::mismatch(before.begin(), before.end(), now.begin(), now.end()).first - before.begin();
      before = now;
      std::size_t begin = std::min(static_cast<std::size_t>(same), text.size());
      while (begin < text.size() && space(begin)) ++begin;
      if (tokenizer.is_special(ids[k])) {
        of.push_back(-1);
      } else if (pieces) {
        of.push_back(static_cast<Index>(words.size()));
        add(begin, std::clamp(now.size(), begin, text.size()));
      } else {
        const auto word = std::upper_bound(ends.begin(), ends.end(), begin) - ends.begin();
        of.push_back(std::min(static_cast<Index>(word), static_cast<Index>(words.size()) - 1));
      }
    }
  }
};

GANYMEDE_ONCE WordAlignment align_words(const TranslationModel& model, const TranslationTokenizers& tokenizers,
                                        const std::vector<TokenId>& source, std::vector<TokenId> prompt, const std::vector<TokenId>& target,
                                        const AlignOptions& options) {
  const TokenWords from(tokenizers.source, source, options.pieces), to(tokenizers.target, target, options.pieces);
  WordAlignment found{from.words, to.words, Tensor<float>(static_cast<Index>(to.words.size()), static_cast<Index>(from.words.size()))};
  if (target.empty()) return found;
  const auto first = static_cast<Index>(prompt.size()) - 1;  // the row that chose the first token
  prompt.insert(prompt.end(), target.begin(), target.end() - 1);
  Workspace workspace;
  AttentionRecorder<float> recorder;
  Sequence sequence = model.new_sequence(model.encode({&source, 1}, workspace).front(), {.max_length = static_cast<Index>(prompt.size())});
  model.forward(Batch{}.add(sequence, prompt), workspace, recorder);
  const Index layers = recorder.layers(AttentionKind::cross);
  const auto mean = recorder.mean(AttentionKind::cross, 0, options.layer < 0 ? layers - (layers > 2 ? 2 : 1) : options.layer);
  std::vector<float> tokens(to.words.size());
  for (const Index word : to.of)
    if (word >= 0) ++tokens[static_cast<std::size_t>(word)];
  for (std::size_t t = 0; t < to.of.size(); ++t)
    for (std::size_t s = 0; s < from.of.size() && to.of[t] >= 0; ++s)
      if (from.of[s] >= 0)
        found.weights.view()(to.of[t], from.of[s]) +=
            static_cast<float>(mean.view()(first + static_cast<Index>(t), static_cast<Index>(s))) /
            tokens[static_cast<std::size_t>(to.of[t])];
  return found;
}

}  // namespace detail

}  // namespace ganymede::inline v0
