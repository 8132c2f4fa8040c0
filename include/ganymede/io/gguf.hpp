#pragma once
// GGUF, the single-file format of llama.cpp: typed metadata, then tensors. Versions 2 and 3, little-endian.
// Format: ggml's docs/gguf.md. Duplicate keys or tensors, nested arrays beyond 4 levels, overlapping tensors and strings that
// are not UTF-8 (outside of arrays) are refused.

#include <ganymede/core/checked.hpp>
#include <ganymede/io/gguf_reader.hpp>
#include <ganymede/io/setting_value.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <algorithm>
#include <concepts>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A parsed GGUF file. It owns no bytes: the memory given to it must outlive it and what it hands out.
class Gguf {
 public:
  /// `file` names the bytes in errors. FormatError for whatever is malformed, TensorError naming a ggml type that is not
  /// supported.
  Gguf(std::span<const std::byte> bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {
    detail::GgufReader reader{bytes_, file_};
    const auto tensor_count = read_header(reader);
    read_tensors(reader, tensor_count);
  }

  /// Whether `bytes` begin as a GGUF file does, of whatever version.
  static bool recognises(std::span<const std::byte> bytes) noexcept {
    return bytes.size() >= 4 && std::memcmp(bytes.data(), "GGUF", 4) == 0;
  }

  bool has(std::string_view key) const { return values_.find(key) != values_.end(); }

  /// A scalar: bool, an integer type (range-checked, whatever type is stored), float or double (finite), std::string or
  /// std::string_view. ConfigError where it is absent or of another kind.
  template <class T>
  T get(std::string_view key) const {
    const Value& value = require(key);
    if constexpr (std::same_as<T, std::string_view>) {
      if (value.type != detail::GgufType::string) throw wrong_type(key, "a string", value);
      return detail::GgufReader{value.bytes, file_}.string();
    } else {
      if (value.type == detail::GgufType::array) throw wrong_type(key, "a single value", value);
      detail::GgufReader reader{value.bytes, file_};
      return detail::setting_value<T>(to_json(reader, value.type), file_, std::string(key));
    }
  }

  /// The same, or `fallback` where the key is absent.
  template <class T>
  T get_or(std::string_view key, T fallback) const {
    return has(key) ? get<T>(key) : fallback;
  }

  /// An array of strings; its elements are bytes that nobody has checked to be UTF-8. ConfigError if absent or another type.
  std::vector<std::string_view> strings(std::string_view key) const {
    std::vector<std::string_view> items;
    each(key, "an array of strings", [&](detail::GgufReader& reader, detail::GgufType type) {
      if (type != detail::GgufType::string) return false;
      items.push_back(reader.string());
      return true;
    });
    return items;
  }

  /// An array of f32 (as stored) or f64 (finite).
  std::vector<float> floats(std::string_view key) const {
    std::vector<float> items;
    each(key, "an array of floats", [&](detail::GgufReader& reader, detail::GgufType type) {
      if (type == detail::GgufType::f32)
        items.push_back(reader.number<float>());
      else if (type == detail::GgufType::f64)
        items.push_back(detail::setting_value<float>(reader.number<double>(), file_, std::string(key)));
      else
        return false;
      return true;
    });
    return items;
  }

  /// An array of integers of any width, or of bools (0 and 1). ConfigError too where one does not fit into 64 bits with sign.
  std::vector<std::int64_t> integers(std::string_view key) const {
    std::vector<std::int64_t> items;
    each(key, "an array of integers", [&](detail::GgufReader& reader, detail::GgufType type) {
      if (type == detail::GgufType::string || type == detail::GgufType::array || type == detail::GgufType::f32 ||
          type == detail::GgufType::f64)
        return false;
      const Json item = to_json(reader, type);
      items.push_back(item.is_boolean() ? std::int64_t{item.get<bool>()}
                                        : detail::setting_value<std::int64_t>(item, file_, std::string(key)));
      return true;
    });
    return items;
  }

  /// All scalars and all arrays of at most 1024 scalars, as one flat object. FormatError for a string in such an array that is
  /// not UTF-8.
  Json metadata() const {
    Json object = Json::object();
    for (const auto& [key, value] : values_) {
      detail::GgufReader reader{value.bytes, file_};
      reader.name_key(key);
      if (value.type != detail::GgufType::array || (value.count <= 1024 && value.element != detail::GgufType::array))
        object[std::string(key)] = to_json(reader, value.type);
    }
    return object;
  }

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
  std::uint64_t read_header(detail::GgufReader& reader) {
    if (!recognises(bytes_)) throw FormatError{{.problem = "not a GGUF file", .file = file_, .expected = "the magic bytes GGUF"}};
    reader.take(4);
    const auto version = reader.number<std::uint32_t>();
    if ((version & 0xffffu) == 0 && version != 0) throw reader.fail("big-endian GGUF files are not supported");
    if (version != 2 && version != 3) throw reader.fail("GGUF version is not supported", "2 or 3", std::to_string(version));
    const auto tensor_count = reader.number<std::uint64_t>();
    const auto value_count = reader.number<std::uint64_t>();
    for (std::uint64_t i = 0; i < value_count; ++i) {  // ends at the end of the file at the latest
      reader.name_key({});
      const std::string_view key = reader.utf8_string();
      reader.name_key(key);
      Value value{.type = reader.type()};
      const std::size_t begin = reader.position();
      reader.skip(value.type);
      value.bytes = bytes_.subspan(begin, reader.position() - begin);
      if (value.type == detail::GgufType::array) {
        value.element = detail::GgufType{load<std::uint32_t>(value.bytes.data())};
        value.count = load<std::uint64_t>(value.bytes.data() + 4);
      }
      if (!values_.emplace(key, value).second) throw reader.fail("metadata key stands twice");
    }
    reader.name_key({});
    return tensor_count;
  }

  void read_tensors(detail::GgufReader& reader, std::uint64_t count) {
    std::set<std::string_view> names;
    std::vector<std::uint64_t> offsets;
    for (std::uint64_t i = 0; i < count; ++i) {
      reader.name_key({});
      const std::string_view name = reader.utf8_string();
      reader.name_key(name);
      if (!names.insert(name).second) throw reader.fail("tensor stands twice");
      const auto dimensions = reader.number<std::uint32_t>();
      if (dimensions < 1 || dimensions > 4) throw reader.fail("number of dimensions", "1 to 4", std::to_string(dimensions));
      StoredTensor tensor{.name = std::string(name)};
      for (std::uint32_t d = 0; d < dimensions; ++d) {
        const auto extent = reader.number<std::uint64_t>();
        if (extent < 1 || extent > static_cast<std::uint64_t>(PTRDIFF_MAX))
          throw reader.fail("dimension is out of range", "at least 1", std::to_string(extent));
        tensor.shape.insert(tensor.shape.begin(), static_cast<Index>(extent));
      }
      tensor.dtype = read_dtype(reader, tensor.name);
      offsets.push_back(reader.number<std::uint64_t>());
      tensors_.push_back(std::move(tensor));
    }
    reader.name_key({});
    if (!tensors_.empty()) place_tensors(reader.position(), offsets);
  }

  DType read_dtype(detail::GgufReader& reader, const std::string& tensor) const {
    const auto number = reader.number<std::uint32_t>();
    const detail::GgmlType type = detail::ggml_type(number);
    if (type.name.empty()) throw reader.fail("unknown ggml type", {}, std::to_string(number));
    if (!type.dtype)
      throw TensorError{{.problem = "ggml type " + std::string(type.name) + " is not supported", .file = file_, .key = tensor}};
    return *type.dtype;
  }

  /// Gives each tensor its bytes: the data begins at the next multiple of the alignment after the head, and so do tensors.
  void place_tensors(std::size_t head, const std::vector<std::uint64_t>& offsets) {
    const std::uint64_t alignment = read_alignment();
    const std::uint64_t data = checked_add<std::uint64_t>(head, alignment - 1, file_, "general.alignment") / alignment * alignment;
    std::vector<std::size_t> order(offsets.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return offsets[a] < offsets[b]; });
    std::uint64_t previous_end = data;
    for (const std::size_t i : order) {
      StoredTensor& tensor = tensors_[i];
      const auto fail = [&](const char* problem, std::string expected, std::uint64_t found) {
        return FormatError{
            {.problem = problem, .file = file_, .key = tensor.name, .expected = std::move(expected), .found = std::to_string(found)}};
      };
      std::uint64_t size = row_bytes_of(tensor);
      for (std::size_t d = 0; d + 1 < tensor.shape.size(); ++d)
        size = checked_mul(size, static_cast<std::uint64_t>(tensor.shape[d]), file_, tensor.name);
      const std::uint64_t begin = checked_add(data, offsets[i], file_, tensor.name);
      const std::uint64_t end = checked_add(begin, size, file_, tensor.name);
      if (offsets[i] % alignment != 0)
        throw fail("tensor's offset is misaligned", "a multiple of " + std::to_string(alignment), offsets[i]);
      if (begin < previous_end) throw fail("tensor overlaps another", "at least " + std::to_string(previous_end - data), offsets[i]);
      if (end > bytes_.size())
        throw fail("tensor's data lies outside the file", "at most " + std::to_string(bytes_.size()) + " bytes", end);
      tensor.bytes = bytes_.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
      previous_end = end;
    }
  }

