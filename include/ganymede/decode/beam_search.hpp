#pragma once
// Beam search: of all texts so far, the num_beams most probable are continued side by side.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/decode/beam_candidates.hpp>
#include <ganymede/decode/beam_hypotheses.hpp>
#include <ganymede/decode/constrained_answer.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/generation_request.hpp>
#include <ganymede/decode/length_limits.hpp>
#include <ganymede/decode/logits_processors.hpp>
#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/batch.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/state/workspace.hpp>

#include <algorithm>
#include <concepts>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Beam search as transformers 5 does it: equal ids, and scores equal to rounding. With do_sample continuations are drawn in place of the
/// best being taken. Answer a belongs to prompt a / num_return_sequences; the answers to a prompt come with the best score first, and do
/// not depend on what else is searched beside it. Where there are fewer texts than answers asked for (a tiny vocabulary, forced tokens),
/// the last answers are empty, with score -infinity.
///
/// Each step is one forward pass over the beams of all prompts. A prompt is computed once; beams share its pages, and each other's, until
/// they write (Sequence::fork). A beam with one successor hands its sequence on; a prompt whose search is over leaves the batch. Only forks
/// allocate, and what grows with the text. When step() throws out of the forward pass, it can be called again; otherwise all is over.
class BeamSearch {
 public:
  /// Throws InputError (an empty prompt, settings out of range, stop strings, a sliding window) and ContextError (see GenerationConfig).
  template <std::same_as<GenerationConfig> Resolved>  // so that braces are options
  BeamSearch(ModelReference model, std::span<const std::vector<TokenId>> prompts, Resolved config, GenerationHooks hooks = {})
      : BeamSearch(std::move(model).share(), prompts, std::make_shared<const GenerationConfig>(std::move(config)), std::move(hooks)) {}
  /// The same with options laid over the defaults of the model's checkpoint, as generate() does.
  BeamSearch(ModelReference model, std::span<const std::vector<TokenId>> prompts, const GenerationOptions& options,
             GenerationHooks hooks = {})
      : BeamSearch(model, prompts, resolve(generation_defaults(*model), options), std::move(hooks)) {}
  /// Requests with settings of their own; answers count on from one to the next. What is wrong with a request, and what goes wrong with it
  /// in a step, is its error() and not thrown; the others go on.
  BeamSearch(ModelReference model, std::span<const ResolvedRequest> requests, GenerationHooks hooks = {});

  /// One forward pass, and one more token for each running beam. False when the search is over for all prompts.
  bool step();

  /// Ends the search; what runs becomes answers as it is, with the scores it has.
  void cancel();

  bool finished() const noexcept {
    return std::all_of(searches_.begin(), searches_.end(), [](const Search& s) { return s.running == 0; });
  }
  /// Prompts whose search goes on, and the beams they have together: the segments of the next pass.
  Index running_beams() const noexcept {
    Index beams = 0;
    for (const Search& s : searches_) beams += static_cast<Index>(s.running);
    return beams;
  }

  /// Why request number `request` has no answers; null where it has. Throws InputError where there is no such request, or none any more.
  std::exception_ptr error(Index request) const;

  /// Takes the answers out, and ends all; a search that still goes on is cancelled.
  std::vector<Generated> take();

 private:
  BeamSearch(std::shared_ptr<const LanguageModel> model, std::span<const std::vector<TokenId>> prompts,
             std::shared_ptr<const GenerationConfig> config, GenerationHooks hooks);

  struct Beam {
    BeamText text{};
    std::optional<Sequence> sequence{};
    ConstrainedAnswer constraint{};
    float score = 0;
  };
  static std::span<const TokenId> unseen(const Beam& beam) {
    return std::span<const TokenId>(beam.text.history).subspan(static_cast<std::size_t>(beam.sequence->length()));
  }
  struct Search {  // of one prompt
    Search(std::shared_ptr<const GenerationConfig> settings, std::size_t count) : config(std::move(settings)), answers(count) {}
    void end() {
      running = 0;
      beams.clear();
      next.clear();
    }
    std::shared_ptr<const GenerationConfig> config;
    std::size_t answers;
    Index prompt_length = 0, limit = 0, length = 0;  // new tokens: at the most, and so far
    std::vector<Beam> beams{}, next{};               // of each the first `running`, in the order of their scores
    std::size_t running = 0;
    Random random{};
    BeamHypotheses finished{};
    bool cancelled = false;
    std::exception_ptr error{};
  };

  void check(const GenerationConfig& config) const;
  /// Fills in the search that was added last.
  void begin(const std::vector<TokenId>& prompt);
  /// Ends a search, and no other.
  static void fail(Search& s, std::exception_ptr error);
  /// One forward pass for searches [first, end). Where it fails, one for each half, so that the error is of those that it belongs to.
  void pass(std::size_t first, std::size_t end);
  void advance(Search& s, std::span<const Segment> segments, const ConstView<float>& logits);

  /// Whether the beam so continued is all that its constraint lets it be, where no token can say so.
  static bool ends_constraint(const Search& s, const BeamCandidate& c);
  /// The survivors become the beams. The last successor of a beam takes its sequence over, the ones before it get forks.
  void reorder(Search& s, FunctionRef<double(const BeamCandidate&)> logprob);
  Generated answer(const Search& s, std::size_t rank, Index number);

  std::shared_ptr<const LanguageModel> model_;
  GenerationHooks hooks_;
  bool keeps_errors_;  // of each request, in place of throwing them
  std::vector<Search> searches_;
  Batch batch_;
  Workspace workspace_;
  std::vector<float> logprobs_, unprocessed_;
  std::vector<double> log_sums_;
  LogitsScratch scratch_;
  BeamCandidates candidates_;
  std::vector<BeamCandidate> survivors_;
  std::vector<Index> successors_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/beam_search.ipp>
#endif
