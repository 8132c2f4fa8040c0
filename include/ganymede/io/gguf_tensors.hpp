#pragma once
// The tensors of a GGUF file: a list of names, dimensions, types and offsets, then the data. Every tensor begins at a multiple of
// the alignment, and none overlaps another; unlike ggml we do not demand that they stand in the order of the list.

#include <ganymede/core/checked.hpp>
#include <ganymede/io/gguf_reader.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <algorithm>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

/// Reads the list and gives each tensor its bytes.
class GgufTensors {
 public:
  GgufTensors(std::span<const std::byte> bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  /// `reader` stands behind the metadata. FormatError for what is malformed, TensorError for an unsupported ggml type.
  std::vector<StoredTensor> read(GgufReader& reader, std::uint64_t count, std::uint64_t alignment) {
    std::set<std::string_view> names;
    for (std::uint64_t i = 0; i < count; ++i) {  // ends at the end of the file at the latest
      reader.name_key({});
      const std::string_view name = reader.utf8_string();
      reader.name_key(name);
      if (!names.insert(name).second) throw reader.fail("tensor stands twice");
      StoredTensor tensor{.name = std::string(name)};
      tensor.shape = read_shape(reader);
      tensor.dtype = read_dtype(reader, tensor.name);
      offsets_.push_back(reader.number<std::uint64_t>());
      tensors_.push_back(std::move(tensor));
    }
    reader.name_key({});
    if (!tensors_.empty()) place(reader.position(), alignment);
    return std::move(tensors_);
  }

 private:
  static std::vector<Index> read_shape(GgufReader& reader) {
    const auto dimensions = reader.number<std::uint32_t>();
    if (dimensions < 1 || dimensions > 4) throw reader.fail("number of dimensions is out of range", "1 to 4", std::to_string(dimensions));
    std::vector<Index> shape(dimensions);
    for (auto extent = shape.rbegin(); extent != shape.rend(); ++extent) {  // the file's first dimension is the innermost
      const auto stored = reader.number<std::uint64_t>();
      if (stored < 1 || stored > static_cast<std::uint64_t>(PTRDIFF_MAX))
        throw reader.fail("dimension is out of range", "1 to 2^63 - 1", std::to_string(stored));
      *extent = static_cast<Index>(stored);
    }
    return shape;
  }

  DType read_dtype(GgufReader& reader, const std::string& tensor) const {
    const auto number = reader.number<std::uint32_t>();
    const GgmlType type = ggml_type(number);
    if (type.name.empty()) throw reader.fail("unknown ggml type", {}, std::to_string(number));
    if (!type.dtype)
      throw TensorError{{.problem = "ggml type " + std::string(type.name) + " is not supported", .file = file_, .key = tensor}};
    return *type.dtype;
  }

  /// The data begins at the first multiple of the alignment after the list; offsets count from there.
  void place(std::size_t list_end, std::uint64_t alignment) {
    const std::uint64_t data = checked_add<std::uint64_t>(list_end, alignment - 1, file_, "general.alignment") / alignment * alignment;
    std::vector<std::size_t> order(offsets_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return offsets_[a] < offsets_[b]; });
    std::uint64_t previous_end = data;
    for (const std::size_t i : order) {
      StoredTensor& tensor = tensors_[i];
      const std::uint64_t begin = checked_add(data, offsets_[i], file_, tensor.name);
      const std::uint64_t size = bytes_of(tensor);
      const std::uint64_t end = checked_add(begin, size, file_, tensor.name);
      if (offsets_[i] % alignment != 0)
        throw fail(tensor, "tensor's offset is misaligned", "a multiple of " + std::to_string(alignment), std::to_string(offsets_[i]));
      if (begin < previous_end)
        throw fail(tensor, "tensor overlaps another", "offset at least " + std::to_string(previous_end - data),
                   std::to_string(offsets_[i]));
      if (end > bytes_.size())
        throw fail(tensor, "tensor's data lies outside the file", "at least " + std::to_string(end) + " bytes",
                   std::to_string(bytes_.size()));
      tensor.bytes = bytes_.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
      previous_end = end;
    }
  }

  std::uint64_t bytes_of(const StoredTensor& tensor) const {
    const auto [values, bytes] = block_shape(tensor.dtype);
    if (tensor.shape.back() % values != 0)
      throw fail(tensor, "row is no whole number of blocks", "a multiple of " + std::to_string(values),
                 std::to_string(tensor.shape.back()));
    std::uint64_t size = checked_mul<std::uint64_t>(static_cast<std::uint64_t>(tensor.shape.back() / values), bytes, file_, tensor.name);
    for (std::size_t d = 0; d + 1 < tensor.shape.size(); ++d)
      size = checked_mul(size, static_cast<std::uint64_t>(tensor.shape[d]), file_, tensor.name);
    return size;
  }

  FormatError fail(const StoredTensor& tensor, std::string problem, std::string expected, std::string found) const {
    return FormatError{
        {.problem = std::move(problem), .file = file_, .key = tensor.name, .expected = std::move(expected), .found = std::move(found)}};
  }

  std::span<const std::byte> bytes_;
  const std::string& file_;
  std::vector<StoredTensor> tensors_{};
  std::vector<std::uint64_t> offsets_{};
};

}  // namespace detail
}  // namespace ganymede::inline v0
