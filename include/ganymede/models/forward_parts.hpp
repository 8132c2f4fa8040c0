#pragma once
// What the forward passes of all stacks have in common: checks before anything is written, observation, the rows that want logits.

#include <ganymede/core/error.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/ops/activations.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/state/pass.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <span>
#include <string>
#include <type_traits>

namespace ganymede::inline v0 {

namespace detail {

/// Throws InputError for an id outside the vocabulary. `where` names the call, or the text.
inline void check_tokens(std::span<const TokenId> tokens, Index vocab_size, std::string_view where) {
  for (const TokenId id : tokens)
    if (id < 0 || id >= vocab_size)
      throw InputError{{.problem = "token id outside the vocabulary",
                        .key = std::string(where),
                        .expected = "0 to " + std::to_string(vocab_size - 1),
                        .found = std::to_string(id)}};
}

/// Throws InputError for a batch without rows, ids outside the vocabulary, and sequences of another shape than the model's.
inline void check_batch(const Batch& batch, Index vocab_size, const StateShape& shape) {
  if (batch.segments().empty()) throw InputError{{.problem = "an empty batch", .key = "forward"}};
  check_tokens(batch.tokens(), vocab_size, "forward");
  for (const Segment& s : batch.segments())
    if (&s.sequence->shape() != &shape && !(s.sequence->shape() == shape))
      throw InputError{{.problem = "the sequence was made by another model", .key = "forward"}};
}

template <Scalar T, class P>
void observe(Index layer, const View<T>& x, Pass<P>& pass) {
  if constexpr (Pass<P>::wants_hidden_states)
    if (pass.wishes.hidden_states) pass.probe.hidden_states(layer, read_only(x));
}

template <Scalar T, class P>
void observe_embeddings(const View<T>& x, Pass<P>& pass) {
  if constexpr (Pass<P>::wants_steps)
    if (pass.wishes.steps) pass.probe.embeddings(read_only(x));
}

/// The rows of x [T, D] that logits were asked for: [batch.logit_rows(), D]. They are what the pass computes from now on.
template <Scalar T, class P>
View<T> wanted_rows(const View<T>& x, Pass<P>& pass) {
  const Batch& batch = pass.batch;
  if (batch.logit_rows() == batch.rows()) return x;
  View<T> wanted = pass.workspace.template take<T>(batch.logit_rows(), x.cols());
  for (const Segment& s : batch.segments())
    for (Index r = 0; r < s.logit_rows; ++r) wanted.row(s.first_logit + r) = x.row(s.first_row + s.rows - s.logit_rows + r);
  if (pass.row_adapters == nullptr) return wanted;
  Index* const adapters = pass.workspace.template take_array<Index>(static_cast<std::size_t>(batch.logit_rows()));
  for (const Segment& s : batch.segments()) std::fill_n(adapters + s.first_logit, s.logit_rows, s.sequence->adapter());
  pass.row_adapters = adapters;
  return wanted;
}

/// c tanh(x / c) in the place of every x.
template <Scalar T, class P>
void soft_cap(View<T>& x, T cap, Pass<P>& pass) {
  constexpr Index piece = 4096;
  const Index pieces = (x.cols() + piece - 1) / piece;
  pass.executor.parallel_for(x.rows() * pieces, [&](Index i) {
    const Index first = i % pieces * piece, n = std::min(piece, x.cols() - first);
    T* const values = x.data() + i / pieces * x.outerStride() + first;
    for (Index k = 0; k < n; ++k) values[k] /= cap;
    if constexpr (std::same_as<T, float>)
      activate(ActivationFunction::tanh, values, nullptr, values, n);
    else
      for (Index k = 0; k < n; ++k) values[k] = std::tanh(values[k]);
    for (Index k = 0; k < n; ++k) values[k] *= cap;
  });
}

/// What sees a pass that nobody looks at: of float the probe of everybody's passes, for which norms and heads are compiled already.
template <Scalar T>
using Unseen = std::conditional_t<std::same_as<T, float>, AnyProbe, NoProbe>;

/// Calls head(x, pass) for a copy of hidden states [T, D] in the workspace. Throws InputError for rows of another width.
template <Scalar T>
ConstView<T> logits_of(const ConstView<T>& hidden_states, Index hidden_size, Workspace& workspace, Executor& executor,
                       std::type_identity_t<FunctionRef<ConstView<T>(const View<T>&, Pass<Unseen<T>>&)>> head) {
  if (hidden_states.cols() != hidden_size)
    throw InputError{{.problem = "hidden states of another width than the model's",
                      .key = "logits_of",
                      .expected = std::to_string(hidden_size),
                      .found = std::to_string(hidden_states.cols())}};
  const Batch none;
  NoProbe nobody;
  auto& probe = [&]() -> Unseen<T>& {
    if constexpr (std::same_as<T, float>)
      return unobserved();
    else
      return nobody;
  }();
  workspace.begin_pass();
  Pass<Unseen<T>> pass{none, workspace, executor, probe};
  const Workspace::Scope scope(workspace);
  View<T> x = workspace.template take<T>(hidden_states.rows(), hidden_size);
  x = hidden_states;
  return head(x, pass);
}

}  // namespace detail
}  // namespace ganymede::inline v0
