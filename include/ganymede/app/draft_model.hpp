#pragma once
// A draft model for a text generator (CallOptions::assistant_model).

#include <ganymede/app/text_generator_base.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>

#include <memory>

namespace ganymede::inline v0 {

/// A model of any decoder family, behind its interface, to draft for `target`. Throws as TextGenerator; InputError, naming the first token
/// that differs, where the two do not have the same tokens. Where one came without a tokenizer, the sizes of the vocabularies alone are
/// compared, when a generation begins.
GANYMEDE_ONCE std::shared_ptr<const LanguageModel> load_draft_model(const TextGeneratorBase& target, const Checkpoint& checkpoint,
                                                                    const LoadOptions& options = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/draft_model.ipp>
#endif
