#pragma once
// Generating, step by step: prompts become sequences, a step is one forward pass and one new token for each sequence that still lives.
// With drafts (drafting.hpp), a step after a pass that verified several tokens takes the next of these, and needs no pass.

#include <ganymede/decode/constrained_answer.hpp>
#include <ganymede/decode/drafting.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/generation_request.hpp>
#include <ganymede/decode/length_limits.hpp>
#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/decode/stopping.hpp>
#include <ganymede/decode/token_chooser.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/batch.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/state/workspace.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// What one step did to one sequence.
struct GenerationEvent {
  Index sequence = 0;
  GeneratedToken token{};
  std::string_view text{};                 ///< bytes that may be shown now: no part of a stop string; valid until the next step
  std::optional<FinishReason> finished{};  ///< set with the last token
};

/// Sequence s answers prompt s / num_return_sequences. Its tokens depend on its prompt, its settings, the seed and s %
/// num_return_sequences, not on what else is generated beside it. The model must outlive this object. After the first steps nothing is
/// allocated but what grows with the text. When step() throws out of the forward pass, it can be called again; when no token could be
/// chosen, the generation is over.
class Generation {
 public:
  /// Throws InputError (an empty prompt, settings out of range, num_beams above 1, stop strings without token_bytes, a constraint that no
  /// answer is short enough for) and ContextError (see GenerationConfig).
  template <std::same_as<GenerationConfig> Resolved>  // so that braces are options
  Generation(ModelReference model, std::span<const std::vector<TokenId>> prompts, Resolved config, GenerationHooks hooks = {})
      : Generation(std::move(model).share(), prompts, std::make_shared<const GenerationConfig>(std::move(config)), std::move(hooks)) {}
  /// The same with options laid over the defaults of the model's checkpoint, as generate() does.
  Generation(ModelReference model, std::span<const std::vector<TokenId>> prompts, const GenerationOptions& options,
             GenerationHooks hooks = {})
      : Generation(model, prompts, resolve(generation_defaults(*model), options), std::move(hooks)) {}
  /// Requests with settings of their own; sequences count on from one to the next. What is wrong with a request, and what goes wrong with
  /// it in a step, is its error() and not thrown; the others go on.
  Generation(ModelReference model, std::span<const ResolvedRequest> requests, GenerationHooks hooks = {});

  /// One forward pass for all live sequences, and a token for each; or a token for each whose next one was drafted and verified by the last
  /// pass. False, and no events, when all have ended.
  bool step();

  /// What the last step did, in the order of the sequences.
  std::span<const GenerationEvent> events() const noexcept { return events_; }
  /// Ends one sequence as cancelled; nothing if it has ended. Bytes that were held back for a stop string join its text.
  void cancel(Index sequence);
  bool finished() const noexcept {
    return std::none_of(states_.begin(), states_.end(), [](const State& s) { return s.live; });
  }

  Index size() const noexcept { return static_cast<Index>(states_.size()); }
  const Generated& operator[](Index sequence) const { return states_[checked(sequence)].generated; }
  /// Why request number `request` has no answers; null where it has. Throws InputError where there is no such request.
  std::exception_ptr error(Index request) const;
  /// Takes one sequence's cache out, ending it as cancelled if it lives. It holds the prompt and the new tokens but the last, for a prompt
  /// that goes on from there (GenerationHooks::new_sequence); none where another copy computes that prompt, after the window has slid,
  /// and where the sequence had ended and others have needed its pages.
  std::optional<Sequence> take_sequence(Index sequence);
  /// Takes the answers out; the generation is over then, and what still lived is cancelled.
  std::vector<Generated> take();

 private:
  Generation(std::shared_ptr<const LanguageModel> model, std::span<const std::vector<TokenId>> prompts,
             std::shared_ptr<const GenerationConfig> config, GenerationHooks hooks);

  /// What holds for all answers to a prompt.
  struct Request {
    std::shared_ptr<const GenerationConfig> config;
    LengthLimits limits;
    std::size_t first = 0, end = 0;  // of its states
    std::exception_ptr error{};
  };
  struct State {
    std::size_t request = 0;
    std::optional<Sequence> sequence{};  // none: waits for its leader's prompt to be computed
    std::vector<TokenId> history{};      // prompt and new tokens
    Index prompt_length = 0, limit = 0;
    std::size_t start = 0;  // sequence holds history[start, start + sequence.length())
    Random random{};
    StopStrings stop{};
    ConstrainedAnswer constraint{};
    std::string piece{};
    double log_probability = 0;  // of all new tokens
    Generated generated{};
    bool live = false;
    const float* logits = nullptr;  // of the last pass, for its next token; null: it needs a pass
    Draft draft{};
  };

  void check(const GenerationConfig& config) const;
  void add(std::shared_ptr<const GenerationConfig> config, std::size_t answers);
  /// Fills in the states of the request that was added last.
  void begin(const std::vector<TokenId>& prompt);

  /// Throws InputError where there is no such sequence.
  std::size_t checked(Index sequence) const { return detail::checked_number(sequence, states_.size(), "sequence"); }

  void cancel_all();
  /// Ends a request, and no other.
  void fail(std::size_t request, std::exception_ptr error);

  /// The nearest copy of the same prompt before `i` that has it computed.
  State& leader(std::size_t i);

  bool cancelled() const { return hooks_.cancel != nullptr && hooks_.cancel->load(std::memory_order_relaxed); }

  /// Makes what drafts, where anything is to be drafted.
  void prepare_drafts();
  void draft();
  /// The pass needs no more of the sequence's drafts: its state goes back to what came of them.
  static void end_draft(State& s);

  /// One forward pass for requests [first, end). Where it fails, one without drafts, and then one for each half, so that the error is of
  /// those that it belongs to.
  void pass(std::size_t first, std::size_t end);
  /// Runs batch_, the sequences of states [first, end), and tells each where its logits are; or why it failed.
  std::exception_ptr run(std::size_t first, std::size_t end, bool drafted);
  /// Gives a token to each live sequence of states [first, end) that has logits.
  void choose_tokens(std::size_t first, std::size_t end);
  /// Lets the caller's own processor change the logits of those that wait.
  void process_logits();
  /// f(), and where there are no pages left for it once more, without those of sequences that have ended.
  template <class F>
  auto with_room(F f) {
    try {
      return f();
    } catch (const CapacityError&) {
      if (!release_ended()) throw;
    }
    return f();
  }
  bool release_ended();
  /// What the sequence has not seen.
  static std::span<const TokenId> unseen(const State& s);
  /// Leaves no more of it than one pass should have. A full window is begun anew with its newest half.
  void catch_up(State& s);

  void advance(Index index, State& s, const GeneratedToken& token);

  std::shared_ptr<const LanguageModel> model_;
  GenerationHooks hooks_;
  bool keeps_errors_;  // of each request, in place of throwing them
  std::vector<Request> requests_;
  std::vector<State> states_;
  Batch batch_;
  Workspace workspace_;
  struct Logits {
    Index columns = 0, stride = 0;
  } logits_;  // of the last pass
  TokenChooser chooser_;
  std::unique_ptr<Drafting> drafting_;  // null: nothing is drafted
  std::vector<DraftRequest> draft_requests_;
  std::vector<TokenId> fed_;  // to a sequence with drafts
  double token_seconds_ = 0;  // that a token takes without drafts, of a sequence in the batch
  std::vector<WaitingSequence> waiting_;
  std::vector<std::vector<float>> changed_;  // by hooks_.process_logits, for each waiting sequence
  std::vector<GenerationEvent> events_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/generation.ipp>
#endif
