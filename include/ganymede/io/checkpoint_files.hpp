#pragma once
// The weight files of a Hugging Face folder: one model.safetensors, or shards with an index.

#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/no_model.hpp>
#include <ganymede/io/safetensors.hpp>
#include <ganymede/io/setting_value.hpp>
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

/// Whether a tensor of this name is computed and not trained: which of these a file holds has changed between versions of transformers.
inline bool is_buffer_name(std::string_view name) {
  static constexpr std::string_view buffers[] = {
      "inv_freq",   "attn.bias",  "masked_bias",    "position_ids",  "token_type_ids", "embed_positions.weights",
      "cos_cached", "sin_cached", "rotary_emb.cos", "rotary_emb.sin"};
  return std::any_of(std::begin(buffers), std::end(buffers), [&](std::string_view buffer) {
    return name.ends_with(buffer) && (name.size() == buffer.size() || name[name.size() - buffer.size() - 1] == '.');
  });
}

/// Whether it may be the copy of another table, which is stored once: what needs it says so when it is missing.
inline bool may_be_tied(std::string_view name) {
  return name == "lm_head.weight" || name.ends_with("embed_tokens.weight") || name.ends_with("shared.weight");
}

/// Throws unless the shard holds exactly the tensors that the index expects there (sorted by name); buffers may be in one of the two alone,
/// and tied tables in the index.
inline void require_same_names(const std::vector<StoredTensor>& tensors, const std::vector<std::string>& expected,
                               const std::string& shard) {
  std::vector<std::string_view> names;
  names.reserve(tensors.size());
  for (const StoredTensor& tensor : tensors) names.push_back(tensor.name);
  std::sort(names.begin(), names.end());
  const auto among = [](const auto& sorted, std::string_view name) { return std::binary_search(sorted.begin(), sorted.end(), name); };
  for (const std::string_view wanted : expected)
    if (!among(names, wanted) && !is_buffer_name(wanted) && !may_be_tied(wanted))
      throw FormatError{{.problem = "shard lacks a tensor that the index says it holds", .file = shard, .key = std::string(wanted)}};
  for (const std::string_view name : names)
    if (!among(expected, name) && !is_buffer_name(name))
      throw FormatError{{.problem = "shard holds a tensor that the index does not list there", .file = shard, .key = std::string(name)}};
}

/// All tensors of the folder; `files` keeps their bytes mapped. FileError where there are no weights.
inline std::vector<StoredTensor> read_tensors(const std::filesystem::path& folder, std::vector<MappedFile>& files) {
  const auto exists = [&](const char* name) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::symlink_status(folder / name, ignored));
  };
  const auto read = [&](const std::filesystem::path& path) { return parse_safetensors(files.emplace_back(path).bytes(), path.string()); };
  if (exists("model.safetensors")) return read(folder / "model.safetensors");
  if (!exists("model.safetensors.index.json")) {
    std::string other = other_weights(folder);
    throw FileError{{.problem = other.empty() ? "no weights" : std::move(other),
                     .file = folder.string(),
                     .expected = "model.safetensors or model.safetensors.index.json"}};
  }
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
