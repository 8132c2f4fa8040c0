#pragma once
// What to say of a path that holds no model which can be read: people give the names of models, single files of a folder, other formats.

#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

/// "SmolLM2-135M-Instruct" of "HuggingFaceTB/SmolLM2-135M-Instruct": nothing where `path` cannot be a model's name on the Hugging Face hub.
inline std::optional<std::string> hub_model(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == path.npos || slash == 0 || slash + 1 == path.size() || path.find('/', slash + 1) != path.npos) return std::nullopt;
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
  };
  const std::string_view owner = path.substr(0, slash), model = path.substr(slash + 1);
  if (owner.starts_with('.') || model.starts_with('.') || model.ends_with(".gguf")) return std::nullopt;
  if (!std::all_of(owner.begin(), owner.end(), is_plain) || !std::all_of(model.begin(), model.end(), is_plain)) return std::nullopt;
  return std::string(model);
}

/// Nothing is there under this path.
inline FileError no_such_model(const std::filesystem::path& path) {
  std::string problem = "cannot open the file: No such file or directory";
  if (const auto model = hub_model(path.string()))
    problem += "; it looks like the name of a model on the Hugging Face hub: download it with `hf download " + path.string() +
               " --local-dir " + *model + "` and give that folder";
  return FileError{{.problem = std::move(problem), .file = path.string()}};
}

/// The names in the folder that end so, sorted.
inline std::vector<std::string> names_ending(const std::filesystem::path& folder, std::string_view ending) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (std::string name = at->path().filename().string(); name.ends_with(ending) && name.size() > ending.size())
      names.push_back(std::move(name));
  std::sort(names.begin(), names.end());
  return names;
}

inline std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list;
}

/// A folder of weights that are not safetensors: what it has instead, and what to do; empty where there is nothing that one knows.
inline std::string other_weights(const std::filesystem::path& folder) {
  const auto has = [&](const char* name) {
    std::error_code ignored;
    return std::filesystem::exists(folder / name, ignored);
  };
  if (has("adapter_config.json")) return "only an adapter (LoRA), not a model: load its base model with it (LoadOptions::adapters)";
  for (const char* const name : {"pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack"})
    if (has(name)) return "only " + std::string(name) + ", which is not supported: convert it to safetensors";
  for (const char* const ending : {".bin", ".pt", ".pth", ".ckpt", ".onnx", ".h5", ".msgpack"})
    if (const auto names = names_ending(folder, ending); !names.empty())
      return "only " + names.front() + ", which is not supported: convert it to safetensors";
  if (const auto names = names_ending(folder, ".safetensors"); !names.empty())
    return "no model.safetensors and no index of its parts, only " + names.front();
  return {};
}

/// A folder without config.json.
inline FileError no_config(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::string problem = "No such file or directory: this is not the folder of a model", weights = other_weights(folder);
  if (std::filesystem::is_empty(folder, ignored)) problem = "No such file or directory: the folder is empty";
  if (!weights.empty()) problem += " (" + weights + ")";
  return FileError{{.problem = std::move(problem),
                    .file = (folder / "config.json").string(),
                    .expected = "config.json and model.safetensors, or one GGUF file, or model.bin and its vocabularies"}};
}

/// A file that does not begin as a GGUF file does.
inline FormatError no_gguf(std::string_view bytes, const std::filesystem::path& path) {
  const auto fail = [&](std::string problem) {
    return FormatError{{.problem = "neither a Hugging Face folder nor a GGUF file: " + std::move(problem), .file = path.string()}};
  };
  const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".", name = path.filename().string();
  if (bytes.empty()) return fail("the file is empty");
  for (const char* const ending : {".safetensors", ".json", ".model", ".spm", ".txt"})
    if (name.ends_with(ending)) return fail("it looks like one file of a model's folder: give the folder, " + folder);
  if (name == "model.bin") return fail("it looks like one file of a CTranslate2 folder: give the folder, " + folder);
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("\x80\x02"))
    return fail("it is a file of PyTorch's, which is not supported: convert it to safetensors");
  for (const char* const magic : {"lmgg", "tjgg", "algg", "fmgg"})
    if (bytes.starts_with(magic)) return fail("it is of the format that llama.cpp had before GGUF: convert it");
  for (const char* const ending : {".bin", ".pt", ".pth", ".ckpt", ".onnx", ".h5", ".msgpack", ".tflite"})
    if (name.ends_with(ending)) return fail("files of this kind are not supported: convert it to safetensors or GGUF");
  return fail("it does not begin with GGUF");
}

/// The one GGUF file of a folder, or the first of its parts; nothing where there is none. FormatError listing several.
inline std::optional<std::filesystem::path> only_gguf(const std::filesystem::path& folder) {
  std::vector<std::string> names = names_ending(folder, ".gguf"), wholes;
  for (const std::string& name : names) {
    // The later parts of a file ("-00002-of-00003.gguf") belong to their first.
    constexpr std::size_t size = std::string_view("-00001-of-00003.gguf").size();
    const std::string_view end = std::string_view(name).substr(name.size() < size ? 0 : name.size() - size);
    const bool part =
        end.size() == size && end[0] == '-' && end.substr(6, 4) == "-of-" && end.substr(1, 5).find_first_not_of("0123456789") == end.npos;
    if (!part || end.substr(1, 5) == "00001") wholes.push_back(name);
  }
  if (wholes.empty() && !names.empty()) wholes.push_back(names.front());  // which will say that it is not the first
  if (wholes.size() > 1)
    throw FormatError{{.problem = "several GGUF files: give one of them", .file = folder.string(), .found = listed(wholes)}};
  return wholes.empty() ? std::nullopt : std::optional(folder / wholes.front());
}

}  // namespace ganymede::inline v0::detail
