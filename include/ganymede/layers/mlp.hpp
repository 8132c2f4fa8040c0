#pragma once
// Feed-forward layers: the same small network for every row.

#include <ganymede/layers/activation.hpp>
#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/mixture_of_experts.hpp>
#include <ganymede/ops/hidden_rows.hpp>

namespace ganymede::inline v0 {

namespace detail {

/// activation(proj x), times factor x where there is a `factor`: [T, D] -> [T, F], in the form that `down` takes it.
template <Scalar T, class Activation, class P>
LinearInput<T> hidden_rows(const LinearInput<T>& x, const Linear<T>& proj, const Linear<T>* factor, const Activation& activation,
                           const Linear<T>& down, Pass<P>& pass) {
  const Index rows = x.view.rows(), F = proj.out_features();
  const auto activate = [&](const T* in, const T* times, T* out, Index n) { activate_row<T>(activation, in, times, out, n); };
  if constexpr (std::same_as<T, float>) {
    const bool adapted = proj.is_adapted(pass) || (factor != nullptr && factor->is_adapted(pass));  // what is added comes before activation
    if (!adapted && proj.matrices().size() == 1 && (factor == nullptr || factor->matrices().size() == 1)) {
      HiddenRows out{.y = nullptr, .stride = F, .blocks = nullptr};
      if (down.takes_floats() || down.is_adapted(pass)) out.y = pass.workspace.template take<T>(rows, F).data();
      if (down.takes_blocks())
        out.blocks = pass.workspace.template take_array<InputBlock>(static_cast<std::size_t>(rows * (F / block_values)));
      const auto weights = [](const Linear<T>& w) {
        return HiddenWeights{w.matrices().front(), w.bias().empty() ? nullptr : w.bias().data()};
      };
      const HiddenWeights factor_weights = weights(factor == nullptr ? proj : *factor);
      multiply_hidden(weights(proj), factor == nullptr ? nullptr : &factor_weights, Linear<T>::rows_of(x), activate, out, pass.executor);
      return {view_of(out.y, rows, F), out.blocks};
    }
  }
  View<T> hidden = proj(x, pass), factors = factor == nullptr ? hidden : View<T>((*factor)(x, pass));
  pass.for_rows(rows, [&](Index t) { activate(&hidden(t, 0), factor == nullptr ? nullptr : &factors(t, 0), &hidden(t, 0), F); });
  return hidden;
}

}  // namespace detail

/// y = down(activation(up(x))) (Vaswani et al. 2017, section 3.3). [T, D] -> [T, D] by way of [T, F]
template <Scalar T, class Activation>
struct Mlp {
  Linear<T> up_proj, down_proj;
  Activation activation{};

  template <class P>
  Product<T> operator()(const LinearInput<T>& x, Pass<P>& pass) const {
    const LinearInput<T> input = detail::input_of(x, pass, up_proj);
    return down_proj(detail::hidden_rows<T>(input, up_proj, nullptr, activation, down_proj, pass), pass);
  }
};

/// y = down(activation(gate x) * up x) (Shazeer 2020, "GLU Variants Improve Transformer", section 2).
template <Scalar T, class Activation>
struct GatedMlp {
  Linear<T> gate_proj, up_proj, down_proj;
  Activation activation{};

  template <class P>
  Product<T> operator()(const LinearInput<T>& x, Pass<P>& pass) const {
    const LinearInput<T> input = detail::input_of(x, pass, gate_proj, up_proj);
    return down_proj(detail::hidden_rows<T>(input, gate_proj, &up_proj, activation, down_proj, pass), pass);
  }
};

/// A feed-forward layer with or without a gate, or with experts, whichever a checkpoint has: an empty gate_proj is none, and experts that
/// are not empty stand in for the three.
template <Scalar T, class Activation = AnyActivation>
struct AnyMlp {
  Linear<T> gate_proj{}, up_proj{}, down_proj{};
  Activation activation{};
  MixtureOfExperts<T, GatedMlp<T, Activation>> experts{};

  bool is_gated() const { return !gate_proj.empty(); }

  template <class P>
  Product<T> operator()(const LinearInput<T>& x, Pass<P>& pass) const {
    if (!experts.empty()) return {experts(x, pass), pass.workspace, pass.executor};
    const LinearInput<T> input = is_gated() ? detail::input_of(x, pass, gate_proj, up_proj) : detail::input_of(x, pass, up_proj);
    const Linear<T>& activated = is_gated() ? gate_proj : up_proj;
    return down_proj(detail::hidden_rows<T>(input, activated, is_gated() ? &up_proj : nullptr, activation, down_proj, pass), pass);
  }
};

}  // namespace ganymede::inline v0
