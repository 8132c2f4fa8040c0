#pragma once
// The options that programs with sentence vectors share.

#include <ganymede/app/embedder.hpp>

#include <optional>
#include <string>

#include "command_line.hpp"

class EmbedFlags {
 public:
  explicit EmbedFlags(CommandLine& line) {
    line.app.add_option("--prompt", prompt_, "put before every TEXT; left out: the folder's default prompt, if it has one")
        ->type_name("TEXT");
    line.app.add_option("--prompt-name", prompt_name_, "of one of the folder's prompts")->type_name("NAME");
    line.app.add_flag("--normalize", normalize_, "to length 1, besides what the folder says");
    add_number(line.app, "--truncate-dim", truncate_dim_, "the vectors' first numbers alone; left out, or 0: all", 0);
    add_number(line.app, "--max-length", max_length_, "tokens of a text, which is cut to it; left out, or 0: as the folder says", 0);
  }

  /// The model that is named; a UsageError where none is.
  ganymede::Embedder<> embedder(const CommandLine& line) const {
    if (!line.has_model()) throw UsageError("no model is embedded in this program: name a MODEL");
    return ganymede::Embedder<>(std::filesystem::path(line.model_name()), line.load_options());
  }
  ganymede::EmbedOptions options(const CommandLine& line, ganymede::TextRole role = ganymede::TextRole::plain) const {
    return {.role = role,
            .prompt = prompt_,
            .prompt_name = prompt_name_,
            .normalize = normalize_,
            .truncate_dim = truncate_dim_,
            .max_length = max_length_,
            .add_special_tokens = !line.no_add_special_tokens,
            .parse_special = line.parse_special};
  }

 private:
  std::optional<std::string> prompt_;
  std::string prompt_name_;
  bool normalize_ = false;
  ganymede::Index truncate_dim_ = 0, max_length_ = 0;
};
