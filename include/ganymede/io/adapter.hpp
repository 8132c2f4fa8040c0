#pragma once
// Which adapters a model is loaded with.

#include <filesystem>
#include <string>

namespace ganymede::inline v0 {

/// A LoRA adapter and how much of it: a folder of PEFT's (adapter_config.json and adapter_model.safetensors), or a GGUF file.
struct Adapter {
  std::filesystem::path path{};
  double scale = 1;  ///< times what is added to the weights; what an adapter replaces, it replaces whole
};

/// An adapter that stays beside the weights, for the sequences that ask for it by its name.
struct NamedAdapter {
  std::string name{};
  std::filesystem::path path{};
  double scale = 1;  ///< as Adapter's
};

}  // namespace ganymede::inline v0
