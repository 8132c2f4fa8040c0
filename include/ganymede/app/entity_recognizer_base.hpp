#pragma once
// All that recognising entities takes, whatever the type of the model: what transformers' TokenClassificationPipeline does.

#include <ganymede/app/text_encoder.hpp>
#include <ganymede/app/text_list.hpp>
#include <ganymede/split.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// How tokens become entities, under transformers' names. All but `none` join neighbours of one tag: after its B- or I-, and unless the
/// next one begins another by B-.
enum class Aggregation : std::uint8_t {
  none,     ///< each token by itself, with its own label
  simple,   ///< tokens as they are labelled
  first,    ///< words, labelled as their first tokens
  average,  ///< words, labelled by the mean of their tokens' scores
  max       ///< words, labelled as their surest tokens
};

struct Entity {
  std::string label{};             ///< without B- and I- where tokens were joined
  std::string word{};              ///< what its tokens are decoded to
  std::size_t begin = 0, end = 0;  ///< its bytes in the text
  double score = 0;                ///< the probability of the label; of several tokens, their mean
};

struct EntityOptions {
  Aggregation aggregation = Aggregation::none;
  std::vector<std::string> ignore_labels{"O"};
  EncoderOptions encoder{};
};

class EntityRecognizerBase {
 public:
  const std::vector<std::string>& labels() const& { return encoder_.model().facts().labels; }
  const Tokenizer& tokenizer() const& noexcept { return encoder_.tokenizer(); }

  /// The entities of one text, in its order. Throws what recognize() throws, and the error of the text.
  std::vector<Entity> operator()(std::string_view text, const EntityOptions& options = {}) const;

  /// Of each text: bit for bit what it alone gives. What goes wrong with one is in its result. InputError for options out of range.
  std::vector<TextResult<std::vector<Entity>>> recognize(const TextList& texts, const EntityOptions& options = {}) const;

 protected:
  EntityRecognizerBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model);

 private:
  struct Token;  // with the probabilities of its labels

  std::vector<Token> tokens(std::string_view text, const Encoding& encoding, const ConstView<float>& logits) const;
  std::vector<Entity> entities(std::vector<Token> tokens, Aggregation aggregation) const;
  /// Tokens of one word as one.
  Token word(std::span<const Token> tokens, Aggregation aggregation) const;
  /// What pieces are decoded to.
  std::string decoded(std::span<const std::string> pieces) const;

  TextEncoder encoder_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/entity_recognizer_base.ipp>
#endif
