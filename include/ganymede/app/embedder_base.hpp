#pragma once
// All that an embedder does, whatever the type of its model.

#include <ganymede/app/embedding_modules.hpp>
#include <ganymede/app/text_list.hpp>
#include <ganymede/app/text_result.hpp>
#include <ganymede/app/token_states.hpp>
#include <ganymede/core/tensor.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// What a text is for: folders may have a prompt for each.
enum class TextRole : std::uint8_t {
  plain,    ///< the default prompt, where there is one
  query,    ///< the prompt named "query"; none: no prompt
  document  ///< the one named "document", "passage" or "corpus"; none: no prompt
};

struct EmbedOptions {
  TextRole role = TextRole::plain;
  std::optional<std::string> prompt{};  ///< put before every text, in place of the folder's
  std::string prompt_name{};            ///< of one of the folder's prompts; empty: by role
  bool normalize = false;               ///< to length 1, besides what the folder's modules do
  Index truncate_dim = 0;               ///< the first dimensions alone (Matryoshka embeddings); 0: as the folder says, else all
  Index max_length = 0;                 ///< tokens of a text, which is cut to it; 0: as the folder says
  bool add_special_tokens = true;       ///< what the tokenizer puts around texts; static embeddings have none
  bool parse_special = false;           ///< special tokens spelled in the texts are meant as such. Only for texts you trust.
  Index batch_tokens = 4096;            ///< that are computed together: bounds the memory
  std::string adapter{};                ///< which of the model's adapters computes them (LoadOptions::named_adapters); empty: none
};

/// A model, its tokenizer and what its folder says about vectors (Embedder). Immutable: any number of threads may call one embedder. Copies
/// share the model. A text's vector is the same, bit for bit, whatever else is embedded beside it.
class EmbedderBase {
 public:
  const Tokenizer& tokenizer() const& noexcept { return tokenizer_; }
  /// Numbers in a vector, where options.truncate_dim asks for no fewer.
  Index dimensions() const noexcept { return dimensions_; }
  /// Tokens of a text at the most, where options ask for no other limit; 0: there is none.
  Index max_length() const noexcept { return max_length_; }
  /// The folder's prompts, by name, and the name of the default one, which may be empty.
  const std::map<std::string, std::string>& prompts() const& noexcept { return modules_.prompts; }
  const std::string& default_prompt_name() const& noexcept { return modules_.default_prompt_name; }

  /// How vectors are compared: "cosine", where the folder does not say "dot", "euclidean" or "manhattan".
  const std::string& similarity_fn_name() const& noexcept { return modules_.similarity_fn_name; }

  /// The vector of one text. Throws as embed().
  std::vector<float> operator()(std::string_view text, const EmbedOptions& options = {}) const;

  /// The vectors [texts, dimensions], a row for each text. Throws the first error of embed_each().
  Tensor<float> embed(const TextList& texts, const EmbedOptions& options = {}) const;

  /// The vector of each text, or what is wrong with it: InputError where it has no tokens, TokenizerError. Throws InputError for options
  /// out of range and prompts that there are not.
  std::vector<TextResult<std::vector<float>>> embed_each(const TextList& texts, const EmbedOptions& options = {}) const;

  /// What is put before texts: by options.prompt, prompt_name or role. InputError for a prompt that there is not.
  std::string prompt(const EmbedOptions& options = {}) const;

 protected:
  EmbedderBase(detail::EmbeddingModules modules, Tokenizer tokenizer, std::shared_ptr<const TokenStates> states, Index max_length);

  /// The embedder of static embeddings.
  static EmbedderBase of_table(detail::EmbeddingModules modules);
  /// The checkpoint's tokenizer, made to small letters where the folder asks for it; the longest text that folder and model allow.
  static EmbedderBase of_model(detail::EmbeddingModules modules, const Checkpoint& checkpoint, std::shared_ptr<const TokenStates> states);

 private:
  /// Tokens of a prompt that pooling leaves out.
  Index left_out(const std::string& prompt, const EncodingOptions& options) const;
  std::vector<float> vector(const ConstView<float>& x, Index left_out, const EmbedOptions& options) const;

  detail::EmbeddingModules modules_;
  Tokenizer tokenizer_;
  std::shared_ptr<const TokenStates> states_;
  Index max_length_;
  Index dimensions_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/embedder_base.ipp>
#endif
