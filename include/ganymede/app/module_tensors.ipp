#pragma once
// The bodies of module_tensors.hpp.

#include <ganymede/app/module_tensors.hpp>

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/safetensors.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE ModuleTensors::ModuleTensors(const std::filesystem::path& safetensors)
    : file_(std::make_shared<const MappedFile>(safetensors)),
      name_(safetensors.string()),
      tensors_(parse_safetensors(file_->bytes(), name_)) {}

GANYMEDE_ONCE bool ModuleTensors::has(std::string_view name) const {
  return std::any_of(tensors_.begin(), tensors_.end(), [&](const StoredTensor& t) { return t.name == name; });
}

GANYMEDE_ONCE const StoredTensor& ModuleTensors::find(std::string_view name) const {
  for (const StoredTensor& t : tensors_)
    if (t.name == name) return t;
  throw fail("tensor is missing", name, "", "");
}

GANYMEDE_ONCE const StoredTensor& ModuleTensors::matrix(std::string_view name) const {
  const StoredTensor& t = find(name);
  require_weight(t, name_);
  if (t.shape.size() != 2) throw fail("tensor has the wrong shape", name, "a matrix", to_string(t.shape));
  return t;
}

GANYMEDE_ONCE std::vector<float> ModuleTensors::matrix(std::string_view name, Index rows, Index cols) const {
  const StoredTensor& t = matrix(name);
  const Index shape[] = {rows, cols};
  if (t.shape[0] != rows || t.shape[1] != cols) throw fail("tensor has the wrong shape", name, to_string(shape), to_string(t.shape));
  std::vector<float> values(static_cast<std::size_t>(rows * cols));
  for (Index n = 0; n < rows; ++n) row(t, n, values.data() + n * cols);
  return values;
}

GANYMEDE_ONCE std::vector<float> ModuleTensors::vector(std::string_view name, Index size) const {
  const StoredTensor& t = find(name);
  const Index shape[] = {size};
  std::vector<float> values(static_cast<std::size_t>(size));
  if (t.shape.size() != 1 || t.shape[0] != size) throw fail("tensor has the wrong shape", name, to_string(shape), to_string(t.shape));
  if (t.dtype == DType::f64) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(load<double>(t.bytes.data() + 8 * i));
    return values;
  }
  require_weight(t, name_);
  dequantize(t.dtype, t.bytes.data(), values.data(), size);
  return values;
}

GANYMEDE_ONCE std::vector<Index> ModuleTensors::integers(std::string_view name) const {
  const StoredTensor& t = find(name);
  if (t.shape.size() != 1 || (t.dtype != DType::i64 && t.dtype != DType::i32))
    throw fail("not a list of whole numbers", name, "I32 or I64", to_string(t.shape));
  std::vector<Index> values;
  for (std::size_t i = 0; i < static_cast<std::size_t>(t.shape[0]); ++i)
    values.push_back(t.dtype == DType::i64 ? static_cast<Index>(load<std::int64_t>(t.bytes.data() + 8 * i))
                                           : Index{load<std::int32_t>(t.bytes.data() + 4 * i)});
  return values;
}

GANYMEDE_ONCE void ModuleTensors::row(const StoredTensor& matrix, Index n, float* out) const {
  const Index cols = matrix.shape[1];
  const std::size_t bytes = matrix.bytes.size() / static_cast<std::size_t>(matrix.shape[0]);
  dequantize(matrix.dtype, matrix.bytes.data() + static_cast<std::size_t>(n) * bytes, out, cols);
}

GANYMEDE_ONCE void ModuleTensors::only(std::initializer_list<std::string_view> names) const {
  for (const StoredTensor& t : tensors_)
    if (std::find(names.begin(), names.end(), t.name) == names.end()) throw fail("unexpected tensor", t.name, "", "");
}

GANYMEDE_ONCE TensorError ModuleTensors::fail(const std::string& problem, std::string_view name, const std::string& expected,
                                              const std::string& found) const {
  return TensorError{{.problem = problem, .file = name_, .key = std::string(name), .expected = expected, .found = found}};
}

}  // namespace ganymede::inline v0::detail
