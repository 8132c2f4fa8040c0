#pragma once
// An encoder-decoder model behind an interface.

#include <ganymede/state/language_model.hpp>

#include <concepts>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A language model whose sequences are bound to sources, of any type (see EncoderDecoderModel); one virtual call a pass.
class TranslationModel : public LanguageModel {
 public:
  using LanguageModel::new_sequence;
  using Sources = std::span<const std::vector<TokenId>>;

  virtual Index source_vocab_size() const = 0;
  virtual Index longest_source() const = 0;
  virtual Sequence new_sequence(Source source, const SequenceOptions& options = {}) const = 0;
  /// Each source as the decoder will attend to it, computed in one pass. Throws as the model's own encode() does.
  virtual std::vector<Source> encode(Sources sources, Workspace& workspace, const SequenceOptions& options = {}) const = 0;
  virtual std::vector<Source> encode(Sources sources, Workspace& workspace, const SequenceOptions& options, AnyProbe& probe) const = 0;
};

namespace detail {

template <EncoderDecoderModel M>
class TranslationModelOf final : public ModelOf<M, TranslationModel> {
 public:
  using ModelOf<M, TranslationModel>::ModelOf;
  using ModelOf<M, TranslationModel>::new_sequence;
  using Sources = TranslationModel::Sources;

  Index source_vocab_size() const override { return this->held().source_vocab_size(); }
  Index longest_source() const override { return this->held().longest_source(); }
  Sequence new_sequence(Source source, const SequenceOptions& options) const override {
    return this->held().new_sequence(std::move(source), options);
  }
  std::vector<Source> encode(Sources sources, Workspace& workspace, const SequenceOptions& options) const override {
    if constexpr (requires(AnyProbe & probe) { this->held().encode(sources, workspace, options, probe); })
      return this->held().encode(sources, workspace, options, unobserved());
    else
      return this->held().encode(sources, workspace, options);
  }
  std::vector<Source> encode(Sources sources, Workspace& workspace, const SequenceOptions& options, AnyProbe& probe) const override {
    if constexpr (requires { this->held().encode(sources, workspace, options, probe); })
      return this->held().encode(sources, workspace, options, probe);
    else
      refuse_model("encode(sources, workspace, options, probe)");
  }
};

}  // namespace detail

/// Any encoder-decoder model behind the interface, sharing it: itself where it is one, or holds one.
template <EncoderDecoderModel M>
std::shared_ptr<const TranslationModel> as_translation_model(std::shared_ptr<const M> model) {
  if constexpr (std::convertible_to<const M&, const TranslationModel&>) {
    const TranslationModel& interface = *model;
    return {std::move(model), &interface};
  } else if constexpr (requires { requires detail::AddsToStockTranslation<M>; }) {
    return as_translation_model<typename M::Stock>(std::move(model));
  } else {
    return std::make_shared<const detail::TranslationModelOf<M>>(std::move(model));
  }
}

}  // namespace ganymede::inline v0
