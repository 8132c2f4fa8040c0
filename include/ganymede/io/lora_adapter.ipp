#pragma once
// The bodies of lora_adapter.hpp.

#include <ganymede/io/lora_adapter.hpp>

#include <ganymede/core/finite_weights.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/describe.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/known_settings.hpp>
#include <ganymede/io/safetensors.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/wrapped_names.hpp>

#include <cmath>
#include <optional>
#include <system_error>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void LowRankUpdate::add_to(Index n, float* row, Index in) const {
  for (Index j = 0; j < rank; ++j) {
    const float factor = scale * b[static_cast<std::size_t>(n * rank + j)];
    const float* const from = a.data() + j * in;
    for (Index k = 0; k < in; ++k) row[k] += factor * from[k];
  }
  if (magnitude.empty()) return;
  double squares = 0;
  for (Index k = 0; k < in; ++k) squares += double{row[k]} * double{row[k]};
  if (squares == 0) throw TensorError{{.problem = "a row of zeros cannot be given another length", .found = "row " + std::to_string(n)}};
  const auto factor = static_cast<float>(double{magnitude[static_cast<std::size_t>(n)]} / std::sqrt(squares));
  for (Index k = 0; k < in; ++k) row[k] *= factor;
}

namespace detail {

/// PEFT's LoraConfig: what changes no result of an adapter that has been trained, or must not be otherwise.
inline constexpr KnownSettings lora_settings[] = {
    {"auto_mapping base_model_name_or_path revision inference_mode peft_version task_type lora_dropout runtime_config runtime_config.* "
     "megatron_core ensure_weight_tying",
     "training, and notes"},
    {"target_modules exclude_modules layers_to_transform layers_pattern", "the tensors say which"},
    {"fan_in_fan_out", "products are [out, in] here"},
    {"init_lora_weights", "others begin by changing the base, which the file has not", "true|false|\"gaussian\"|\"orthogonal\"|\"eva\""},
    {"eva_config eva_config.*", "how training began"},
    {"loftq_config corda_config lora_ga_config", "the base would be another", "{}"},
    {"use_qalora lora_bias use_bdlora", "another product", "false"},
    {"bias", "biases are the base's", "\"none\""},
    {"qalora_group_size", "of use_qalora"},
    {"modules_to_save target_parameters layer_replication trainable_token_indices", "other tensors than low-rank ones", "[]|{}"},
};

GANYMEDE_ONCE bool fits_adapter_pattern(std::string_view pattern, std::string_view path, const std::string& file) {
  const bool whole = pattern.starts_with('^');
  std::string name(whole ? pattern.substr(1) : pattern);
  for (std::size_t at = 0; (at = name.find("\\.", at)) != name.npos; ++at) name.erase(at, 1);
  if (name.find_first_of("\\*+?()[]{}|$^") != name.npos)
    throw ConfigError{
        {"regular expressions are not supported", file, "rank_pattern or alpha_pattern", "names of modules", std::string(pattern)}};
  if (path == name) return true;
  return !whole && path.size() > name.size() && path.ends_with(name) && path[path.size() - name.size() - 1] == '.';
}

GANYMEDE_ONCE LoraAdapter::LoraAdapter(const Adapter& adapter) : file_(adapter.path.string()), scale_(adapter.scale) {
  if (!std::isfinite(scale_)) throw InputError{{.problem = "the scale of an adapter is not finite", .key = file_}};
  std::error_code ignored;
  if (std::filesystem::is_directory(adapter.path, ignored)) {
    read_folder(adapter.path);
    return;
  }
  const MappedFile mapped(adapter.path);
  if (!Gguf::recognises(mapped.bytes()))
    throw FormatError{{.problem = "neither a folder of PEFT's nor a GGUF file", .file = file_, .key = "adapter"}};
  read_gguf(Gguf(mapped.bytes(), file_));
}

GANYMEDE_ONCE void LoraAdapter::read_pair(const std::string& path, const StoredTensor& a, const StoredTensor& b, double alpha, bool root) {
  const auto floats = [&](const StoredTensor& t) {
    if (t.shape.size() != 2) throw TensorError{{"a low-rank matrix is none", file_, t.name, "two dimensions", to_string(t.shape)}};
    require_weight(t, file_);
    std::vector<float> values(static_cast<std::size_t>(t.elements()));
    for (Index n = 0; n < t.shape[0]; ++n)
      dequantize(t.dtype, t.bytes.data() + static_cast<std::size_t>(n) * row_bytes(t.dtype, t.shape[1]), values.data() + n * t.shape[1],
                 t.shape[1]);
    if (!all_finite(values.data(), t.elements())) throw TensorError{{"a low-rank matrix is not finite", file_, t.name, {}, {}}};
    return values;
  };
  LowRankUpdate update{.rank = a.shape.empty() ? 0 : a.shape[0], .a = floats(a), .b = floats(b)};
  if (b.shape[1] != update.rank)
    throw TensorError{
        {"low-rank matrices do not fit each other", file_, b.name, "[out, " + std::to_string(update.rank) + "]", to_string(b.shape)}};
  const auto rank = static_cast<double>(update.rank);
  update.scale = static_cast<float>(scale_ * alpha / (root ? std::sqrt(rank) : rank));
  if (!updates_.emplace(path, std::move(update)).second) throw TensorError{{"a matrix has two updates", file_, path, {}, {}}};
}

GANYMEDE_ONCE void LoraAdapter::read_folder(const std::filesystem::path& folder) {
  const std::filesystem::path config = folder / "adapter_config.json", weights = folder / "adapter_model.safetensors";
  file_ = weights.string();
  const Settings settings = Settings(read_json(config), config.string()).recorded();
  if (const auto type = settings.get<std::string>("peft_type"); type != "LORA")
    throw ConfigError{{"adapters of this type are not supported", settings.file(), "peft_type", "LORA", type}};
  const double alpha = settings.get<double>("lora_alpha");
  const Index rank = settings.get<Index>("r");
  const bool root = settings.get_or("use_rslora", false), lengths = settings.get_or("use_dora", false);
  const auto patterns = [&](std::string_view key) { return settings.has(key) ? std::optional(settings.sub(key)) : std::nullopt; };
  const auto of_pattern = [&](const std::optional<Settings>& all, const std::string& path, double usual) {
    std::optional<double> found;
    if (all)
      all->for_each([&](const std::string& pattern, const Json&) {
        if (!found && fits_adapter_pattern(pattern, path, settings.file())) found = all->get<double>(pattern);
      });
    return found.value_or(usual);
  };
  const auto ranks = patterns("rank_pattern"), alphas = patterns("alpha_pattern");

  const MappedFile mapped(weights);
  std::map<std::string, StoredTensor> tensors;
  for (StoredTensor& t : parse_safetensors(mapped.bytes(), file_)) {
    std::string name = unwrapped_name(t.name);
    tensors.emplace(std::move(name), std::move(t));
  }
  std::set<std::string> read;
  const auto other = [&](const std::string& name) -> const StoredTensor& {
    const auto at = tensors.find(name);
    if (at == tensors.end()) throw TensorError{{"a low-rank matrix is missing", file_, name, {}, {}}};
    read.insert(name);
    return at->second;
  };
  for (const auto& [name, a] : tensors) {
    constexpr std::string_view first = ".lora_A.weight";
    if (!name.ends_with(first)) continue;
    const std::string path = name.substr(0, name.size() - first.size());
    read.insert(name);
    read_pair(path, a, other(path + ".lora_B.weight"), of_pattern(alphas, path, alpha), root);
    LowRankUpdate& update = updates_.at(path);
    if (static_cast<double>(update.rank) != of_pattern(ranks, path, static_cast<double>(rank)))
      throw TensorError{
          {"a low-rank matrix is not of the rank that the settings say", file_, a.name, "r or rank_pattern", to_string(a.shape)}};
    if (!lengths) continue;
    const std::string vector = path + ".lora_magnitude_vector";
    const StoredTensor& magnitude = other(tensors.contains(vector) ? vector : vector + ".weight");
    require_weight(magnitude, file_);
    if (magnitude.elements() * update.rank != static_cast<Index>(update.b.size()))
      throw TensorError{{"there are not as many magnitudes as rows", file_, magnitude.name, {}, to_string(magnitude.shape)}};
    update.magnitude.resize(static_cast<std::size_t>(magnitude.elements()));
    dequantize(magnitude.dtype, magnitude.bytes.data(), update.magnitude.data(), magnitude.elements());
    if (!all_finite(update.magnitude.data(), magnitude.elements()))
      throw TensorError{{"magnitudes are not finite", file_, magnitude.name, {}, {}}};
  }
  for (const auto& [name, t] : tensors)
    if (!read.contains(name))
      throw TensorError{{"unexpected tensor of an adapter", file_, t.name, "lora_A and lora_B of linear layers", {}}};
  settings.for_each_unread([&](const std::string& key, const Json& value) {
    std::string expected;
    if (key.starts_with("rank_pattern.") || key.starts_with("alpha_pattern.") || is_known(lora_settings, key, value, expected)) return;
    throw ConfigError{{expected.empty() ? "this setting is not known, and might change the result" : "not supported", settings.file(), key,
                       expected, describe(value)}};
  });
}

GANYMEDE_ONCE void LoraAdapter::read_gguf(const Gguf& gguf) {
  const auto require = [&](std::string_view key, std::string_view expected) {
    const auto found = gguf.get<std::string>(key);
    if (found != expected) throw ConfigError{{"not supported", file_, std::string(key), std::string(expected), found}};
  };
  require("general.type", "adapter");
  require("adapter.type", "lora");
  if (gguf.has("adapter.alora.invocation_tokens"))
    throw ConfigError{{"adapters that a text invokes are not supported", file_, "adapter.alora.invocation_tokens", {}, {}}};
  architecture_ = gguf.get<std::string>("general.architecture");
  const double alpha = gguf.get<double>("adapter.lora.alpha");
  std::map<std::string_view, const StoredTensor*> tensors;
  for (const StoredTensor& t : gguf.tensors()) tensors.emplace(t.name, &t);
  for (const StoredTensor& t : gguf.tensors()) {
    constexpr std::string_view first = ".weight.lora_a", second = ".weight.lora_b";
    const bool is_first = t.name.ends_with(first);
    if (!is_first && !t.name.ends_with(second))
      throw TensorError{{"unexpected tensor of an adapter", file_, t.name, "NAME.weight.lora_a", {}}};
    const std::string path = t.name.substr(0, t.name.size() - first.size()), partner = path + std::string(is_first ? second : first);
    if (!tensors.contains(partner)) throw TensorError{{"a low-rank matrix is missing", file_, partner, {}, {}}};
    if (is_first) read_pair(path, t, *tensors.at(partner), alpha, false);
  }
}

GANYMEDE_ONCE const LowRankUpdate* LoraAdapter::find(std::string_view path, Index out, Index in) {
  const auto at = updates_.find(path);
  if (at == updates_.end()) return nullptr;
  const LowRankUpdate& update = at->second;
  const Index rows = static_cast<Index>(update.b.size()) / update.rank, cols = static_cast<Index>(update.a.size()) / update.rank;
  if (rows != out || cols != in)
    throw TensorError{{"an adapter does not fit the model", file_, at->first, to_string(std::vector<Index>{out, in}),
                       to_string(std::vector<Index>{rows, cols})}};
  used_.insert(at->first);
  return &update;
}

GANYMEDE_ONCE void LoraAdapter::require_all_used() const {
  for (const auto& [path, update] : updates_)
    if (!used_.contains(path)) throw TensorError{{"no layer of this model takes this part of the adapter", file_, path, {}, {}}};
}

}  // namespace detail
}  // namespace ganymede::inline v0
