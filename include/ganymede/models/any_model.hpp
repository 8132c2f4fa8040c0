#pragma once
// Whatever decoder a checkpoint is.

#include <ganymede/models/any_of.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/llama.hpp>
#include <ganymede/models/lstm.hpp>
#include <ganymede/split.hpp>

#include <memory>

namespace ganymede::inline v0 {

/// Every family of language models that this library has: what `TextGenerator<>` loads.
using AnyModel = AnyOf<Gpt2<>, Llama<>, LstmModel<>>;

#if !GANYMEDE_BODIES
// What a program does with these families, but for looking at a model itself, is compiled once (any_model.ipp).
extern template std::shared_ptr<const LanguageModel> detail::load_named_family<LanguageModel, Gpt2<>, Llama<>, LstmModel<>>(
    const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const Gpt2<>> load_model<Gpt2<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const Llama<>> load_model<Llama<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const LstmModel<>> load_model<LstmModel<>>(const Checkpoint&, const LoadOptions&);
extern template std::shared_ptr<const LanguageModel> as_language_model<Gpt2<>>(std::shared_ptr<const Gpt2<>>);
extern template std::shared_ptr<const LanguageModel> as_language_model<Llama<>>(std::shared_ptr<const Llama<>>);
extern template std::shared_ptr<const LanguageModel> as_language_model<LstmModel<>>(std::shared_ptr<const LstmModel<>>);
#endif

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/any_model.ipp>
#endif
