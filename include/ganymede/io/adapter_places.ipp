#pragma once
// The bodies of adapter_places.hpp.

#include <ganymede/io/adapter_places.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/gguf_architectures.hpp>
#include <ganymede/io/setting_checks.hpp>

#include <algorithm>
#include <numeric>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE std::optional<std::vector<Index>> AdapterPlace::rows_of(Index rows, Index all) const {
  using Part = TensorName::Part;
  if (rows <= 0 || rows > all || (head_dim > 0 && rows % head_dim != 0)) return std::nullopt;
  const bool whole = part == Part::whole || part == Part::row;
  if (whole && rows != all) return std::nullopt;
  if (part == Part::numbered && (all % rows != 0 || number >= all / rows)) return std::nullopt;
  if ((part == Part::last && 2 * rows > all) || (part == Part::middle && 3 * rows > all)) return std::nullopt;
  const Index first = part == Part::numbered ? number * rows : part == Part::last ? all - rows : part == Part::middle ? all - 2 * rows : 0;
  std::vector<Index> places(static_cast<std::size_t>(rows));
  for (Index n = 0; n < rows; ++n) {
    const Index turned_row = head_dim > 0 ? rotary_pair_row(n, head_dim) : n;
    places[static_cast<std::size_t>(from_pairs ? turned_row : n)] = first + (from_pairs ? n : turned_row);
  }
  return places;
}

GANYMEDE_ONCE AdapterPlaces::AdapterPlaces(const Checkpoint& base, std::string_view prefix, const LoraAdapter& adapter)
    : base_(base), prefix_(prefix), adapter_(adapter) {
  const auto fail = [&](const char* problem, std::string key, std::string expected, std::string found) {
    return ConfigError{
        {.problem = problem, .file = adapter.file, .key = std::move(key), .expected = std::move(expected), .found = std::move(found)}};
  };
  if (base.is_ctranslate2())
    throw fail("adapters to CTranslate2 folders are not supported", {}, "a Hugging Face folder or a GGUF file", base.name());
  const std::string& own = adapter.architecture;
  if (own.empty()) return;
  if (base.is_gguf()) {
    if (base.architecture() != own) throw fail("the adapter is of another architecture", "general.architecture", base.architecture(), own);
    return;
  }
  const GgufArchitecture* const table = gguf::architecture_of(base.architecture());
  if (table == nullptr || table->name != own)
    throw fail("the adapter is of another architecture", "general.architecture",
               table == nullptr ? "one that " + base.architecture() + " is called in GGUF files" : std::string(table->name), own);
  from_ = table->tensors;
}

GANYMEDE_ONCE Index AdapterPlaces::head_dim() const {
  const Settings& s = base_.settings();
  const Index d = s.has("head_dim") ? positive(s, "head_dim") : positive(s, "hidden_size") / positive(s, "num_attention_heads");
  return in_range(s, "head_dim", d, d > 0 && d % 2 == 0, "an even number");
}

GANYMEDE_ONCE std::optional<AdapterPlace> AdapterPlaces::find_listed(std::string_view path, std::string_view leaf,
                                                                     FunctionRef<bool(std::string_view)> exists) const {
  for (const TensorName& entry : base_.tensor_names().tensors) {
    const auto numbers = numbers_of(entry.hugging_face, path);
    if (!numbers) continue;
    AdapterPlace place{.tensor = with_numbers(entry.own, *numbers).append(".").append(own_leaf(entry, leaf)), .part = entry.part};
    if (!exists(place.tensor)) continue;
    if (entry.rows == TensorName::Rows::qkv_stacked)
      throw ConfigError{{.problem = "rows of this matrix lie otherwise in the GGUF file: give the adapter as GGUF too",
                         .file = adapter_.file,
                         .key = std::string(path)}};
    if (entry.part == TensorName::Part::numbered) place.number = std::stoll(numbers->back());
    if (entry.rows == TensorName::Rows::rotary_pairs) place.head_dim = head_dim();
    if (leaf == "weight") place.added = entry.added;
    place.turned = false;
    return place;
  }
  return std::nullopt;
}

GANYMEDE_ONCE std::optional<AdapterPlace> AdapterPlaces::find(std::string_view path, std::string_view leaf,
                                                              FunctionRef<bool(std::string_view)> exists) const {
  AdapterPlace place;
  std::string name(path);
  if (!from_.empty()) {
    const auto entry = std::ranges::find_if(from_, [&](const TensorName& e) { return numbers_of(e.own, path).has_value(); });
    if (entry == from_.end() || entry->part != TensorName::Part::whole || entry->rows == TensorName::Rows::qkv_stacked) return std::nullopt;
    name = with_numbers(entry->hugging_face, *numbers_of(entry->own, path));
    if (entry->rows == TensorName::Rows::rotary_pairs) place.head_dim = head_dim(), place.from_pairs = true;
    place.turned = entry->rows == TensorName::Rows::transposed;
    if (leaf == "weight") place.added = -entry->added;
  }
  const bool listed = adapter_.architecture.empty() && !base_.tensor_names().tensors.empty();
  std::vector<std::string> names{name};
  if (adapter_.architecture.empty() || !from_.empty()) {
    names.push_back(std::string(prefix_) + name);
    if (name.starts_with(prefix_)) names.push_back(name.substr(prefix_.size()));
  }
  for (const std::string& candidate : names) {
    if (listed) {
      if (const auto found = find_listed(candidate, leaf, exists)) return found;
      continue;
    }
    place.tensor = candidate + "." + std::string(leaf);
    if (exists(place.tensor)) return place;
  }
  return std::nullopt;
}

}  // namespace ganymede::inline v0::detail
