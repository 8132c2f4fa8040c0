#pragma once
// One model type for several encoder-decoder families: the checkpoint says which.

#include <ganymede/models/any_held.hpp>

#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {

class AnyHeldTranslationModel : public AnyHeld<TranslationModel> {
 public:
  Index source_vocab_size() const { return model_->source_vocab_size(); }
  Index longest_source() const { return model_->longest_source(); }
  using AnyHeld::new_sequence;
  Sequence new_sequence(Source source, const SequenceOptions& options = {}) const {
    return model_->new_sequence(std::move(source), options);
  }
  std::vector<Source> encode(std::span<const std::vector<TokenId>> sources, Workspace& workspace,
                             const SequenceOptions& options = {}) const {
    return model_->encode(sources, workspace, options);
  }
  std::vector<Source> encode(std::span<const std::vector<TokenId>> sources, Workspace& workspace, const SequenceOptions& options,
                             AnyProbe& probe) const {
    return model_->encode(sources, workspace, options, probe);
  }

 protected:
  using AnyHeld::AnyHeld;
};

}  // namespace detail

/// `AnyEncoderDecoder<Marian<>, T5<>> model{checkpoint}`: the listed family that the checkpoint names in model_type. Type-erased; one
/// virtual call a pass. Copies share the model. Throws ConfigError when no listed family fits.
template <EncoderDecoderModel... Models>
class AnyEncoderDecoder : public detail::AnyListed<detail::AnyHeldTranslationModel, Models...> {
 public:
  explicit AnyEncoderDecoder(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : detail::AnyListed<detail::AnyHeldTranslationModel, Models...>(checkpoint, options) {}
};

}  // namespace ganymede::inline v0
