#pragma once
// How much of what came before a model makes use of: its loss against how far back it may look.

#include <ganymede/core/concepts.hpp>
#include <ganymede/state/batch.hpp>
#include <ganymede/state/workspace.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// -ln softmax(logits)[id], in nats.
inline double token_loss(std::span<const float> logits, TokenId id) {
  const double greatest = double{*std::max_element(logits.begin(), logits.end())};
  double sum = 0;
  for (const float logit : logits) sum += std::exp(double{logit} - greatest);
  return std::log(sum) + greatest - double{logits[static_cast<std::size_t>(id)]};
}

namespace detail {
inline std::span<const float> logits_row(const ConstView<float>& logits, std::size_t row) {
  return {logits.data() + static_cast<Index>(row) * logits.outerStride(), static_cast<std::size_t>(logits.cols())};
}

inline void check_targets(std::span<const TokenId> tokens, std::span<const std::size_t> targets) {
  if (targets.empty()) throw InputError{{.problem = "no tokens to predict", .key = "targets"}};
  for (const std::size_t target : targets)
    if (target == 0 || target >= tokens.size())
      throw InputError{{.problem = "not a token with one before it",
                        .key = "targets",
                        .expected = "1 to " + std::to_string(tokens.size()) + " - 1",
                        .found = std::to_string(target)}};
}
}  // namespace detail

/// The mean loss (nats) of tokens[t] for t in `targets`, each predicted from the at most `context` tokens before it and from nothing else:
/// a Transformer's window begins there, a recurrent model's state is empty there. Computes context * targets.size() rows, many texts a
/// pass. Throws InputError where there are no targets, one has no token before it or is none of `tokens`, or for a context below 1;
/// ContextError for one longer than the model's.
template <CausalModel M>
double context_loss(const M& model, std::span<const TokenId> tokens, std::span<const std::size_t> targets, Index context,
                    Workspace& workspace) {
  constexpr Index pass_rows = 2048;
  if (context < 1)
    throw InputError{{.problem = "a token is predicted from one at least", .key = "context", .found = std::to_string(context)}};
  detail::check_targets(tokens, targets);
  const auto pool = std::make_shared<PagePool>();
  std::vector<Sequence> sequences;
  Batch batch;
  double sum = 0;
  for (std::size_t begin = 0, end = 0; begin < targets.size(); begin = end) {
    sequences.clear();
    batch.clear();
    while (end < targets.size() && (end == begin || batch.rows() + context <= pass_rows)) {
      const std::size_t target = targets[end++], seen = std::min(target, static_cast<std::size_t>(context));
      if (sequences.empty()) sequences.reserve(targets.size() - begin);  // the batch refers to them
      sequences.push_back(model.new_sequence({.max_length = static_cast<Index>(seen), .pool = pool}));
      batch.add(sequences.back(), tokens.subspan(target - seen, seen));
    }
    const ConstView<float> logits = model.forward(batch, workspace);
    for (Index i = 0; i < logits.rows(); ++i)
      sum += token_loss(detail::logits_row(logits, static_cast<std::size_t>(i)), tokens[targets[begin + static_cast<std::size_t>(i)]]);
  }
  return sum / static_cast<double>(targets.size());
}

/// The mean loss (nats) of tokens[t] for t in `targets`, which ascend, when the text is read once from its beginning and all of it is
/// remembered. Throws InputError as above, and for targets in another order; ContextError for a text longer than the model's.
template <CausalModel M>
double text_loss(const M& model, std::span<const TokenId> tokens, std::span<const std::size_t> targets, Workspace& workspace) {
  constexpr std::size_t pass_rows = 256;
  detail::check_targets(tokens, targets);
  if (!std::is_sorted(targets.begin(), targets.end())) throw InputError{{.problem = "targets must ascend", .key = "targets"}};
  Sequence sequence = model.new_sequence({.max_length = static_cast<Index>(targets.back())});
  double sum = 0;
  auto target = targets.begin();
  for (std::size_t begin = 0; target != targets.end(); begin += pass_rows) {
    const auto part = tokens.subspan(begin, std::min(pass_rows, targets.back() - begin));
    const ConstView<float> logits = model.forward(Batch{}.add(sequence, part, LogitRows::all), workspace);
    for (; target != targets.end() && *target <= begin + part.size(); ++target)
      sum += token_loss(detail::logits_row(logits, *target - begin - 1), tokens[*target]);
  }
  return sum / static_cast<double>(targets.size());
}

}  // namespace ganymede::inline v0
