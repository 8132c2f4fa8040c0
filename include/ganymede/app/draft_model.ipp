#pragma once
// The body of draft_model.hpp.

#include <ganymede/app/draft_model.hpp>

#include <ganymede/app/text_generator.hpp>
#include <ganymede/core/printable.hpp>

#include <algorithm>
#include <string>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::shared_ptr<const LanguageModel> load_draft_model(const TextGeneratorBase& target, const Checkpoint& checkpoint,
                                                                    const LoadOptions& options) {
  const TextGenerator<> draft(checkpoint, options);
  if (target.has_tokenizer() && draft.has_tokenizer()) {
    const Tokenizer &ours = target.tokenizer(), &its = draft.tokenizer();
    for (TokenId id = 0; id < std::min(ours.vocab_size(), its.vocab_size()); ++id)
      if (ours.contains(id) && its.contains(id) && ours.piece(id) != its.piece(id))
        throw InputError{{.problem = "the draft model has other tokens",
                          .key = "assistant_model",
                          .expected = "token " + std::to_string(id) + " as " + detail::printable(ours.piece(id), 60),
                          .found = detail::printable(its.piece(id), 60)}};
  }
  return as_language_model(draft.shared_model());
}

}  // namespace ganymede::inline v0
