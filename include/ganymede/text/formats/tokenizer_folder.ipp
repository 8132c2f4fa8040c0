#pragma once
// The bodies of tokenizer_folder.hpp.

#include <ganymede/text/formats/tokenizer_folder.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerPipeline read_tokenizer_folder(const std::filesystem::path& folder, TextSide side) {
  std::error_code ignored;
  if (std::filesystem::exists(folder / "tokenizer.json", ignored)) return read_tokenizer_json_folder(folder);
  if (detail::is_ctranslate2_folder(folder)) return ctranslate2_pipeline(folder, side);
  const TokenizerSettings settings = read_tokenizer_settings(folder);
  if (!detail::has_tokenizer_files(folder))
    throw TokenizerError{
        {"no files of a tokenizer", folder.string(), "tokenizer_class", "tokenizer.json, or the files of the class", settings.name}};
  TokenizerPipeline pipeline = detail::read_tokenizer_class(folder, settings, side);
  detail::read_special_ids(settings.config.json(), true, pipeline);
  detail::finish_with_settings(settings, pipeline);
  return pipeline;
}

GANYMEDE_ONCE TokenizerPipeline read_tokenizer_json_folder(const std::filesystem::path& folder) {
  const TokenizerSettings settings = read_tokenizer_settings(folder);
  TokenizerPipeline pipeline =
      detail::TokenizerJsonBuilder(detail::laid_over_tokenizer_json(folder, settings), (folder / "tokenizer.json").string()).build();
  detail::read_special_ids(settings.config.json(), false, pipeline);
  detail::finish_with_settings(settings, pipeline);
  return pipeline;
}

}  // namespace ganymede::inline v0
