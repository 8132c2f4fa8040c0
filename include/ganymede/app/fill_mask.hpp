#pragma once
// A text with gaps in, words that fill them out: a masked language model (Devlin et al. 2018, "BERT", 3.1).

#include <ganymede/app/fill_mask_base.hpp>
#include <ganymede/app/shared_encoder.hpp>

namespace ganymede::inline v0 {

/// Immutable: any number of threads may call one. Copies share the model.
///   const FillMask bert{"bert-base-uncased"};
///   std::cout << bert("The king had a [MASK].").front().front().token_str;
/// `FillMask<>` takes whatever encoder the checkpoint is, `FillMask<Bert<>>` one family.
template <EncoderOnlyModel Model = AnyEncoder>
class FillMask : public FillMaskBase {
 public:
  /// From an unmodified Hugging Face folder or a GGUF file. Throws FileError, FormatError, ConfigError, TensorError or TokenizerError,
  /// naming file, key, expected and found; InputError where the model has another head.
  explicit FillMask(const std::filesystem::path& path, const LoadOptions& options = {})
      : FillMask(checkpoint_for(path, options), options) {}
  explicit FillMask(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : FillMaskBase(checkpoint, detail::shared_encoder<Model>(checkpoint, options)) {}
  /// Shares a model that is loaded of this checkpoint.
  FillMask(const Checkpoint& checkpoint, std::shared_ptr<const Model> model)
      : FillMaskBase(checkpoint, as_encoder_model(std::move(model))) {}
};

}  // namespace ganymede::inline v0
