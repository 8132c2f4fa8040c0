#pragma once
// What any_model.hpp promises to have compiled.

#include <ganymede/models/any_model.hpp>

#if GANYMEDE_SEPARATE
namespace ganymede::inline v0 {

template std::shared_ptr<const LanguageModel> detail::load_named_family<LanguageModel, Gpt2<>, Llama<>, LstmModel<>>(const Checkpoint&,
                                                                                                                     const LoadOptions&);
template std::shared_ptr<const Gpt2<>> load_model<Gpt2<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const Llama<>> load_model<Llama<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const LstmModel<>> load_model<LstmModel<>>(const Checkpoint&, const LoadOptions&);
template std::shared_ptr<const LanguageModel> as_language_model<Gpt2<>>(std::shared_ptr<const Gpt2<>>);
template std::shared_ptr<const LanguageModel> as_language_model<Llama<>>(std::shared_ptr<const Llama<>>);
template std::shared_ptr<const LanguageModel> as_language_model<LstmModel<>>(std::shared_ptr<const LstmModel<>>);

}  // namespace ganymede::inline v0
#endif
