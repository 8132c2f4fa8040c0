#pragma once
// CTranslate2 folders that differ a little from the committed one.

#include "model_files.hpp"

#include <doctest/doctest.h>

#include <functional>

/// The committed f32 folder, its model.bin changed.
struct ChangedCTranslate2 : TemporaryFolder {
  explicit ChangedCTranslate2(const std::function<void(std::string&)>& change) {
    const std::filesystem::path original = GANYMEDE_TEST_DATA "/ctranslate2/f32";
    std::ifstream file(original / "model.bin", std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    change(bytes);
    write("model.bin", bytes);
    for (const char* name : {"config.json", "shared_vocabulary.json"}) std::filesystem::copy(original / name, path() / name);
  }
};

/// Sets the first byte of a single value.
inline std::function<void(std::string&)> set_value(const std::string& name, char value) {
  return [=](std::string& bytes) {
    const std::size_t at = bytes.find(name);
    REQUIRE(at != std::string::npos);
    bytes[at + name.size() + 1 + 1 + 1 + 4] = value;  // behind NUL, rank, type and size
  };
}
