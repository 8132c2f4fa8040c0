#pragma once
// All that a reranker does, whatever the type of its model: what sentence-transformers' CrossEncoder does.

#include <ganymede/app/text_encoder.hpp>
#include <ganymede/app/text_list.hpp>
#include <ganymede/app/texts_or_pairs.hpp>
#include <ganymede/split.hpp>

#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

struct RankedPassage {
  std::size_t index = 0;  ///< among the passages
  double score = 0;
};

/// What makes scores of logits, by torch.nn's names.
enum class CrossEncoderActivation : std::uint8_t { identity, sigmoid, tanh };

struct RerankOptions {
  Index top_k = 0;                                     ///< passages, the best ones; 0: all
  std::optional<CrossEncoderActivation> activation{};  ///< in place of the folder's
  EncoderOptions encoder{};
};

class RerankerBase {
 public:
  const Tokenizer& tokenizer() const& noexcept { return encoder_.tokenizer(); }
  /// Of the folder: what config.json or config_sentence_transformers.json says; without a word sigmoid for a model of one label.
  CrossEncoderActivation activation() const noexcept { return activation_; }
  Index labels() const { return static_cast<Index>(encoder_.model().facts().labels.size()); }

  /// The score of one passage. Throws as rank().
  double operator()(std::string_view query, std::string_view passage, const RerankOptions& options = {}) const;

  /// The passages by their scores, the best first. Throws the first error of scores(); InputError for a model of several labels.
  std::vector<RankedPassage> rank(std::string_view query, const TextList& passages, const RerankOptions& options = {}) const;

  /// The scores of each pair, one for each label: bit for bit what it alone gives. What goes wrong with one is in its result.
  std::vector<TextResult<std::vector<double>>> scores(const TextsOrPairs& pairs, const RerankOptions& options = {}) const;

 protected:
  /// ConfigError for an activation, a module of modules.json or a setting of sentence-transformers' files that is not known.
  RerankerBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model);

 private:
  TextEncoder encoder_;
  CrossEncoderActivation activation_ = CrossEncoderActivation::identity;
  Index max_length_ = 0;  // of the folder; 0: it does not say
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/reranker_base.ipp>
#endif
