#pragma once
// A short convolution with drawn weights, and what it makes of rows of sequences.

#include <ganymede/layers/short_conv.hpp>

#include <utility>
#include <vector>

#include "layer_pass.hpp"

namespace ganymede {

constexpr Index conv_width = 6;

class ShortConvFile {
 public:
  ShortConvFile(Index length, bool bias) : length_(length), bias_(bias), taps_(steps_of(conv_width * length, 31)), bytes_(file()) {}

  Weights weights() const { return Weights(checkpoint_, {}, ""); }
  template <Scalar T>
  ShortConv<T> layer() const {
    return {weights() / "conv", conv_width, length_, bias_, 0};
  }
  double tap(Index channel, Index j) const { return double(taps_[static_cast<std::size_t>(channel * length_ + j)]); }

 private:
  std::string file() const {
    const auto stored = [](const std::vector<float>& values) {
      std::string bytes;
      for (const float v : values) bytes += raw(v);
      return bytes;
    };
    const std::uint64_t d = conv_width;
    GgufFile file;
    file.string("general.architecture", "test");
    file.tensor("conv.in_proj.weight", {d, 3 * d}, 0, stored(steps_of(3 * conv_width * conv_width, 32)));
    file.tensor("conv.conv.weight", {static_cast<std::uint64_t>(length_), 1, d}, 0, stored(taps_));
    file.tensor("conv.out_proj.weight", {d, d}, 0, stored(steps_of(conv_width * conv_width, 33)));
    if (!bias_) return file.bytes();
    file.tensor("conv.in_proj.bias", {3 * d}, 0, stored(steps_of(3 * conv_width, 34)));
    file.tensor("conv.conv.bias", {d}, 0, stored(steps_of(conv_width, 35)));
    file.tensor("conv.out_proj.bias", {d}, 0, stored(steps_of(conv_width, 36)));
    return file.bytes();
  }

  Index length_;
  bool bias_;
  std::vector<float> taps_;
  std::string bytes_;
  Checkpoint checkpoint_{as_bytes(bytes_), "a short convolution"};
};

template <Scalar T>
std::shared_ptr<const StateShape> conv_shape(const ShortConv<T>& layer) {
  return std::make_shared<const StateShape>(
      StateShape{.slots = {KeyValueSlot{}}, .max_position_embeddings = 64, .longest = 64, .recurrent = {layer.slot()}});
}

/// What `layer` makes of each sequence's next rows, all in one batch.
template <Scalar T, class Layer>
std::vector<Matrix<T>> run_layer(const Layer& layer, const std::vector<std::pair<Sequence*, Matrix<T>>>& next) {
  Batch batch;
  Matrix<T> x(0, conv_width);
  for (const auto& [sequence, rows] : next) {
    batch.add(*sequence, std::vector<TokenId>(static_cast<std::size_t>(rows.rows()), 1));
    Matrix<T> all(x.rows() + rows.rows(), conv_width);
    all << x, rows;
    x = all;
  }
  std::vector<Matrix<T>> results;
  with_pass_over(batch, [&](auto& pass) {
    const View<T> y = layer(LinearInput<T>(shown(x)), pass);
    for (const Segment& s : batch.segments()) results.push_back(y.middleRows(s.first_row, s.rows));
  });
  return results;
}
template <Scalar T>
std::vector<Matrix<T>> run_short_conv(const ShortConv<T>& layer, const std::vector<std::pair<Sequence*, Matrix<T>>>& next) {
  return run_layer<T>(layer, next);
}

}  // namespace ganymede
