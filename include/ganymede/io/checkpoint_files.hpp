#pragma once
// The weight files of a Hugging Face folder: one model.safetensors, or shards with an index.

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/mapped_file.hpp>
#include <ganymede/io/safetensors.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

/// A file's name without any folder: what an index may say, so that it cannot reach outside its folder.
inline bool is_plain_name(std::string_view name) noexcept {
  return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

/// The shards of model.safetensors.index.json and the tensors each must hold: shard -> tensor names (sorted).
inline std::map<std::string, std::vector<std::string>> read_index(const std::filesystem::path& index) {
  const std::string file = index.string();
  const Json json = read_json(index);
  const auto fail = [&](std::string problem, std::string key, std::string expected, const Json& found) {
    return FormatError{
        {.problem = std::move(problem), .file = file, .key = std::move(key), .expected = std::move(expected), .found = describe(found)}};
  };
  const auto map = json.find("weight_map");
  if (!json.is_object() || map == json.end() || !map->is_object())
    throw fail("index has no weight_map", "weight_map", "an object", map == json.end() ? Json() : *map);
  std::map<std::string, std::vector<std::string>> shards;
  for (const auto& [tensor, shard] : map->get_ref<const Json::object_t&>()) {
    if (!shard.is_string() || !is_plain_name(shard.get_ref<const std::string&>()))
      throw fail("shard is no plain file name", "weight_map." + tensor, "the name of a file in the same folder", shard);
    shards[shard.get_ref<const std::string&>()].push_back(tensor);
  }
  return shards;
}

/// Throws unless the shard holds exactly the tensors that the index expects there (sorted by name).
inline void require_same_names(const std::vector<StoredTensor>& tensors, const std::vector<std::string>& expected,
                               const std::string& shard) {
  std::vector<std::string_view> names;
  names.reserve(tensors.size());
  for (const StoredTensor& tensor : tensors) names.push_back(tensor.name);
  std::sort(names.begin(), names.end());
  const auto [name, wanted] = std::mismatch(names.begin(), names.end(), expected.begin(), expected.end());
  if (wanted != expected.end() && (name == names.end() || *wanted < *name))
    throw FormatError{{.problem = "shard lacks a tensor that the index says it holds", .file = shard, .key = *wanted}};
  if (name != names.end())
    throw FormatError{{.problem = "shard holds a tensor that the index does not list there", .file = shard, .key = std::string(*name)}};
}

/// All tensors of the folder; `files` keeps their bytes mapped. FileError where there are no weights.
inline std::vector<StoredTensor> read_tensors(const std::filesystem::path& folder, std::vector<MappedFile>& files) {
  const auto exists = [&](const char* name) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(folder / name, ignored));
  };
  const auto read = [&](const std::filesystem::path& path) { return parse_safetensors(files.emplace_back(path).bytes(), path.string()); };
  if (exists("model.safetensors")) return read(folder / "model.safetensors");
  if (!exists("model.safetensors.index.json"))
    throw FileError{{.problem = exists("pytorch_model.bin") ? "only pytorch_model.bin, which is not supported: convert it to safetensors"
                                                            : "no weights",
                     .file = folder.string(),
                     .expected = "model.safetensors or model.safetensors.index.json"}};
  std::vector<StoredTensor> all;
  for (const auto& [shard, names] : read_index(folder / "model.safetensors.index.json")) {
    auto tensors = read(folder / shard);
    require_same_names(tensors, names, (folder / shard).string());
    all.insert(all.end(), std::make_move_iterator(tensors.begin()), std::make_move_iterator(tensors.end()));
  }
  return all;
}

}  // namespace detail
}  // namespace ganymede::inline v0
