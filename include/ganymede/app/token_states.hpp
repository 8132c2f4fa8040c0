#pragma once
// What sentence vectors are pooled of: a vector for each token of a text, from an encoder, a decoder, or a table.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/encoder_model.hpp>
#include <ganymede/state/language_model.hpp>

#include <filesystem>
#include <memory>
#include <span>

namespace ganymede::inline v0 {

/// Immutable, usable from several threads.
class TokenStates {
 public:
  TokenStates() = default;
  TokenStates(const TokenStates&) = delete;
  TokenStates& operator=(const TokenStates&) = delete;
  virtual ~TokenStates() = default;

  virtual Index width() const = 0;
  virtual Index longest() const = 0;  ///< tokens of a text; 0: no limit
  /// Hands the vectors [T, D] of all texts, one after the other, to `use`. No text is empty. Throws as the model's forward().
  virtual void compute(std::span<const EncoderInput> texts, Workspace& workspace, FunctionRef<void(const ConstView<float>&)> use) const = 0;
};

namespace detail {

GANYMEDE_ONCE std::shared_ptr<const TokenStates> token_states(std::shared_ptr<const EncoderModel> model);
/// The hidden states behind the last norm, each of which has seen the tokens before it.
GANYMEDE_ONCE std::shared_ptr<const TokenStates> token_states(std::shared_ptr<const LanguageModel> model);
/// Of whatever encoder or decoder the checkpoint is.
GANYMEDE_ONCE std::shared_ptr<const TokenStates> token_states(const Checkpoint& checkpoint, const LoadOptions& options);
/// The table of static embeddings, a model.safetensors: sentence-transformers' "embedding.weight", or model2vec's "embeddings", with or
/// without "mapping" (the row of each token) and "weights" (what each token's is multiplied by). FileError, FormatError, TensorError.
GANYMEDE_ONCE std::shared_ptr<const TokenStates> static_token_states(const std::filesystem::path& safetensors);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/token_states.ipp>
#endif
