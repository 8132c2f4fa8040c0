#pragma once
// The bodies of word_alignment.hpp.

#include <ganymede/app/word_alignment.hpp>

#include <ganymede/app/token_ranges.hpp>

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

/// The words of a tokenised text, and which of them each token belongs to: -1 for a special one, and for those of the prefix.
struct TokenWords {
  std::vector<std::string> words{};
  std::vector<TextRange> ranges{};
  std::vector<Index> of{};

  TokenWords(const AlignedText& text, const AlignOptions& options) {
    const std::string_view whole = text.text;
    const std::vector<TextRange> tokens = token_ranges(text.tokenizer, text.ids, whole);
    const auto counts = [&](std::size_t k) { return !text.tokenizer.is_special(text.ids[k]) && tokens[k].begin >= text.prefix; };
    if (options.pieces) {
      for (std::size_t k = 0; k < tokens.size(); ++k) {
        of.push_back(counts(k) ? static_cast<Index>(ranges.size()) : -1);
        if (counts(k)) ranges.push_back(tokens[k]);
      }
    } else {
      std::vector<std::size_t> breaks;
      for (const TextRange& token : tokens) breaks.push_back(token.begin);
      ranges = options.split_punctuation ? words_of_text(whole, breaks) : spaced_words_of_text(whole);
      std::erase_if(ranges, [&](const TextRange& word) { return word.begin < text.prefix; });
      for (std::size_t k = 0; k < tokens.size(); ++k) {
        const auto word = std::upper_bound(ranges.begin(), ranges.end(), tokens[k].begin,
                                           [](std::size_t begin, const TextRange& range) { return begin < range.end; });
        of.push_back(counts(k) ? std::min(static_cast<Index>(word - ranges.begin()), static_cast<Index>(ranges.size()) - 1) : -1);
      }
    }
    for (TextRange& range : ranges) {
      words.emplace_back(range.of(whole));
      range = {range.begin - text.prefix, range.end - text.prefix};
    }
  }
};

GANYMEDE_ONCE WordAlignment align_words(const TranslationModel& model, const AlignedText& source, std::vector<TokenId> prompt,
                                        const AlignedText& target, const AlignOptions& options) {
  const TokenWords from(source, options), to(target, options);
  WordAlignment found{from.words, to.words, from.ranges, to.ranges,
                      Tensor<float>(static_cast<Index>(to.words.size()), static_cast<Index>(from.words.size()))};
  if (target.ids.empty()) return found;
  const auto first = static_cast<Index>(prompt.size()) - 1;  // the row that chose the first token
  prompt.insert(prompt.end(), target.ids.begin(), target.ids.end() - 1);
  Workspace workspace;
  AttentionRecorder<float> recorder;
  Sequence sequence =
      model.new_sequence(model.encode({&source.ids, 1}, workspace).front(), {.max_length = static_cast<Index>(prompt.size())});
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
