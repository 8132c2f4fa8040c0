#pragma once
// The bodies of safetensors.hpp.

#include <ganymede/io/safetensors.hpp>

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/checked.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

inline constexpr std::uint64_t safetensors_header_limit = 100'000'000;

/// "F32" -> f32. TensorError for a type we cannot hold.
inline DType safetensors_dtype(const std::string& text, const std::string& file, const std::string& key) {
  static constexpr std::array<std::pair<std::string_view, DType>, 17> names{{{"F32", DType::f32},
                                                                             {"F16", DType::f16},
                                                                             {"BF16", DType::bf16},
                                                                             {"F64", DType::f64},
                                                                             {"I8", DType::i8},
                                                                             {"I16", DType::i16},
                                                                             {"I32", DType::i32},
                                                                             {"I64", DType::i64},
                                                                             {"U8", DType::u8},
                                                                             {"U16", DType::u16},
                                                                             {"U32", DType::u32},
                                                                             {"U64", DType::u64},
                                                                             {"BOOL", DType::boolean},
                                                                             {"F8_E4M3", DType::f8_e4m3},
                                                                             {"F8_E5M2", DType::f8_e5m2},
                                                                             {"F8_E8M0", DType::f8_e8m0},
                                                                             {"C64", DType::c64}}};
  for (const auto& [known, dtype] : names)
    if (known == text) return dtype;
  throw TensorError{{.problem = "element type is not supported", .file = file, .key = key, .found = describe(text)}};
}

/// Reads the entries of one header. `data` is what follows it.
class SafetensorsEntries {
 public:
  SafetensorsEntries(std::span<const std::byte> data, std::string file) : data_(data), file_(std::move(file)) {}

  void add(const std::string& name, const Json& entry) {
    static constexpr std::array<std::string_view, 3> fields{"dtype", "shape", "data_offsets"};
    if (!entry.is_object() || entry.size() != fields.size() ||
        !std::all_of(fields.begin(), fields.end(), [&](std::string_view field) { return entry.contains(field); }))
      throw fail(name, "tensor's entry is malformed", "dtype, shape and data_offsets", describe(entry));
    if (!entry["dtype"].is_string()) throw fail(name, "dtype is no string", "a string", describe(entry["dtype"]));

    Range range{.name = name, .dtype = safetensors_dtype(entry["dtype"].get_ref<const std::string&>(), file_, name)};
    std::uint64_t size = block_shape(range.dtype).bytes;
    for (const std::uint64_t extent : whole_numbers(name, "shape", entry["shape"])) {
      if (extent > static_cast<std::uint64_t>(PTRDIFF_MAX)) throw fail(name, "tensor is too large", {}, std::to_string(extent));
      size = checked_mul(size, extent, file_, name);
      range.shape.push_back(static_cast<Index>(extent));
    }
    const auto offsets = whole_numbers(name, "data_offsets", entry["data_offsets"]);
    if (offsets.size() != 2) throw fail(name, "data_offsets is no pair", "[begin, end]", describe(entry["data_offsets"]));
    range.begin = offsets[0];
    range.end = offsets[1];
    if (range.begin > range.end || range.end > data_.size())
      throw fail(name, "data_offsets lie outside the data", "within " + std::to_string(data_.size()) + " bytes",
                 describe(entry["data_offsets"]));
    if (range.end - range.begin != size)
      throw fail(name, "bytes do not fit dtype and shape", std::to_string(size) + " bytes", std::to_string(range.end - range.begin));
    ranges_.push_back(std::move(range));
  }

  /// In the order of the data. FormatError where tensors overlap or leave holes.
  std::vector<StoredTensor> finish() {
    std::sort(ranges_.begin(), ranges_.end(),
              [](const Range& a, const Range& b) { return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name); });
    std::vector<StoredTensor> tensors;
    tensors.reserve(ranges_.size());
    std::uint64_t expected = 0;
    for (Range& range : ranges_) {
      if (range.begin != expected)
        throw fail(range.name, range.begin < expected ? "tensor overlaps the one before" : "data has a hole before the tensor",
                   "begin " + std::to_string(expected), std::to_string(range.begin));
      expected = range.end;
      tensors.push_back({std::move(range.name), range.dtype, std::move(range.shape), data_.subspan(range.begin, range.end - range.begin)});
    }
    if (expected != data_.size())
      throw fail({}, "data does not end with the last tensor", std::to_string(expected) + " bytes", std::to_string(data_.size()));
    return tensors;
  }

 private:
  struct Range {
    std::string name{};
    DType dtype{};
    std::vector<Index> shape{};
    std::uint64_t begin = 0, end = 0;
  };

  FormatError fail(std::string key, std::string problem, std::string expected, std::string found) const {
    return FormatError{
        {.problem = std::move(problem), .file = file_, .key = std::move(key), .expected = std::move(expected), .found = std::move(found)}};
  }
  std::vector<std::uint64_t> whole_numbers(const std::string& name, const char* field, const Json& array) const {
    std::vector<std::uint64_t> numbers;
    if (!array.is_array()) throw fail(name, std::string(field) + " is no array", "whole numbers", describe(array));
    for (const Json& number : array) {
      if (!number.is_number_unsigned()) throw fail(name, std::string(field) + " is malformed", "whole numbers", describe(array));
      numbers.push_back(number.get<std::uint64_t>());
    }
    return numbers;
  }

  std::span<const std::byte> data_;
  std::string file_;
  std::vector<Range> ranges_;
};

}  // namespace detail

GANYMEDE_ONCE std::vector<StoredTensor> parse_safetensors(std::span<const std::byte> bytes, std::string_view file) {
  const std::string path{file};
  if (bytes.size() < 8)
    throw FormatError{
        {.problem = "safetensors file is truncated", .file = path, .expected = "at least 8 bytes", .found = std::to_string(bytes.size())}};
  const std::uint64_t length = load<std::uint64_t>(bytes.data());
  if (length > std::min<std::uint64_t>(bytes.size() - 8, detail::safetensors_header_limit))
    throw FormatError{{.problem = "safetensors header is longer than its file or the limit",
                       .file = path,
                       .key = "header length",
                       .expected = "at most " + std::to_string(std::min<std::uint64_t>(bytes.size() - 8, detail::safetensors_header_limit)),
                       .found = std::to_string(length)}};
  const std::string_view header{reinterpret_cast<const char*>(bytes.data()) + 8, static_cast<std::size_t>(length)};
  if (!header.starts_with('{')) throw FormatError{{.problem = "safetensors header does not begin with {", .file = path}};
  const Json json = parse_json(header, file);

  detail::SafetensorsEntries entries{bytes.subspan(8 + header.size()), path};
  for (const auto& [name, entry] : json.get_ref<const Json::object_t&>())
    if (name != "__metadata__") entries.add(name, entry);
  return entries.finish();
}

}  // namespace ganymede::inline v0
