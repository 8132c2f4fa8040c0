#pragma once
// The vocabularies of a CTranslate2 folder: shared_vocabulary, or source_vocabulary and target_vocabulary, as .json (an array of strings)
// or .txt (a token a line).

#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// Whether a folder is one of CTranslate2's, without Hugging Face's weights: its vocabularies are lists of tokens.
inline bool has_token_lists(const std::filesystem::path& folder) {
  const auto exists = [&](const char* name) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(folder / name, ignored));
  };
  return exists("model.bin") && !exists("model.safetensors") && !exists("model.safetensors.index.json");
}

/// The file of one side ("source" or "target"), the empty path where there is none.
inline std::filesystem::path ctranslate2_vocabulary_file(const std::filesystem::path& folder, std::string_view side) {
  for (const std::string_view name : {std::string_view("shared"), side})
    for (const char* const ending : {"_vocabulary.json", "_vocabulary.txt"}) {
      std::error_code ignored;
      if (auto path = folder / (std::string(name) + ending); std::filesystem::exists(path, ignored)) return path;
    }
  return {};
}

/// The tokens by id. One that is not in the file follows at its end: `unk_token`, as CTranslate2 does it. FileError, FormatError.
inline std::vector<std::string> read_ctranslate2_vocabulary(const std::filesystem::path& folder, std::string_view side,
                                                            const std::string& unk_token) {
  const std::filesystem::path path = ctranslate2_vocabulary_file(folder, side);
  const std::string file = path.string();
  if (path.empty())
    throw FileError{{.problem = "no vocabulary",
                     .file = folder.string(),
                     .expected = "shared_vocabulary or " + std::string(side) + "_vocabulary, .json or .txt"}};
  std::vector<std::string> tokens;
  if (path.extension() == ".json") {
    const Json json = read_json(path);
    if (!json.is_array()) throw FormatError{{.problem = "vocabulary is no list", .file = file, .expected = "an array of strings"}};
    for (const Json& token : json) {
      if (!token.is_string())
        throw FormatError{
            {.problem = "token is no string", .file = file, .key = "[" + std::to_string(tokens.size()) + "]", .found = describe(token)}};
      tokens.push_back(token.get<std::string>());
    }
  } else {
    const MappedFile mapped{path};
    const std::string_view text(reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size());
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      tokens.emplace_back(text.substr(at, end - at));
      at = end + 1;
    }
    // A token may itself end with a carriage return: only where all lines do are they the ends of lines.
    if (std::all_of(tokens.begin(), tokens.end(), [](const std::string& token) { return token.ends_with('\r'); }))
      for (std::string& token : tokens) token.pop_back();
  }
  if (std::find(tokens.begin(), tokens.end(), unk_token) == tokens.end()) tokens.push_back(unk_token);
  return tokens;
}

}  // namespace ganymede::inline v0::detail
