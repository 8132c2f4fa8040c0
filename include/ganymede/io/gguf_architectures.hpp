#pragma once
// The architectures of GGUF files that are read and written here, each in a header of its own. Names and keys: gguf-py's constants.py and
// tensor_mapping.py.

#include <ganymede/io/gguf_architecture.hpp>
#include <ganymede/io/gguf_architectures/gpt2.hpp>
#include <ganymede/io/gguf_architectures/llama.hpp>
#include <ganymede/io/gguf_architectures/lstm.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufArchitecture architectures[] = {
    gpt2_architecture,
    llama_architecture,
    lstm_architecture,
};

/// The table of general.architecture; null where there is none: then files keep their own names and keys.
inline const GgufArchitecture* architecture(std::string_view name) {
  for (const GgufArchitecture& a : architectures)
    if (a.name == name) return &a;
  return nullptr;
}

/// The table that models of config.json's model_type are written by; null where GGUF has none.
inline const GgufArchitecture* architecture_of(std::string_view model_type) {
  for (const GgufArchitecture& a : architectures)
    for (const std::string_view type : a.model_types)
      if (type == model_type) return &a;
  return nullptr;
}

}  // namespace ganymede::inline v0::detail::gguf
