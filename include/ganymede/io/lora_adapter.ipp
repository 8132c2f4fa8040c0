#pragma once
// The bodies of lora_adapter.hpp.

#include <ganymede/io/lora_adapter.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/io/double_weights.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/lora_config.hpp>
#include <ganymede/io/no_model.hpp>
#include <ganymede/io/safetensors.hpp>
#include <ganymede/io/wrapped_names.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace ganymede::inline v0::detail {

/// Collects the modules of an adapter from its tensors.
class LoraModules {
 public:
  using Slot = const StoredTensor* LoraModule::*;

  explicit LoraModules(const LoraAdapter& adapter) : file_(adapter.file) {}

  void put(std::string module, Slot slot, const StoredTensor& tensor, bool table = false) {
    LoraModule& m = modules_[module];
    m.name = std::move(module);
    m.table = m.table || table;
    if (m.*slot != nullptr) throw fail("tensor stands twice, under two names of an adapter", tensor, (m.*slot)->name);
    require_weight(tensor, file_);
    m.*slot = &tensor;
  }

  /// All of them, complete: A and B are matrices of one rank.
  std::vector<LoraModule> take() {
    std::vector<LoraModule> all;
    for (auto& [name, m] : modules_) {
      if (m.a == nullptr || m.b == nullptr)
        throw TensorError{{.problem = m.a == nullptr ? "the adapter has no A for this module" : "the adapter has no B for this module",
                           .file = file_,
                           .key = name}};
      for (const StoredTensor* const t : {m.a, m.b})
        if (t->shape.size() != 2) throw fail("not a matrix: only linear layers and tables are adapted", *t, "two dimensions");
      all.push_back(std::move(m));
    }
    return all;
  }

  TensorError fail(std::string problem, const StoredTensor& tensor, std::string expected) const {
    return TensorError{{.problem = std::move(problem),
                        .file = file_,
                        .key = tensor.name,
                        .expected = std::move(expected),
                        .found = to_string(tensor.shape)}};
  }

 private:
  std::string file_;
  std::map<std::string, LoraModule> modules_;
};

/// The part of a module's name that says what of an adapter the tensor is, at its dot; nothing for other tensors.
inline std::optional<std::size_t> lora_part(std::string_view name) {
  const std::size_t at = name.rfind(".lora_");
  return at == name.npos ? std::nullopt : std::optional(at);
}

/// ".weight" of ".default.weight": without the adapter's own name, which PEFT leaves out when it saves.
inline std::string_view without_adapter_name(std::string_view rest) {
  const std::size_t dot = rest.rfind('.');
  if (rest.empty() || rest == ".weight" || rest == ".bias") return rest;
  const std::string_view last = rest.substr(dot);
  return dot == 0 ? std::string_view() : last == ".weight" || last == ".bias" ? last : rest;
}

/// What a tensor is called in the base that is not LoRA's own: a bias, a layer of modules_to_save, a resized table.
inline std::string name_in_base(std::string name) {
  for (const std::string_view wrapper : {".base_layer.", ".modules_to_save.default.", ".modules_to_save."})
    if (const std::size_t at = name.find(wrapper); at != name.npos) name.replace(at, wrapper.size(), ".");
  return name;
}

GANYMEDE_ONCE LoraAdapter read_peft_adapter(const Settings& settings, std::span<const std::byte> safetensors, std::string file) {
  const LoraConfig config(settings);
  LoraAdapter adapter{.file = std::move(file), .fan_in_fan_out = config.fan_in_fan_out};
  adapter.tensors = parse_safetensors(safetensors, adapter.file);
  narrow_doubles(adapter.tensors, adapter.file, adapter.buffers);
  unwrap_names(adapter.tensors, adapter.file);
  LoraModules modules(adapter);
  static constexpr struct {
    std::string_view part;
    LoraModules::Slot slot;
    bool table;
  } parts[] = {
      {".lora_embedding_A", &LoraModule::a, true},
      {".lora_embedding_B", &LoraModule::b, true},
      {".lora_A", &LoraModule::a, false},
      {".lora_B", &LoraModule::b, false},
      {".lora_magnitude_vector", &LoraModule::magnitude, false},
  };
  for (StoredTensor& tensor : adapter.tensors) {
    const auto at = lora_part(tensor.name);
    if (!at) {
      tensor.name = name_in_base(std::move(tensor.name));
      adapter.replaced.push_back(&tensor);
      continue;
    }
    const std::string_view part = std::string_view(tensor.name).substr(*at);
    const auto* const known = std::ranges::find_if(
        parts, [&](const auto& p) { return part.starts_with(p.part) && (part.size() == p.part.size() || part[p.part.size()] == '.'); });
    if (known == std::end(parts)) throw modules.fail("unexpected tensor: not of a LoRA", tensor, "lora_A, lora_B");
    const std::string_view leaf = without_adapter_name(part.substr(known->part.size()));
    const bool bias = leaf == ".bias" && known->slot == &LoraModule::b && !known->table;
    if (!bias && leaf != ".weight" && !leaf.empty()) throw modules.fail("unexpected tensor: not of a LoRA", tensor, ".weight");
    modules.put(tensor.name.substr(0, *at), bias ? &LoraModule::bias : known->slot, tensor, known->table);
  }
  if (settings.has("modules_to_save") && !settings.list<std::string>("modules_to_save").empty() && adapter.replaced.empty())
    throw ConfigError{{.problem = "the adapter has no tensors of these", .file = settings.file(), .key = "modules_to_save"}};
  adapter.modules = modules.take();
  for (LoraModule& m : adapter.modules) {
    const Index rank = config.rank_of(m.name);
    if (m.a->shape[0] != rank) throw modules.fail("tensor has another rank than the configuration says", *m.a, std::to_string(rank));
    if (m.b->shape[1] != rank) throw modules.fail("tensor has another rank than the configuration says", *m.b, std::to_string(rank));
    if (config.use_dora && m.magnitude == nullptr)
      throw TensorError{{.problem = "use_dora, and no magnitudes", .file = adapter.file, .key = m.name + ".lora_magnitude_vector"}};
    if (!config.use_dora && m.magnitude != nullptr) throw modules.fail("magnitudes without use_dora", *m.magnitude, "use_dora: true");
    if (config.lora_bias && m.bias == nullptr && !m.table)
      throw ConfigError{
          {.problem = "lora_bias, and no bias of B", .file = settings.file(), .key = "lora_bias", .expected = m.name + ".lora_B.bias"}};
    if (!config.lora_bias && m.bias != nullptr) throw modules.fail("a bias of B without lora_bias", *m.bias, "lora_bias: true");
    m.scale = config.scale_of(m.name);
  }
  return adapter;
}

