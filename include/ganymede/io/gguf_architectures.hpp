#pragma once
// The architectures of GGUF files that are read and written here, each in a header of its own. Names and keys: gguf-py's constants.py and
// tensor_mapping.py.

#include <ganymede/io/gguf_architecture.hpp>
#include <ganymede/io/gguf_architectures/bert.hpp>
#include <ganymede/io/gguf_architectures/bloom.hpp>
#include <ganymede/io/gguf_architectures/chatglm.hpp>
#include <ganymede/io/gguf_architectures/cohere2.hpp>
#include <ganymede/io/gguf_architectures/command_r.hpp>
#include <ganymede/io/gguf_architectures/falcon.hpp>
#include <ganymede/io/gguf_architectures/gemma.hpp>
#include <ganymede/io/gguf_architectures/gemma2.hpp>
#include <ganymede/io/gguf_architectures/gemma3.hpp>
#include <ganymede/io/gguf_architectures/gemma_embedding.hpp>
#include <ganymede/io/gguf_architectures/glm4.hpp>
#include <ganymede/io/gguf_architectures/gpt2.hpp>
#include <ganymede/io/gguf_architectures/gpt_oss.hpp>
#include <ganymede/io/gguf_architectures/gptneox.hpp>
#include <ganymede/io/gguf_architectures/granite.hpp>
#include <ganymede/io/gguf_architectures/lfm2.hpp>
#include <ganymede/io/gguf_architectures/llama.hpp>
#include <ganymede/io/gguf_architectures/lstm.hpp>
#include <ganymede/io/gguf_architectures/minicpm.hpp>
#include <ganymede/io/gguf_architectures/mixtral.hpp>
#include <ganymede/io/gguf_architectures/mpt.hpp>
#include <ganymede/io/gguf_architectures/nomic_bert.hpp>
#include <ganymede/io/gguf_architectures/olmo.hpp>
#include <ganymede/io/gguf_architectures/olmo2.hpp>
#include <ganymede/io/gguf_architectures/phi2.hpp>
#include <ganymede/io/gguf_architectures/phi3.hpp>
#include <ganymede/io/gguf_architectures/qwen2.hpp>
#include <ganymede/io/gguf_architectures/qwen2_moe.hpp>
#include <ganymede/io/gguf_architectures/qwen3.hpp>
#include <ganymede/io/gguf_architectures/qwen3_moe.hpp>
#include <ganymede/io/gguf_architectures/smollm3.hpp>
#include <ganymede/io/gguf_architectures/stablelm.hpp>
#include <ganymede/io/gguf_architectures/starcoder2.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufArchitecture architectures[] = {
    bert_architecture,      nomic_bert_architecture, mixtral_architecture,  // before llama, whose name it has
    llama_architecture,     bloom_architecture,      chatglm_architecture,  cohere2_architecture,    command_r_architecture,
    falcon_architecture,    gemma2_architecture,     gemma3_architecture,   gemma_architecture,      glm4_architecture,
    gpt2_architecture,      gpt_oss_architecture,    gptneox_architecture,  granite_architecture,    lfm2_architecture,
    lstm_architecture,      minicpm_architecture,    mpt_architecture,      olmo2_architecture,      olmo_architecture,
    phi2_architecture,      phi3_architecture,       qwen2_architecture,    qwen2_moe_architecture,  qwen3_architecture,
    qwen3_moe_architecture, smollm3_architecture,    stablelm_architecture, starcoder2_architecture, gemma_embedding_architecture,
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
