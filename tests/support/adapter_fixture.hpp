#pragma once
// Reads the adapters of tests/reference/lora and what PEFT computed with them.

#include <ganymede/io/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "model_files.hpp"
#include "model_fixture.hpp"
#include "read_binary.hpp"

namespace fixture {

inline std::filesystem::path reference(const std::string& name) { return std::filesystem::path(GANYMEDE_TEST_DATA) / name; }
inline Checkpoint base_of(const std::string& name) {
  return Checkpoint(exists(reference(name) / "model.gguf") ? reference(name) / "model.gguf" : reference(name));
}

/// An adapter of tests/reference/lora, and what PEFT computed with it.
struct AdapterFixture {
  std::filesystem::path path;
  std::vector<std::string> bases;
  std::vector<TokenId> ids, token_types, source, target;
  std::vector<float> logits;

  explicit AdapterFixture(const std::string& name) : path(reference("lora") / name) {
    const Json facts = read_json(path / "expected.json");
    const auto list = [&](const char* key) {
      return facts.contains(key) ? facts[key].get<std::vector<TokenId>>() : std::vector<TokenId>();
    };
    bases = facts["bases"].get<std::vector<std::string>>();
    ids = list("ids"), token_types = list("token_types"), source = list("source"), target = list("target");
    logits = read_binary<float>((path / "logits.f32").string());
  }
};

using TensorShapes = std::vector<std::pair<std::string, std::vector<Index>>>;

/// A safetensors file of floats: value(n) is its n-th.
template <class F>
std::string floats_file(const TensorShapes& tensors, F value) {
  std::string header, data;
  for (const auto& [name, shape] : tensors) {
    Index count = 1;
    for (const Index n : shape) count *= n;
    const std::size_t begin = data.size();
    for (Index i = 0; i < count; ++i) {
      const float number = value(begin / 4 + static_cast<std::size_t>(i));
      data.append(reinterpret_cast<const char*>(&number), sizeof number);
    }
    header += (header.empty() ? "{\"" : ",\"") + name + R"(":{"dtype":"F32","shape":)" + to_string(shape) + ",\"data_offsets\":[" +
              std::to_string(begin) + "," + std::to_string(data.size()) + "]}";
  }
  return safetensors_file(header + "}", data);
}
inline std::string zeros(const TensorShapes& tensors) {
  return floats_file(tensors, [](std::size_t) { return 0.0F; });
}
/// Numbers between -size and size.
inline std::string noise(const TensorShapes& tensors, float size, std::uint32_t seed) {
  return floats_file(tensors, [&, state = seed](std::size_t) mutable {
    state = state * 1664525U + 1013904223U;
    return size * (static_cast<float>(state >> 8) / 8388608.0F - 1.0F);
  });
}

}  // namespace fixture
