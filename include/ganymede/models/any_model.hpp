#pragma once
// Whatever decoder a checkpoint is.

#include <ganymede/models/any_of.hpp>
#include <ganymede/models/bloom.hpp>
#include <ganymede/models/cohere.hpp>
#include <ganymede/models/cohere2.hpp>
#include <ganymede/models/falcon.hpp>
#include <ganymede/models/gemma.hpp>
#include <ganymede/models/gemma2.hpp>
#include <ganymede/models/gemma3.hpp>
#include <ganymede/models/glm.hpp>
#include <ganymede/models/glm4.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/gpt_neox.hpp>
#include <ganymede/models/gpt_oss.hpp>
#include <ganymede/models/gptj.hpp>
#include <ganymede/models/granite.hpp>
#include <ganymede/models/lfm2.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/lstm.hpp>
#include <ganymede/models/minicpm.hpp>
#include <ganymede/models/ministral.hpp>
#include <ganymede/models/mixtral.hpp>
#include <ganymede/models/mpt.hpp>
#include <ganymede/models/olmo.hpp>
#include <ganymede/models/olmo2.hpp>
#include <ganymede/models/olmo3.hpp>
#include <ganymede/models/opt.hpp>
#include <ganymede/models/phi.hpp>
#include <ganymede/models/phi3.hpp>
#include <ganymede/models/qwen2.hpp>
#include <ganymede/models/qwen2_moe.hpp>
#include <ganymede/models/qwen3.hpp>
#include <ganymede/models/qwen3_moe.hpp>
#include <ganymede/models/smollm3.hpp>
#include <ganymede/models/stablelm.hpp>
#include <ganymede/models/starcoder2.hpp>
#include <ganymede/split.hpp>

#include <memory>

/// Every family of language models that this library has: a new one is its header above and a place here.
#define GANYMEDE_FOR_EACH_DECODER(USE, WITH) \
  USE(WITH, Cohere2<>)                       \
  USE(WITH, Cohere<>)                        \
  USE(WITH, Glm4<>)                          \
  USE(WITH, Glm<>)                           \
  USE(WITH, Gpt2<>)                          \
  USE(WITH, GptOss<>)                        \
  USE(WITH, Lfm2<>)                          \
  USE(WITH, Granite<>)                       \
  USE(WITH, Mixtral<>)                       \
  USE(WITH, Llama<>)                         \
  USE(WITH, LstmModel<>)                     \
  USE(WITH, MiniCpm<>)                       \
  USE(WITH, Ministral<>)                     \
  USE(WITH, Olmo2<>)                         \
  USE(WITH, Olmo3<>)                         \
  USE(WITH, Olmo<>)                          \
  USE(WITH, Phi3<>)                          \
  USE(WITH, Phi<>)                           \
  USE(WITH, Qwen2<>)                         \
  USE(WITH, Qwen2Moe<>)                      \
  USE(WITH, Qwen3<>)                         \
  USE(WITH, Qwen3Moe<>)                      \
  USE(WITH, SmolLm3<>)                       \
  USE(WITH, StableLm<>)                      \
  USE(WITH, Starcoder2<>)                    \
  USE(WITH, Bloom<>)                         \
  USE(WITH, Falcon<>)                        \
  USE(WITH, Gemma<>)                         \
  USE(WITH, Gemma2<>)                        \
  USE(WITH, Gemma3<>)                        \
  USE(WITH, GptNeoX<>)                       \
  USE(WITH, GptJ<>)                          \
  USE(WITH, Mpt<>)                           \
  USE(WITH, Opt<>)

/// What a program does with a family is compiled once (any_model.ipp).
#define GANYMEDE_COMPILED_DECODER(KEYWORDS, MODEL) \
  KEYWORDS LoadedBy<MODEL::Family, float> load_family<MODEL::Family, float>(const Checkpoint&, const LoadOptions&);

namespace ganymede::inline v0 {

/// Any of them: what `TextGenerator<>` loads.
class AnyModel : public detail::AnyHeld<LanguageModel> {
 public:
  /// Throws ConfigError when no family fits, and as the family's model does.
  explicit AnyModel(const Checkpoint& checkpoint, const LoadOptions& options = {});

  /// Whether the checkpoint names one of the families.
  static bool holds(const Checkpoint& checkpoint);
};

#if !GANYMEDE_BODIES
GANYMEDE_FOR_EACH_DECODER(GANYMEDE_COMPILED_DECODER, extern template)
#endif

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/any_model.ipp>
#endif
