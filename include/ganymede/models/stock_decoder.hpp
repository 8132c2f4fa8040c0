#pragma once
// The one type of all decoder-only families: Llama, Mistral, GPT-2 and the next.

#include <ganymede/models/decoder_only.hpp>
#include <ganymede/models/stock_stack.hpp>
#include <ganymede/split.hpp>

#include <memory>
#include <type_traits>

namespace ganymede::inline v0 {

/// A DecoderOnly whose norms, positions, gates and wiring are chosen at run time, by its loader (load_decoder.hpp).
template <Scalar T>
struct StockDecoder : DecoderOnly<T, StockBlock<T>, AnyNorm<T>, AnyAddedPositions<T>, AnyNorm<T>> {
  using Decoder = DecoderOnly<T, StockBlock<T>, AnyNorm<T>, AnyAddedPositions<T>, AnyNorm<T>>;
  using Stock = StockDecoder;  ///< what a family's type is, which adds a constructor

  StockDecoder() = default;
  StockDecoder(const StockDecoder&) = default;
  StockDecoder(StockDecoder&&) noexcept;  // compiled once, not in each family, and so is the destructor
  StockDecoder& operator=(const StockDecoder&) = default;
  StockDecoder& operator=(StockDecoder&&) noexcept = default;
  ~StockDecoder();

  /// As DecoderOnly's.
  template <class P = NoProbe>
  ConstView<T> forward(const Batch& batch, Workspace& workspace, P&& probe = {}) const {
    if constexpr (detail::SeenAsAny<std::remove_reference_t<P>, T>)
      return observed(batch, workspace, detail::as_any(probe));
    else
      return Decoder::forward(batch, workspace, probe);
  }
  ConstView<T> logits_of(const ConstView<T>& hidden_states, Workspace& workspace) const;

 private:
  ConstView<T> observed(const Batch& batch, Workspace& workspace, VirtualProbe<T>& probe) const;
};

template <Scalar T>
StockDecoder<T>::StockDecoder(StockDecoder&&) noexcept = default;
template <Scalar T>
StockDecoder<T>::~StockDecoder() = default;

template <Scalar T>
ConstView<T> StockDecoder<T>::logits_of(const ConstView<T>& hidden_states, Workspace& workspace) const {
  return Decoder::logits_of(hidden_states, workspace);
}
template <Scalar T>
ConstView<T> StockDecoder<T>::observed(const Batch& batch, Workspace& workspace, VirtualProbe<T>& probe) const {
  return Decoder::forward(batch, workspace, probe);
}

#if !GANYMEDE_BODIES
extern template struct StockDecoder<float>;  // stock_decoder.ipp
extern template std::shared_ptr<const LanguageModel> as_language_model(std::shared_ptr<const StockDecoder<float>>);
#endif

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/stock_decoder.ipp>
#endif
