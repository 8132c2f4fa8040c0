#pragma once
// The options of a draft model that complete and chat share.

#include <ganymede/app/draft_model.hpp>
#include <ganymede/decode/generation_options.hpp>

#include <memory>
#include <string>

#include "option_values.hpp"

class DraftFlags {
 public:
  explicit DraftFlags(CLI::App& app) {
    add_path(app, "--draft-model", path_, "a smaller model with the same tokens, whose drafts MODEL verifies; changes no token");
    add_number(app, "--num-assistant-tokens", num_assistant_tokens, "tokens it drafts at the most; left out: 20", 1,
               ganymede::most_drafted_tokens);
  }

  ganymede::Index num_assistant_tokens = 20;

  /// The draft model; null where none was given. The threads of `options` are the model's own too.
  std::shared_ptr<const ganymede::LanguageModel> load(const ganymede::TextGeneratorBase& target,
                                                      const ganymede::LoadOptions& options) const {
    if (path_.empty()) return nullptr;
    return load_draft_model(target, ganymede::Checkpoint(path_), {.threads = options.threads});
  }

 private:
  std::string path_;
};
