#pragma once
// The one type of all encoder-only families: BERT, RoBERTa, DistilBERT, MPNet and the next.

#include <ganymede/models/encoder_only.hpp>
#include <ganymede/models/stock_stack.hpp>
#include <ganymede/split.hpp>

#include <type_traits>

namespace ganymede::inline v0 {

/// An EncoderOnly whose norms, positions, gates, wiring and head are chosen at run time, by its loader (load_encoder.hpp).
template <Scalar T>
struct StockEncoder : EncoderOnly<T, StockBlock<T>, AnyNorm<T>, AnyAddedPositions<T>, AnyNorm<T>> {
  using Encoder = EncoderOnly<T, StockBlock<T>, AnyNorm<T>, AnyAddedPositions<T>, AnyNorm<T>>;
  using Texts = typename Encoder::Texts;

  StockEncoder() = default;
  StockEncoder(const StockEncoder&) = default;
  StockEncoder(StockEncoder&&) noexcept;  // compiled once, not in each family, and so is the destructor
  StockEncoder& operator=(const StockEncoder&) = default;
  StockEncoder& operator=(StockEncoder&&) noexcept = default;
  ~StockEncoder();

  /// As EncoderOnly's.
  template <class P = NoProbe>
  ConstView<T> forward(Texts texts, Workspace& workspace, P&& probe = {}) const {
    if constexpr (detail::SeenAsAny<std::remove_reference_t<P>, T>)
      return forward_observed(texts, workspace, detail::as_any(probe));
    else
      return Encoder::forward(texts, workspace, probe);
  }
  template <class P = NoProbe>
  ConstView<T> logits(Texts texts, Workspace& workspace, P&& probe = {}) const {
    if constexpr (detail::SeenAsAny<std::remove_reference_t<P>, T>)
      return logits_observed(texts, workspace, detail::as_any(probe));
    else
      return Encoder::logits(texts, workspace, probe);
  }
  ConstView<T> logits_of(const ConstView<T>& hidden_states, Workspace& workspace) const {
    return Encoder::logits_of(hidden_states, workspace);
  }
  ConstView<T> lens_of(const ConstView<T>& hidden_states, Workspace& workspace) const { return Encoder::lens_of(hidden_states, workspace); }
  ConstView<T> pooler_output(Texts texts, Workspace& workspace) const {
    if constexpr (detail::SeenAsAny<NoProbe, T>)
      return Encoder::pooler_output(texts, workspace, detail::unobserved());
    else
      return Encoder::pooler_output(texts, workspace);
  }

 private:
  ConstView<T> forward_observed(Texts texts, Workspace& workspace, VirtualProbe<T>& probe) const {
    return Encoder::forward(texts, workspace, probe);
  }
  ConstView<T> logits_observed(Texts texts, Workspace& workspace, VirtualProbe<T>& probe) const {
    return Encoder::logits(texts, workspace, probe);
  }
};

template <Scalar T>
StockEncoder<T>::StockEncoder(StockEncoder&&) noexcept = default;
template <Scalar T>
StockEncoder<T>::~StockEncoder() = default;

#if !GANYMEDE_BODIES
extern template struct StockEncoder<float>;  // stock_encoder.ipp
#endif

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/stock_encoder.ipp>
#endif
