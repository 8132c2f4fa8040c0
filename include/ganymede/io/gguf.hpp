#pragma once
// GGUF, the single-file format of llama.cpp: typed metadata, then tensors. Versions 2 and 3, little-endian.
// Format: ggml's docs/gguf.md. Duplicate keys or tensors, nested arrays beyond 4 levels, overlapping tensors and strings that
// are not UTF-8 (outside of arrays) are refused.

#include <ganymede/core/error.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/gguf_types.hpp>
#include <ganymede/io/json_fwd.hpp>
#include <ganymede/io/setting_types.hpp>
#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/split.hpp>

#include <concepts>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {
class GgufReader;
}

/// What a single value can be read as.
template <class T>
concept GgufScalar = SettingType<T> || std::same_as<T, std::string_view>;

/// A parsed GGUF file. It owns no bytes: the memory given to it must outlive it and what it hands out.
class Gguf {
 public:
  /// `file` names the bytes in errors. FormatError for whatever is malformed, TensorError naming a ggml type that is not
  /// supported.
  Gguf(std::span<const std::byte> bytes, std::string file);

  /// Whether `bytes` begin as a GGUF file does, of whatever version.
  static bool recognises(std::span<const std::byte> bytes) noexcept {
    return bytes.size() >= 4 && std::memcmp(bytes.data(), "GGUF", 4) == 0;
  }

  bool has(std::string_view key) const;

  /// A scalar: bool, an integer type (range-checked, whatever type is stored), float or double (finite), std::string or
  /// std::string_view. ConfigError where it is absent or of another kind.
  template <GgufScalar T>
  T get(std::string_view key) const;

  /// The same, or `fallback` where the key is absent.
  template <GgufScalar T>
  T get_or(std::string_view key, T fallback) const {
    return has(key) ? get<T>(key) : fallback;
  }

  /// An array of strings; its elements are bytes that nobody has checked to be UTF-8. ConfigError if absent or another type.
  std::vector<std::string_view> strings(std::string_view key) const;

  /// An array of f32 (as stored) or f64 (finite).
  std::vector<float> floats(std::string_view key) const;

  /// An array of integers of any width, or of bools (0 and 1). ConfigError too where one does not fit into 64 bits with sign.
  std::vector<std::int64_t> integers(std::string_view key) const;

  /// All scalars and all arrays of at most 1024 scalars, as one flat object. FormatError for a string in such an array that is
  /// not UTF-8.
  Json metadata() const;

  /// Calls use(key, type, bytes) for all metadata, by key, in the file's own form: for those who copy it.
  void for_each_value(FunctionRef<void(std::string_view, detail::GgufType, std::string_view)> use) const;

  std::span<const StoredTensor> tensors() const noexcept { return tensors_; }
  const std::string& file() const noexcept { return file_; }

 private:
  /// A value where it lies; an array begins with its element type and count.
  struct Value {
    detail::GgufType type{};
    std::span<const std::byte> bytes{};
    detail::GgufType element{};
    std::uint64_t count = 0;
  };

  /// Reads magic, version, counts and metadata; returns the number of tensors.
  std::uint64_t read_header(detail::GgufReader& reader);

  std::uint64_t alignment() const;

  /// The value at the reader's position, which has been checked when the file was opened.
  static Json to_json(detail::GgufReader& reader, detail::GgufType type);

  const Value& require(std::string_view key) const;
  ConfigError wrong_type(std::string_view key, std::string expected, const Value& value) const;

  /// Calls take(reader, element type) for each element of an array; it answers false for a type it does not want.
  template <class Take>
  void each(std::string_view key, const char* expected, Take take) const;

  std::span<const std::byte> bytes_;
  std::string file_;
  std::map<std::string_view, Value> values_;
  std::vector<StoredTensor> tensors_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/gguf.ipp>
#endif
