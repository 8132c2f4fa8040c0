#pragma once
// One model type for several encoder-decoder families: the checkpoint says which.

#include <ganymede/models/any_held.hpp>

#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// `AnyEncoderDecoder<Marian<>, T5<>> model{checkpoint}`: the listed family that the checkpoint names in model_type. Type-erased; one
/// virtual call a pass. Copies share the model. Throws ConfigError when no listed family fits.
template <EncoderDecoderModel... Models>
class AnyEncoderDecoder : public detail::AnyHeld<TranslationModel, Models...> {
  using Held = detail::AnyHeld<TranslationModel, Models...>;

 public:
  explicit AnyEncoderDecoder(const Checkpoint& checkpoint, const LoadOptions& options = {}) : Held(checkpoint, options) {}

  Index source_vocab_size() const { return this->model_->source_vocab_size(); }
  Index longest_source() const { return this->model_->longest_source(); }
  using Held::new_sequence;
  Sequence new_sequence(Source source, const SequenceOptions& options = {}) const {
    return this->model_->new_sequence(std::move(source), options);
  }
  std::vector<Source> encode(std::span<const std::vector<TokenId>> sources, Workspace& workspace,
                             const SequenceOptions& options = {}) const {
    return this->model_->encode(sources, workspace, options);
  }
  std::vector<Source> encode(std::span<const std::vector<TokenId>> sources, Workspace& workspace, const SequenceOptions& options,
                             AnyProbe& probe) const {
    return this->model_->encode(sources, workspace, options, probe);
  }
};

}  // namespace ganymede::inline v0
