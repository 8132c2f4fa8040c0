#pragma once
// A page that takes a text through a model step by step, with the values of a real run.

#include <ganymede/inspect/page_data.hpp>
#include <ganymede/inspect/probability_table.hpp>
#include <ganymede/inspect/step_recorder.hpp>
#include <ganymede/split.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// An encoder, or a decoder: what it read in one pass, and what was seen of it.
struct WalkthroughStack {
  std::vector<TokenId> ids{};
  std::vector<std::string> tokens{};  ///< their bytes
  StepRecorder seen{};
};

/// One token that was written; or what the head of an encoder alone says of one token, or of the text.
struct WalkthroughRound {
  TokenId id = 0;                       ///< or a label's number; of an answer's first or last token its place
  std::string token{};                  ///< its bytes, or the label
  double probability = 0;               ///< that the model gave it
  std::vector<TokenProbability> top{};  ///< the most probable ones
  std::vector<std::string> texts{};     ///< their bytes
  std::vector<double> logits{};         ///< and theirs
  Index row = -1;                       ///< of an encoder alone: the token that it is said of; -1: the text
};

/// A text on its way through a model. The decoder's first `prompt` tokens were given, each other one was written in a round before. An
/// encoder alone has no decoder: `head` names what stands on it, and `prompt` is the number of the round to be shown first.
struct Walkthrough {
  std::string model{}, text{}, answer{};  ///< its name, what was given, what was written
  std::string positions{};                ///< where none are added: "rotary", "relative" or "alibi", as far as it is known
  std::optional<WalkthroughStack> encoder{};
  WalkthroughStack decoder{};
  Index prompt = 0, vocab_size = 0;
  std::vector<WalkthroughRound> rounds{};
  std::string head{};           ///< of an encoder alone: "masked_lm", "sequence", "tokens", "question_answering" or "none"
  std::string scores{};         ///< what makes probabilities of its logits: "softmax", "sigmoid" or "none"
  std::vector<float> vector{};  ///< of an encoder alone: the mean of its tokens' last vectors

  bool is_encoder_alone() const { return !head.empty(); }
};

/// The numbers of the page. Throws InputError where nothing was recorded.
GANYMEDE_ONCE PageData walkthrough_data(const Walkthrough& walk);

/// The document. Throws as walkthrough_data().
GANYMEDE_ONCE std::string walkthrough_page(const Walkthrough& walk);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/walkthrough_page.ipp>
#endif
