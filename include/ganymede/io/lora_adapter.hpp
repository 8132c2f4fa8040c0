#pragma once
// A low-rank adapter (Hu et al. 2021, "LoRA") as its files have it: PEFT's folders, and llama.cpp's GGUF files.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace ganymede::inline v0::detail {

/// What is added to one matrix W [out, in] of the base: scale B A. Its tensors are the adapter's.
struct LoraModule {
  std::string name{};                       // "model.layers.0.self_attn.q_proj"; "blk.0.attn_q" of a GGUF file
  const StoredTensor* a = nullptr;          // [r, in]; of a table W [V, D]: [r, V], and [V, r] in a GGUF file
  const StoredTensor* b = nullptr;          // [out, r]; of a table [D, r]
  const StoredTensor* magnitude = nullptr;  // [out]: W + scale B A, times magnitude over its norm (Liu et al. 2024, "DoRA", equation 5)
  const StoredTensor* bias = nullptr;       // [out], of B: scale times it is added to the layer's
  double scale = 1;                         // alpha / r, or alpha / sqrt(r) (Kalajdzievski 2023, "rsLoRA")
  bool table = false;                       // of token vectors, whose W is (B A)^T
};

struct LoraAdapter {
  std::string file{};          // for messages
  std::string architecture{};  // general.architecture of a GGUF file, whose names it has; empty: Hugging Face's
  bool fan_in_fan_out = false;
  std::vector<LoraModule> modules{};
  std::vector<const StoredTensor*> replaced{};  // stand in place of the base's of that name, or beside them

  std::vector<MappedFile> files{};
  std::vector<Buffer> buffers{};
  std::vector<StoredTensor> tensors{};
};

/// A folder of PEFT's, a GGUF file, or a folder that holds one. Every tensor has its place in the result. FileError, FormatError,
/// ConfigError, TensorError.
GANYMEDE_ONCE LoraAdapter open_lora_adapter(const std::filesystem::path& path);

/// The same of what such files hold; the bytes outlive it.
GANYMEDE_ONCE LoraAdapter read_peft_adapter(const Settings& config, std::span<const std::byte> safetensors, std::string file);
GANYMEDE_ONCE LoraAdapter read_gguf_adapter(std::span<const std::byte> gguf, std::string file);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/lora_adapter.ipp>
#endif
