#pragma once
// Attention weights in little room, for pages.

#include <ganymede/core/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace ganymede::inline v0::detail {

/// Weights in [0, 1] as base64 of 16 bits each, little-endian, 65535 for 1. Of a decoder's own text only what rows see.
class PackedWeights {
 public:
  void add(const Tensor<float>& tensor, bool causal) {
    const ConstView<float> map = tensor.view();
    for (Index t = 0; t < map.rows(); ++t)
      for (Index s = 0; s < (causal ? t + 1 : map.cols()); ++s) {
        const auto value = static_cast<unsigned>(std::lround(65535 * std::min(std::max(map(t, s), 0.0F), 1.0F)));
        put(value & 255);
        put(value >> 8);
      }
  }
  std::string str() && {
    const int missing = (3 - bytes_) % 3;
    for (int i = 0; i < missing; ++i) put(0);
    for (int i = 0; i < missing; ++i) text_[text_.size() - 1 - static_cast<std::size_t>(i)] = '=';
    return std::move(text_);
  }

 private:
  void put(unsigned byte) {
    constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bits_ = bits_ << 8 | byte;
    if (++bytes_ < 3) return;
    for (const int shift : {18, 12, 6, 0}) text_ += digits[bits_ >> shift & 63];
    bits_ = 0;
    bytes_ = 0;
  }

  std::string text_{};
  unsigned bits_ = 0;
  int bytes_ = 0;
};

}  // namespace ganymede::inline v0::detail
