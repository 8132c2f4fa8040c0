#pragma once
// Generating, step by step: prompts become sequences, a step is one forward pass and one new token for each sequence that still lives.

#include <ganymede/core/concepts.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/length_limits.hpp>
#include <ganymede/decode/prefill.hpp>
#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/decode/stopping.hpp>
#include <ganymede/decode/token_chooser.hpp>
#include <ganymede/state/batch.hpp>
#include <ganymede/state/workspace.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
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

/// Sequence s answers prompt s / num_return_sequences. Its tokens depend on its prompt, the settings, the seed and s %
/// num_return_sequences, not on what else is generated beside it. The model must outlive this object. After the first steps nothing is
/// allocated but what grows with the text. When step() throws out of the forward pass, it can be called again; when no token could be
/// chosen, the generation is over.
template <CausalModel M>
class Generation {
 public:
  /// Throws InputError (an empty prompt, settings out of range, num_beams above 1, stop strings without token_bytes) and ContextError (see
  /// GenerationConfig).
  template <std::same_as<GenerationConfig> Resolved>
  Generation(const M& model, std::span<const std::vector<TokenId>> prompts, Resolved config, GenerationHooks hooks = {})
      : model_(&model),
        config_(std::move(config)),
        hooks_(std::move(hooks)),
        limits_(model, config_, hooks_.sequence),
        chooser_(executor_of(model)) {
    validate(config_, model.vocab_size());
    if (config_.num_beams > 1) throw InputError{{.problem = "beams are searched by BeamSearch", .key = "num_beams", .expected = "1"}};
    if (!config_.stop.empty() && !hooks_.token_bytes) throw InputError{{.problem = "stop strings need the bytes of tokens", .key = "stop"}};
    for (std::size_t p = 0; p < prompts.size(); ++p)
      for (Index copy = 0; copy < config_.num_return_sequences; ++copy) begin(prompts[p], static_cast<Index>(p), copy);
  }

  /// The same with options laid over the defaults of the model's checkpoint, as generate() does.
  Generation(const M& model, std::span<const std::vector<TokenId>> prompts, const GenerationOptions& options, GenerationHooks hooks = {})
      : Generation(model, prompts, resolve(generation_defaults(model), options), std::move(hooks)) {}
  template <std::same_as<GenerationConfig> Resolved>  // a model that is about to go
  Generation(const M&&, std::span<const std::vector<TokenId>>, Resolved, GenerationHooks = {}) = delete;
  Generation(const M&&, std::span<const std::vector<TokenId>>, const GenerationOptions&, GenerationHooks = {}) = delete;

  /// One forward pass for all live sequences, and a token for each. False, and no events, when all have ended.
  bool step() {
    const KnownFloatingPoint scope;
    events_.clear();
    if (cancelled()) cancel_all();
    for (State& s : states_)
      if (s.live && s.sequence) catch_up(s);
    if (cancelled()) cancel_all();
    batch_.clear();
    for (State& s : states_)
      if (s.live && s.sequence) batch_.add(*s.sequence, unseen(s));
    if (batch_.segments().empty()) return false;
    const ConstView<float> logits = model_->forward(batch_, workspace_);
    try {
      std::size_t segment = 0;
      const float* row = nullptr;
      waiting_.clear();
      for (std::size_t i = 0; i < states_.size(); ++i) {
        State& s = states_[i];
        if (!s.live) continue;
        if (s.sequence)
          row = logits.data() + batch_.segments()[segment++].first_logit * logits.outerStride();
        else
          s.sequence = leader(i).sequence->fork();  // waited for a prompt that was computed in this pass: the same logits
        waiting_.push_back({.sequence = static_cast<Index>(i),
                            .logits = {row, static_cast<std::size_t>(logits.cols())},
                            .text = {s.history, s.prompt_length, s.limit},
                            .random = &s.random});
      }
      chooser_.choose(waiting_, config_);
      for (const WaitingSequence& w : waiting_)
        if (State& s = states_[static_cast<std::size_t>(w.sequence)]; s.live) advance(w.sequence, s, w.token);
    } catch (...) {
      cancel_all();
      events_.clear();
      throw;
    }
    return true;
  }

  /// What the last step did, in the order of the sequences.
  std::span<const GenerationEvent> events() const noexcept { return events_; }
  /// Ends one sequence as cancelled; nothing if it has ended. Bytes that were held back for a stop string join its text.
  void cancel(Index sequence) {
    State& s = states_[checked(sequence)];
    if (!std::exchange(s.live, false)) return;
    s.generated.text += s.stop.finish();
    if (!s.sequence || !s.generated.tokens.empty()) return;
    const std::size_t group = static_cast<std::size_t>(config_.num_return_sequences), i = static_cast<std::size_t>(sequence);
    for (std::size_t k = i + 1; k < (i / group + 1) * group; ++k)  // nothing is computed yet: another copy of the prompt leads
      if (states_[k].live) return states_[k].sequence.swap(s.sequence);
  }
  bool finished() const noexcept {
    return std::none_of(states_.begin(), states_.end(), [](const State& s) { return s.live; });
  }

