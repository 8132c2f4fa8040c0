#pragma once
// The weights of a CTranslate2 model in floating point.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/ctranslate2.hpp>

#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// Weights that are usable as they stand, and those of 8- and 16-bit integers as f32: w = q / scale, one scale a row or one for all.
/// (Kept as int8 again, {.weights = Quantization::int8}, they are the integers of the file.)
class CTranslate2Weights {
 public:
  /// FormatError: a weight of integers without scales, or scales that cannot be.
  CTranslate2Weights(const CTranslate2& model, std::vector<Buffer>& buffers) : model_(model), buffers_(buffers) {
    for (const StoredTensor& variable : model.variables()) {
      if (variable.shape.empty() || is_scale(variable.name)) continue;
      tensors_.push_back(variable);
      if (is_integer(variable) && scale_of(variable) != nullptr) {
        tensors_.back().dtype = DType::f32;
        tensors_.back().bytes = dequantized(variable, *scale_of(variable));
      } else if (is_integer(variable) && variable.name.ends_with("weight")) {
        throw fail(variable, "weight of integers has no scale", variable.name + "_scale", "nothing");
      }
    }
  }
  std::vector<StoredTensor> take() { return std::move(tensors_); }

 private:
  static bool is_integer(const StoredTensor& t) { return t.dtype == DType::i8 || t.dtype == DType::i16 || t.dtype == DType::i32; }
  const StoredTensor* scale_of(const StoredTensor& t) const { return model_.find(t.name + "_scale"); }
  bool is_scale(std::string_view name) const {
    if (!name.ends_with("_scale")) return false;
    const StoredTensor* const of = model_.find(name.substr(0, name.size() - 6));
    return of != nullptr && is_integer(*of);
  }
  FormatError fail(const StoredTensor& t, std::string problem, std::string expected, std::string found) const {
    return FormatError{{std::move(problem), model_.file(), t.name, std::move(expected), std::move(found)}};
  }

  std::span<const std::byte> dequantized(const StoredTensor& q, const StoredTensor& scale) {
    const auto rows = static_cast<std::size_t>(q.shape.front());
    const auto scales = static_cast<std::size_t>(scale.elements());
    if (!(q.dtype == DType::i8 || q.dtype == DType::i16) || scale.dtype != DType::f32 || (scales != 1 && scales != rows))
      throw fail(scale, "scales do not fit their weight", "f32, one or " + std::to_string(rows),
                 std::string(name(scale.dtype)) + ", " + std::to_string(scales));
    const auto known = done_.find(q.bytes.data());
    if (known != done_.end() && known->second.size() == static_cast<std::size_t>(q.elements()) * 4) return known->second;  // an alias
    const auto elements = static_cast<std::size_t>(q.elements());
    Buffer& out = buffers_.emplace_back(Buffer::uninitialised(elements * sizeof(float)));
    const std::size_t width = block_shape(q.dtype).bytes, columns = rows == 0 ? 0 : elements / rows;
    for (std::size_t row = 0; row < rows; ++row) {
      const auto s = load<float>(scale.bytes.data() + (scales == 1 ? 0 : row * sizeof(float)));
      if (!(s > 0 && std::isfinite(s))) throw fail(scale, "scale is not positive and finite", {}, std::to_string(s));
      for (std::size_t i = row * columns; i < (row + 1) * columns; ++i) {
        const std::byte* const from = q.bytes.data() + i * width;
        const float value = width == 1 ? static_cast<float>(load<std::int8_t>(from)) : static_cast<float>(load<std::int16_t>(from));
        store(out.data() + i * sizeof(float), value / s);
      }
    }
    const std::span<const std::byte> made(out.data(), out.size());
    if (!q.bytes.empty()) done_[q.bytes.data()] = made;
    return made;
  }

  const CTranslate2& model_;
  std::vector<Buffer>& buffers_;
  std::vector<StoredTensor> tensors_;
  std::map<const std::byte*, std::span<const std::byte>> done_;
};

}  // namespace ganymede::inline v0::detail