  std::size_t row_bytes_of(const StoredTensor& tensor) const {
    try {
      return row_bytes(tensor.dtype, tensor.shape.back());
    } catch (const TensorError& error) {
      throw FormatError{{.problem = error.details().problem,
                         .file = file_,
                         .key = tensor.name,
                         .expected = error.details().expected,
                         .found = error.details().found}};
    }
  }

  std::uint64_t read_alignment() const {
    const auto at = values_.find("general.alignment");
    if (at == values_.end()) return 32;
    const std::uint32_t alignment = at->second.type == detail::GgufType::u32 ? load<std::uint32_t>(at->second.bytes.data()) : 0;
    if (alignment == 0 || (alignment & (alignment - 1)) != 0)
      throw FormatError{
          {.problem = "alignment is invalid", .file = file_, .key = "general.alignment", .expected = "a power of two as uint32"}};
    return alignment;
  }

  /// The value at the reader's position, which has been checked when the file was opened.
  static Json to_json(detail::GgufReader& reader, detail::GgufType type) {
    using detail::GgufType;
    switch (type) {
      case GgufType::u8:
        return reader.number<std::uint8_t>();
      case GgufType::i8:
        return reader.number<std::int8_t>();
      case GgufType::u16:
        return reader.number<std::uint16_t>();
      case GgufType::i16:
        return reader.number<std::int16_t>();
      case GgufType::u32:
        return reader.number<std::uint32_t>();
      case GgufType::i32:
        return reader.number<std::int32_t>();
      case GgufType::u64:
        return reader.number<std::uint64_t>();
      case GgufType::i64:
        return reader.number<std::int64_t>();
      case GgufType::f32:
        return reader.number<float>();
      case GgufType::f64:
        return reader.number<double>();
      case GgufType::boolean:
        return reader.number<std::uint8_t>() != 0;
      case GgufType::string:
        return std::string(reader.utf8_string());
      case GgufType::array:
        break;
    }
    Json array = Json::array();
    const GgufType element = reader.type();
    for (auto left = reader.number<std::uint64_t>(); left > 0; --left) array.push_back(to_json(reader, element));
    return array;
  }

  const Value& require(std::string_view key) const {
    const auto at = values_.find(key);
    if (at == values_.end()) throw ConfigError{{.problem = "metadata is missing", .file = file_, .key = std::string(key)}};
    return at->second;
  }
  ConfigError wrong_type(std::string_view key, std::string expected, const Value& value) const {
    return ConfigError{{.problem = "metadata has the wrong type",
                        .file = file_,
                        .key = std::string(key),
                        .expected = std::move(expected),
                        .found = "type " + std::to_string(static_cast<std::uint32_t>(value.type))}};
  }

  /// Calls take(reader, element type) for each element of an array; it answers false for a type it does not want.
  template <class Take>
  void each(std::string_view key, const char* expected, Take take) const {
    const Value& value = require(key);
    if (value.type != detail::GgufType::array) throw wrong_type(key, expected, value);
    detail::GgufReader reader{value.bytes, file_};
    reader.take(12);
    for (std::uint64_t i = 0; i < value.count; ++i)
      if (!take(reader, value.element)) throw wrong_type(key, expected, value);
  }

  std::span<const std::byte> bytes_;
  std::string file_;
  std::map<std::string_view, Value> values_;
  std::vector<StoredTensor> tensors_;
};

}  // namespace ganymede::inline v0
