#pragma once
// Speculative decoding: tokens that may come are drafted, one pass of the model tells of all of them what it would have chosen, and those
// that it would not have are taken back (Leviathan et al. 2023; Chen et al. 2023). The token in each place is chosen as without drafts,
// from the same logits with the same random number, and a drafted one counts where it is that token: so an answer, drawn or not, is what
// it would be without drafts, bit for bit.

#include <ganymede/decode/assistant.hpp>
#include <ganymede/decode/draft_shares.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/generation_options.hpp>
#include <ganymede/decode/ngram_pool.hpp>
#include <ganymede/split.hpp>

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// What may come next in one text.
class Draft {
 public:
  /// The tokens that a pass shall verify.
  std::span<const TokenId> tokens() const noexcept { return std::span<const TokenId>(guesses_).first(tried_); }
  /// A token was chosen: whether it is the next that was drafted, so that the logits after it are there.
  bool take(TokenId token);
  /// Nothing is drafted.
  void clear() noexcept;

  DraftReport report{};

 private:
  friend class Drafting;
  void guess(TokenId token, Index of_class) { guesses_.push_back(token), classes_.push_back(of_class); }

  std::vector<TokenId> guesses_;
  std::vector<Index> classes_;                        // of the guesses
  std::size_t tried_ = 0;                             // the first of them
  std::size_t next_ = 0;                              // the guess for the next token
  bool by_model_ = false;                             // the guesses are the draft model's, ...
  std::optional<std::pair<TokenId, Index>> match_{};  // ... and this is what was looked up, and its class
  Index model_drafted_ = 0, model_accepted_ = 0;      // since Drafting last looked
  DraftShares looked_up_{[](Index length) { return 1 - 1 / (1 + 0.4 * double(length)); }};
  DraftShares by_models_{[](Index sixteenths) { return (double(sixteenths) + 0.5) / double(DraftShares::classes); }};
};

/// A text that may be drafted for before a pass.
struct DraftRequest {
  std::size_t number = 0;              ///< which one it is, from call to call
  std::span<const TokenId> history{};  ///< prompt and new tokens
  std::size_t start = 0;               ///< where its window begins
  Index most = 0;                      ///< tokens that there is room for
  const GenerationConfig* config = nullptr;
  Draft* draft = nullptr;
};

/// Drafts for the texts of a batch: from one pool of n-grams and by one draft model, as long as they pay.
class Drafting {
 public:
  /// `assistant` may be null.
  Drafting(Index longest_ngram, std::unique_ptr<Assistant> assistant) : pool_(longest_ngram), assistant_(std::move(assistant)) {}

  /// As many tokens as are expected to take less time than they save.
  void draft(std::span<const DraftRequest> requests);
  /// A pass with `rows` tokens for `sequences` texts, all of them decoding, took so long.
  void measure(Index rows, Index sequences, double seconds) { cost_.add(rows, sequences, seconds); }
  /// Seconds that such a pass takes without drafts.
  double plain_seconds() const noexcept { return cost_.plain_seconds(); }
  /// Seconds that the last draft() took.
  double draft_seconds() const noexcept { return draft_seconds_; }

 private:
  void look_up(const DraftRequest& request);
  void ask_model(std::span<const DraftRequest> requests);
  /// Whether the draft model shall draft: not for a while, ever longer, where its drafts cost more than they saved.
  bool model_pays(std::span<const DraftRequest> requests);

  NgramPool pool_;
  std::unique_ptr<Assistant> assistant_;
  PassCost cost_;
  double draft_seconds_ = 0;
  double model_row_ = 0.2;            // what a token of the draft model costs, in tokens of the model
  double model_gain_ = 0;             // tokens that its newest drafts saved, less what they cost
  Index pause_ = 0, next_pause_ = 8;  // passes without it
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/drafting.ipp>
#endif
