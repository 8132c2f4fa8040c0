#pragma once
// Whatever decoder a checkpoint is.

#include <ganymede/models/any_of.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/lstm.hpp>
#include <ganymede/models/mixtral.hpp>
#include <ganymede/models/qwen2_moe.hpp>
#include <ganymede/models/qwen3_moe.hpp>
#include <ganymede/split.hpp>

#include <memory>

/// Every family of language models that this library has: a new one is its header above and a place here.
#define GANYMEDE_FOR_EACH_DECODER(USE, WITH) \
  USE(WITH, Gpt2<>)                          \
  USE(WITH, Mixtral<>)                       \
  USE(WITH, Llama<>)                         \
  USE(WITH, LstmModel<>)                     \
  USE(WITH, Qwen2Moe<>)                      \
  USE(WITH, Qwen3Moe<>)

#define GANYMEDE_LISTED(NOTHING, MODEL) , MODEL
/// What a program does with a family, but for looking at a model itself, is compiled once (any_model.ipp).
#define GANYMEDE_COMPILED_DECODER(KEYWORDS, MODEL)                                                \
  KEYWORDS std::shared_ptr<const MODEL> load_model<MODEL>(const Checkpoint&, const LoadOptions&); \
  KEYWORDS std::shared_ptr<const LanguageModel> as_language_model<MODEL>(std::shared_ptr<const MODEL>);
#define GANYMEDE_COMPILED_DECODERS(KEYWORDS)                                                                                           \
  KEYWORDS std::shared_ptr<const LanguageModel> detail::load_named_family<LanguageModel GANYMEDE_FOR_EACH_DECODER(GANYMEDE_LISTED, )>( \
      const Checkpoint&, const LoadOptions&);                                                                                          \
  GANYMEDE_FOR_EACH_DECODER(GANYMEDE_COMPILED_DECODER, KEYWORDS)

namespace ganymede::inline v0 {

namespace detail {
template <class Nothing, class... Models>
struct ListedDecoders {
  using Any = AnyOf<Models...>;
};
}  // namespace detail

/// Any of them: what `TextGenerator<>` loads.
using AnyModel = detail::ListedDecoders<void GANYMEDE_FOR_EACH_DECODER(GANYMEDE_LISTED, )>::Any;

#if !GANYMEDE_BODIES
GANYMEDE_COMPILED_DECODERS(extern template)
#endif

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/any_model.ipp>
#endif