  Index size() const noexcept { return static_cast<Index>(states_.size()); }
  const Generated& operator[](Index sequence) const { return states_[checked(sequence)].generated; }
  const GenerationConfig& config() const noexcept { return config_; }
  /// Takes one sequence's cache out, ending it as cancelled if it lives. It holds the prompt and the new tokens but the last, for a prompt
  /// that goes on from there (GenerationHooks::new_sequence); none where another copy computes that prompt, and after the window
  /// has slid.
  std::optional<Sequence> take_sequence(Index sequence) {
    cancel(sequence);
    State& s = states_[checked(sequence)];
    if (s.start > 0) s.sequence.reset();
    return std::exchange(s.sequence, std::nullopt);
  }
  /// Takes the answers out; the generation is over then, and what still lived is cancelled.
  std::vector<Generated> take() {
    cancel_all();
    std::vector<Generated> all;
    for (State& s : states_) all.push_back(std::move(s.generated));
    states_.clear();
    events_.clear();
    return all;
  }

 private:
  struct State {
    std::optional<Sequence> sequence;  // none: waits for its leader's prompt to be computed
    std::vector<TokenId> history;      // prompt and new tokens
    Index prompt_length = 0, limit = 0;
    std::size_t start = 0;  // sequence holds history[start, start + sequence.length())
    Random random;
    StopStrings stop;
    std::string piece;
    double log_probability = 0;  // of all new tokens
    Generated generated{};
    bool live = true;
  };

  void begin(const std::vector<TokenId>& prompt, Index number, Index copy) {
    if (prompt.empty()) throw InputError{{.problem = "an empty prompt", .key = "prompts"}};
    const Index length = static_cast<Index>(prompt.size()), limit = limits_.new_tokens(length);
    State s{.sequence = {},
            .history = prompt,
            .prompt_length = length,
            .limit = limit,
            .start = 0,
            .random = Random(config_.seed, static_cast<std::uint64_t>(copy)),
            .stop = StopStrings(config_.stop),
            .piece = {}};
    s.live = limit > 0;
    if (s.live) s.generated.finish_reason = FinishReason::cancelled;  // until it comes to an end
    if (s.live && copy == 0) s.sequence.emplace(first_sequence(*model_, hooks_, number, length, limits_.sequence_options(length, limit)));
    states_.push_back(std::move(s));
  }

  /// Throws InputError where there is no such sequence.
  std::size_t checked(Index sequence) const {
    if (sequence < 0 || sequence >= size())
      throw InputError{{.problem = "no such sequence",
                        .key = "sequence",
                        .expected = "0 or more, below " + std::to_string(size()),
                        .found = std::to_string(sequence)}};
    return static_cast<std::size_t>(sequence);
  }

  void cancel_all() {
    for (Index i = 0; i < size(); ++i) cancel(i);
  }

  /// The nearest copy of the same prompt before `i` that has it computed.
  State& leader(std::size_t i) {
    while (!states_[i].sequence) --i;
    return states_[i];
  }

  bool cancelled() const { return hooks_.cancel != nullptr && hooks_.cancel->load(std::memory_order_relaxed); }

  /// What the sequence has not seen.
  static std::span<const TokenId> unseen(const State& s) {
    return std::span<const TokenId>(s.history).subspan(s.start + static_cast<std::size_t>(s.sequence->length()));
  }
  /// Leaves no more of it than one pass should have. A full window is begun anew with its newest half.
  void catch_up(State& s) {
    const Index window = limits_.window();
    if (static_cast<Index>(s.history.size() - s.start) > window) {
      s.start = s.history.size() - static_cast<std::size_t>(std::max<Index>(window / 2, 1));
      s.sequence->truncate(0);
    }
    prefill(*model_, *s.sequence, unseen(s), batch_, workspace_, hooks_.cancel);
  }

  void advance(Index index, State& s, const GeneratedToken& token) {
    const TokenId id = token.id;
    GenerationEvent event{.sequence = index, .token = token};
    s.history.push_back(id);
    s.generated.tokens.push_back(event.token);
    s.log_probability += event.token.logprob;
    s.generated.score = s.log_probability / std::pow(static_cast<double>(s.generated.tokens.size()), config_.length_penalty);

    s.piece.clear();
    if (!config_.ignore_eos && std::find(config_.eos_token_id.begin(), config_.eos_token_id.end(), id) != config_.eos_token_id.end()) {
      event.finished = FinishReason::eos;
    } else {
      if (hooks_.token_bytes) s.piece.append(s.stop.feed(hooks_.token_bytes(index, id)));
      if (hooks_.special_spelling && !s.stop.stopped()) s.piece.append(s.stop.feed_hidden(hooks_.special_spelling(id)));
      if (s.stop.stopped())
        event.finished = FinishReason::stop;
      else if (static_cast<Index>(s.generated.tokens.size()) == s.limit)
        event.finished = FinishReason::length;
    }
    if (event.finished) {
      s.piece.append(s.stop.finish());
      s.generated.finish_reason = *event.finished;
      s.live = false;
    }
    s.generated.text += s.piece;
    event.text = s.piece;
    events_.push_back(event);
  }

  const M* model_;
  GenerationConfig config_;
  GenerationHooks hooks_;
  LengthLimits limits_;
  std::vector<State> states_;
  Batch batch_;
  Workspace workspace_;
  TokenChooser chooser_;
  std::vector<WaitingSequence> waiting_;
  std::vector<GenerationEvent> events_;
};

}  // namespace ganymede::inline v0
