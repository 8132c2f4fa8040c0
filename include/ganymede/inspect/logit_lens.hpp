#pragma once
// The logit lens (nostalgebraist 2020, "interpreting GPT: the logit lens"): every layer's hidden states through the model's last norm and
// its head, as if the model ended there.

#include <ganymede/inspect/hidden_state_recorder.hpp>
#include <ganymede/inspect/probability_table.hpp>
#include <ganymede/state/workspace.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// A model whose hidden states can be given to its head.
template <class M>
concept HasLogitsOf = requires(const M& model, const ConstView<float>& hidden_states, Workspace& workspace) {
  { model.logits_of(hidden_states, workspace) } -> std::convertible_to<ConstView<float>>;
};

namespace detail {
/// The logits of rows that left a block: as the model ends, through its last norm and its head.
template <HasLogitsOf Model>
ConstView<float> lens_logits(const Model& model, const ConstView<float>& states, Workspace& workspace) {
  if constexpr (requires { model.lens_of(states, workspace); })
    return model.lens_of(states, workspace);
  else
    return model.logits_of(states, workspace);
}
}  // namespace detail

/// What one layer would have said after one token.
struct LensCell {
  std::vector<TokenProbability> top;  ///< the most probable first
  TokenProbability answer;            ///< what the last layer says there, with this layer's probability
  Index rank = 0;                     ///< of the answer, 0 for the most probable
};

/// Layers 0 (what enters the first block) to blocks (the model's own answer), of every row of a recorded pass.
struct LogitLens {
  Index rows = 0;
  std::vector<LensCell> cells;  ///< [layers() , rows]

  Index layers() const { return rows == 0 ? 0 : static_cast<Index>(cells.size()) / rows; }
  const LensCell& at(Index layer, Index row) const { return cells.at(static_cast<std::size_t>(layer * rows + row)); }
};

/// Calls each(layer, row, logits [V]) for layers blocks to 0 of what was recorded, the last one first. Computed some rows at a time, so
/// that memory grows with the vocabulary, not with the text. Those of the last layer are the pass's own logits, bit for bit. Of an encoder
/// whose head is a text's, each row goes to the head as if it were the text's: the first row's are the text's own where the head takes
/// that.
template <HasLogitsOf Model, class Each>
void for_each_lens_row(const Model& model, const HiddenStateRecorder<float>& recorded, Workspace& workspace, Each each) {
  constexpr Index piece = 16;
  for (Index layer = recorded.blocks(); layer >= 0; --layer) {
    const ConstView<float> states = recorded.at(layer);
    for (Index first = 0; first < states.rows(); first += piece) {
      const Index count = std::min(piece, states.rows() - first);
      const ConstView<float> logits =
          detail::lens_logits(model, view_of(states.data() + first * states.outerStride(), count, states.cols()), workspace);
      for (Index r = 0; r < count; ++r)
        each(layer, first + r, std::span(logits.data() + r * logits.outerStride(), static_cast<std::size_t>(logits.cols())));
    }
  }
}

/// The `top` most probable tokens of every layer after every token. Throws InputError before anything was recorded.
template <HasLogitsOf Model>
LogitLens logit_lens(const Model& model, const HiddenStateRecorder<float>& recorded, Workspace& workspace, std::size_t top) {
  LogitLens lens{recorded.at(0).rows(), {}};
  lens.cells.resize(static_cast<std::size_t>((recorded.blocks() + 1) * lens.rows));
  std::vector<TokenId> answers(static_cast<std::size_t>(lens.rows));
  for_each_lens_row(model, recorded, workspace, [&](Index layer, Index row, std::span<const float> logits) {
    LensCell& cell = lens.cells[static_cast<std::size_t>(layer * lens.rows + row)];
    cell.top = most_probable(logits, std::max<std::size_t>(top, 1));
    TokenId& answer = answers[static_cast<std::size_t>(row)];
    if (layer == recorded.blocks()) answer = cell.top.front().id;
    const double first = double(logits[static_cast<std::size_t>(cell.top.front().id)]);
    cell.answer = {answer, cell.top.front().logprob + double(logits[static_cast<std::size_t>(answer)]) - first};
    cell.rank = rank_of(logits, answer);
  });
  return lens;
}

}  // namespace ganymede::inline v0
