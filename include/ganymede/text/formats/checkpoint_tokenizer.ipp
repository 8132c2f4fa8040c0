#pragma once
// The bodies of checkpoint_tokenizer.hpp.

#include <ganymede/text/formats/checkpoint_tokenizer.hpp>

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/text/formats/tokenizer_folder.hpp>

#include <system_error>
#include <variant>

namespace ganymede::inline v0 {

namespace detail {

inline CheckpointTokenizer find_tokenizer(const Gguf* file) {
  return file->has("tokenizer.ggml.model") ? CheckpointTokenizer{Tokenizer::from_gguf(*file)} : CheckpointTokenizer{};
}

inline CheckpointTokenizer find_tokenizer(const std::filesystem::path& folder) {
  std::error_code unknown;  // a file that cannot be looked at is there: reading it tells why
  if (std::filesystem::exists(folder / "tokenizer.json", unknown) || unknown) return {Tokenizer::from_folder(folder)};
  if (!has_tokenizer_files(folder)) return {};
  try {
    return {Tokenizer::from_folder(folder)};
  } catch (const Error& error) {
    return {.problem = error.what()};
  }
}

}  // namespace detail

GANYMEDE_ONCE CheckpointTokenizer CheckpointTokenizer::find(const Checkpoint& checkpoint) {
  return std::visit([](const auto& files) { return detail::find_tokenizer(files); }, checkpoint.files());
}

}  // namespace ganymede::inline v0
