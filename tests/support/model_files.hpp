#pragma once
// Builds the files that the readers in io/ read, valid or not.

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <stdlib.h>

inline std::span<const std::byte> as_bytes(std::string_view text) { return {reinterpret_cast<const std::byte*>(text.data()), text.size()}; }

template <class T>
std::string raw(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

/// A safetensors file of this header and data.
inline std::string safetensors_file(std::string_view header, std::string_view data) {
  return raw(std::uint64_t{header.size()}) + std::string(header) + std::string(data);
}

/// A GGUF file, written piece by piece; the members may be set to anything.
struct GgufFile {
  std::uint32_t version = 3;
  std::uint64_t value_count = 0, tensor_count = 0;
  std::string values{}, tensors{}, data{};
  std::size_t alignment = 32;

  static std::string text(std::string_view what) { return raw(std::uint64_t{what.size()}) + std::string(what); }

  /// A metadata value of GGUF type `type` (0 u8, 4 u32, 5 i32, 6 f32, 7 bool, 8 string, 9 array, 10 u64, 11 i64, 12 f64).
  GgufFile& value(std::string_view key, std::uint32_t type, std::string_view bytes) {
    values += text(key) + raw(type) + std::string(bytes);
    ++value_count;
    return *this;
  }
  GgufFile& string(std::string_view key, std::string_view what) { return value(key, 8, text(what)); }
  GgufFile& u32(std::string_view key, std::uint32_t number) { return value(key, 4, raw(number)); }
  GgufFile& array(std::string_view key, std::uint32_t element, std::uint64_t count, std::string_view bytes) {
    return value(key, 9, raw(element) + raw(count) + std::string(bytes));
  }
  /// Dimensions as the file has them, innermost first; the data is appended, aligned.
  GgufFile& tensor(std::string_view name, std::vector<std::uint64_t> dimensions, std::uint32_t type, std::string_view bytes) {
    data.resize((data.size() + alignment - 1) / alignment * alignment);
    entry(name, std::move(dimensions), type, data.size());
    data += bytes;
    return *this;
  }
  GgufFile& entry(std::string_view name, std::vector<std::uint64_t> dimensions, std::uint32_t type, std::uint64_t offset) {
    tensors += text(name) + raw(static_cast<std::uint32_t>(dimensions.size()));
    for (const std::uint64_t extent : dimensions) tensors += raw(extent);
    tensors += raw(type) + raw(offset);
    ++tensor_count;
    return *this;
  }
  std::string bytes() const {
    std::string file = "GGUF" + raw(version) + raw(tensor_count) + raw(value_count) + values + tensors;
    file.resize((file.size() + alignment - 1) / alignment * alignment);
    return file + data;
  }
};

/// A folder that is removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ganymede-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(std::string_view name, std::string_view content) const {
    std::ofstream file{path_ / name, std::ios::binary};
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};
