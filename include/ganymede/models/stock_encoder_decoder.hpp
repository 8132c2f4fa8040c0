#pragma once
// The one type of all encoder-decoder families: Marian, BART, mBART, M2M100, Pegasus, T5 and what CTranslate2 converts of them.

#include <ganymede/models/encoder_decoder.hpp>
#include <ganymede/models/stock_stack.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/translation_model.hpp>

#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace ganymede::inline v0 {

/// An EncoderDecoder of two stock stacks, whose norms, positions, gates and wiring are chosen at run time, by its loader
/// (load_encoder_decoder.hpp).
template <Scalar T>
struct StockEncoderDecoder : EncoderDecoder<T, StockStack<T>, StockStack<T>> {
  using Both = EncoderDecoder<T, StockStack<T>, StockStack<T>>;
  using Stock = StockEncoderDecoder;  ///< what a family's type is, which adds a constructor

  StockEncoderDecoder() = default;
  StockEncoderDecoder(const StockEncoderDecoder&) = default;
  StockEncoderDecoder(StockEncoderDecoder&&) noexcept;  // compiled once, not in each family, and so is the destructor
  StockEncoderDecoder& operator=(const StockEncoderDecoder&) = default;
  StockEncoderDecoder& operator=(StockEncoderDecoder&&) noexcept = default;
  ~StockEncoderDecoder();

  /// As EncoderDecoder's.
  template <class P = NoProbe>
  std::vector<Source> encode(std::span<const std::vector<TokenId>> sources, Workspace& workspace, const SequenceOptions& options = {},
                             P&& probe = {}) const {
    if constexpr (detail::SeenAsAny<std::remove_reference_t<P>, T>)
      return encode_observed(sources, workspace, options, detail::as_any(probe));
    else
      return Both::encode(sources, workspace, options, probe);
  }
  template <class P = NoProbe>
  ConstView<T> forward(const Batch& batch, Workspace& workspace, P&& probe = {}) const {
    if constexpr (detail::SeenAsAny<std::remove_reference_t<P>, T>)
      return observed(batch, workspace, detail::as_any(probe));
    else
      return Both::forward(batch, workspace, probe);
  }
  ConstView<T> logits_of(const ConstView<T>& hidden_states, Workspace& workspace) const;

 private:
  std::vector<Source> encode_observed(std::span<const std::vector<TokenId>> sources, Workspace& workspace, const SequenceOptions& options,
                                      VirtualProbe<T>& probe) const;
  ConstView<T> observed(const Batch& batch, Workspace& workspace, VirtualProbe<T>& probe) const;
};

template <Scalar T>
StockEncoderDecoder<T>::StockEncoderDecoder(StockEncoderDecoder&&) noexcept = default;
template <Scalar T>
StockEncoderDecoder<T>::~StockEncoderDecoder() = default;

template <Scalar T>
ConstView<T> StockEncoderDecoder<T>::logits_of(const ConstView<T>& hidden_states, Workspace& workspace) const {
  return Both::logits_of(hidden_states, workspace);
}
template <Scalar T>
std::vector<Source> StockEncoderDecoder<T>::encode_observed(std::span<const std::vector<TokenId>> sources, Workspace& workspace,
                                                            const SequenceOptions& options, VirtualProbe<T>& probe) const {
  return Both::encode(sources, workspace, options, probe);
}
template <Scalar T>
ConstView<T> StockEncoderDecoder<T>::observed(const Batch& batch, Workspace& workspace, VirtualProbe<T>& probe) const {
  return Both::forward(batch, workspace, probe);
}

#if !GANYMEDE_BODIES
extern template struct StockEncoderDecoder<float>;  // stock_encoder_decoder.ipp
extern template std::shared_ptr<const TranslationModel> as_translation_model(std::shared_ptr<const StockEncoderDecoder<float>>);
#endif

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/stock_encoder_decoder.ipp>
#endif