GANYMEDE_ONCE LoraAdapter read_gguf_adapter(std::span<const std::byte> bytes, std::string file) {
  const Gguf gguf(bytes, std::move(file));
  const auto require = [&](std::string_view key, std::string_view expected, const char* problem) {
    const auto found = gguf.get_or<std::string>(key, "");
    if (found != expected)
      throw ConfigError{
          {.problem = problem, .file = gguf.file(), .key = std::string(key), .expected = std::string(expected), .found = found}};
  };
  require("general.type", "adapter", "not an adapter");
  require("adapter.type", "lora", "adapters of this kind are not supported");
  gguf.for_each_value([&](std::string_view key, auto, std::string_view) {
    static constexpr std::string_view known[] = {"adapter.type", "adapter.lora.alpha", "adapter.lora.task_name",
                                                 "adapter.lora.prompt_prefix"};
    if (key.starts_with("adapter.") && std::ranges::find(known, key) == std::end(known))
      throw ConfigError{
          {.problem = "this setting is not known, and might change the result", .file = gguf.file(), .key = std::string(key)}};
  });
  const auto alpha = static_cast<double>(gguf.get<float>("adapter.lora.alpha"));
  LoraAdapter adapter{.file = gguf.file(), .architecture = gguf.get<std::string>("general.architecture")};
  adapter.tensors.assign(gguf.tensors().begin(), gguf.tensors().end());
  narrow_doubles(adapter.tensors, adapter.file, adapter.buffers);
  LoraModules modules(adapter);
  for (const StoredTensor& tensor : adapter.tensors) {
    static constexpr std::string_view a = ".weight.lora_a", b = ".weight.lora_b";
    const std::string& name = tensor.name;
    const bool table = name.starts_with("token_embd.");
    if (name.ends_with(a) || name.ends_with(b))
      modules.put(name.substr(0, name.size() - a.size()), name.ends_with(a) ? &LoraModule::a : &LoraModule::b, tensor, table);
    else
      adapter.replaced.push_back(&tensor);
  }
  adapter.modules = modules.take();
  for (LoraModule& m : adapter.modules) {
    const Index rank = m.b->shape[1];
    if (m.a->shape[m.table ? 1 : 0] != rank)
      throw modules.fail("A and B differ in their rank", *m.a, std::to_string(rank) + ", as " + m.b->name);
    m.scale = alpha == 0 ? 1 : alpha / static_cast<double>(rank);  // as llama.cpp
  }
  return adapter;
}

inline LoraAdapter open_gguf_adapter(const std::filesystem::path& path) {
  MappedFile file(path);
  if (!Gguf::recognises(file.bytes()))
    throw FormatError{{.problem = "neither a folder of PEFT's nor a GGUF file",
                       .file = path.string(),
                       .expected = "a folder with adapter_config.json and adapter_model.safetensors, or a GGUF file"}};
  LoraAdapter adapter = read_gguf_adapter(file.bytes(), path.string());
  adapter.files.push_back(std::move(file));
  return adapter;
}

GANYMEDE_ONCE LoraAdapter open_lora_adapter(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return open_gguf_adapter(path);
  const auto exists = [&](const char* name) { return std::filesystem::exists(path / name, ignored); };
  if (!exists("adapter_config.json")) {
    if (const auto gguf = only_gguf(path)) return open_gguf_adapter(*gguf);
    throw FileError{{.problem = "not the folder of an adapter", .file = path.string(), .expected = "adapter_config.json"}};
  }
  if (!exists("adapter_model.safetensors"))
    throw FileError{{.problem = exists("adapter_model.bin") ? "only adapter_model.bin, which is not supported: convert it to safetensors"
                                                            : "the adapter has no weights",
                     .file = path.string(),
                     .expected = "adapter_model.safetensors"}};
  const std::filesystem::path config = path / "adapter_config.json", weights = path / "adapter_model.safetensors";
  MappedFile file(weights);
  LoraAdapter adapter = read_peft_adapter(Settings(read_json(config), config.string()), file.bytes(), weights.string());
  adapter.files.push_back(std::move(file));
  return adapter;
}

}  // namespace ganymede::inline v0::detail
