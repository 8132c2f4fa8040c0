#pragma once
// The architectures of GGUF files that are read and written here, each in a header of its own. Names and keys: gguf-py's constants.py and
// tensor_mapping.py.

#include <ganymede/io/gguf_architecture.hpp>
#include <ganymede/io/gguf_architectures/bloom.hpp>
#include <ganymede/io/gguf_architectures/falcon.hpp>
#include <ganymede/io/gguf_architectures/gemma.hpp>
#include <ganymede/io/gguf_architectures/gemma2.hpp>
#include <ganymede/io/gguf_architectures/gemma3.hpp>
#include <ganymede/io/gguf_architectures/gpt2.hpp>
#include <ganymede/io/gguf_architectures/gpt_oss.hpp>
#include <ganymede/io/gguf_architectures/gptneox.hpp>
#include <ganymede/io/gguf_architectures/lfm2.hpp>
#include <ganymede/io/gguf_architectures/llama.hpp>
#include <ganymede/io/gguf_architectures/lstm.hpp>
#include <ganymede/io/gguf_architectures/mixtral.hpp>
#include <ganymede/io/gguf_architectures/mpt.hpp>
#include <ganymede/io/gguf_architectures/qwen2_moe.hpp>
#include <ganymede/io/gguf_architectures/qwen3_moe.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufArchitecture architectures[] = {
    gpt2_architecture,    gpt_oss_architecture, lfm2_architecture,
    mixtral_architecture,  // before llama, whose name it has
    llama_architecture,   lstm_architecture,    qwen2_moe_architecture, qwen3_moe_architecture, bloom_architecture, falcon_architecture,
    gemma_architecture,   gemma2_architecture,  gemma3_architecture,    gptneox_architecture,   mpt_architecture,
};

/// The table of general.architecture, in a file for whose tensors has(name) is true; null where there is none: then files keep their own
/// names and keys.
template <class Has>
const GgufArchitecture* architecture(std::string_view name, Has has) {
  for (const GgufArchitecture& a : architectures)
    if (a.name == name && (a.told_by.empty() || has(a.told_by))) return &a;
  return nullptr;
}
/// The same of a file without tensors.
inline const GgufArchitecture* architecture(std::string_view name) {
  return architecture(name, [](std::string_view) { return false; });
}

/// The table that models of config.json's model_type are written by; null where GGUF has none.
inline const GgufArchitecture* architecture_of(std::string_view model_type) {
  for (const GgufArchitecture& a : architectures)
    for (const std::string_view type : a.model_types)
      if (type == model_type) return &a;
  return nullptr;
}

}  // namespace ganymede::inline v0::detail::gguf
