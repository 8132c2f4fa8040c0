#pragma once
// A checkpoint: named tensors and settings, whatever the files. A Hugging Face folder (config.json, and model.safetensors or
// the shards that model.safetensors.index.json names), one GGUF file or the first of its parts, a folder that holds one, or a CTranslate2
// folder (model.bin and its vocabularies), told apart by what they are, not by their names.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/io/tensor_names.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ganymede::inline v0 {

struct KnownSettings;
namespace detail {
struct CheckpointParts;
}

/// Immutable once built; copies share the mapped files, whose bytes live as long as one copy does.
class Checkpoint {
 public:
  /// FileError for what cannot be read, FormatError for what is malformed, ConfigError for a config.json that is no object, TensorError for
  /// numbers in f64 that f32 cannot hold. `executor` unpacks weights that another program has quantised; left out: the shared pool.
  explicit Checkpoint(const std::filesystem::path& model, std::shared_ptr<Executor> executor = {});

  /// A GGUF file in memory, whole, that outlives the checkpoint and its copies.
  Checkpoint(std::span<const std::byte> gguf, std::string name);

  /// Whether settings and tensors have GGUF's own names. A GGUF file that has "<architecture>.model_type", config.json's key, is a Hugging
  /// Face folder in one file: the keys of config.json under "<architecture>.", tensors under Hugging Face's names, only the tokenizer as
  /// GGUF has it. That is how encoder-decoder models, for which GGUF has no names, come as one file.
  bool is_gguf() const noexcept;

  /// The same checkpoint, whose settings() write down what they are asked for.
  Checkpoint recorded() const;

  /// Whether it is a GGUF file, whatever its names.
  bool has_gguf() const noexcept;

  /// Whether it is a CTranslate2 folder. Its tensors keep their names here, "encoder/layer_0/ffn/linear_0/weight"; single values are
  /// settings.
  bool is_ctranslate2() const noexcept;

  /// The GGUF file, of several parts the first: its metadata is that of all. InputError if the checkpoint is a folder.
  const Gguf& gguf() const;

  /// Its GGUF file where that has GGUF's own names, and need not be exported to have them; null for everything else.
  const Gguf* gguf_form() const noexcept;

  /// The folder; InputError if the checkpoint is a GGUF file.
  const std::filesystem::path& folder() const;

  /// The path or the name it was given, or the path of the GGUF file that was found in a folder, for messages.
  const std::string& name() const noexcept;

  /// "llama", "gpt2", ...: config.json's model_type, or general.architecture; "TransformerSpec", ...: the name of CTranslate2's
  /// specification. ConfigError where there is none.
  std::string architecture() const;

  /// The key that architecture() stands under, for messages.
  std::string_view architecture_key() const;

  /// config.json. Of a GGUF file: its metadata, which answers to Hugging Face's keys where its architecture has a table
  /// (gguf_architectures.hpp), and to its own, flat, with "<architecture>." taken off ("block_count", "attention.head_count");
  /// other keys ("general.name", "tokenizer.ggml.eos_token_id") in full, arrays longer than 1024 left out. Of a CTranslate2 folder: what
  /// answers to Hugging Face's keys of encoder-decoders (ctranslate2_setting_names.hpp), and its own: config.json, the model's single
  /// values by path ("decoder": {"layer_0": {...}}), and `encoder` and `decoder` completed by num_layers, num_heads, hidden_size,
  /// vocab_size, pre_norm, activation (Hugging Face's name), scale_embeddings (the factor), layernorm_embedding, with_relative_position,
  /// start_from_zero_embedding, alignment_layer and alignment_heads.
  const Settings& settings() const noexcept { return settings_; }

  /// Calls use(full key, key, value) for every setting of a recorded() checkpoint that nobody has asked for; the full key is how a message
  /// has it ("llama.block_count"). Keys of a GGUF file that are not its architecture's ("general.", "tokenizer.", of converters) describe
  /// the file, and are passed over. ConfigError for an array that settings() leave out.
  void for_each_unread(FunctionRef<void(const std::string& full_key, const std::string& key, const Json& value)> use) const;

  /// What changes no result, whatever the family, in files of this format.
  std::span<const KnownSettings> known_settings() const;

  /// The same checkpoint with `tensors` in place of its own of those names, or beside them; their bytes lie in `buffers`.
  Checkpoint with_tensors(std::vector<StoredTensor> tensors, std::vector<Buffer> buffers) const;

  /// What its tensors are called that Hugging Face calls otherwise: Weights find them by it.
  const TensorNames& tensor_names() const noexcept;

  /// ConfigError unless its settings and tensors answer to Hugging Face's names: a GGUF file has to be of an architecture that is read
  /// here.
  void require_names() const;

  /// How to generate, under Hugging Face's keys. A folder: generation_config.json, with bos, eos, pad and decoder start ids
  /// taken from config.json where it lacks them; without such a file, config.json's own generation settings (older models have
  /// them). A GGUF file: its token ids, end tokens by their spelling among them, and general.sampling.*.
  Settings generation() const;

  /// Another JSON object of the folder, e.g. "tokenizer_config.json". Nothing where there is no such file, or no folder.
  /// InputError for a name that is a path.
  std::optional<Settings> file(std::string_view name) const;

  /// What tokenizer_config.json says; of a GGUF file its metadata, which exporters write such keys into. Empty where there is none.
  Settings tokenizer_config() const;

  /// How the file calls the token that has this name ("mask_token"): by its spelling (tokenizer_config.json, or in old folders
  /// special_tokens_map.json) or its id (GGUF); where several places say so, the one that counts first.
  std::vector<std::variant<std::string, TokenId>> named_token(const std::string& name) const;

  /// What it is read from, for who keeps a reader for each: a GGUF file, which lives as long as the checkpoint, or a folder.
  std::variant<const Gguf*, std::filesystem::path> files() const;

  /// The files that it is read from: its one file, or all that its folder has. FileError for a folder that is gone.
  std::vector<std::filesystem::path> own_files() const;

  /// All tensors, in the order of their files, without the prefixes of wrappers (wrapped_names.hpp); f64 has become f32.
  std::span<const StoredTensor> tensors() const noexcept;

  /// The tensor of that name, nullptr where there is none. It lives as long as the checkpoint.
  const StoredTensor* find(std::string_view name) const;

  /// Gives the memory of mapped bytes back to the system until they are read again; bytes that are no file's stay as they are.
  void release(std::span<const std::byte> bytes) const noexcept;
  /// The same for all its files.
  void release() const noexcept;

 private:
  explicit Checkpoint(std::shared_ptr<const detail::CheckpointParts> parts);

  std::shared_ptr<const detail::CheckpointParts> parts_;
  Settings settings_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/checkpoint.ipp>
#endif
