// Products, activation and quantisation in one go: the bits of one after the other, with every instruction set.
#include <ganymede/ops/activations.hpp>
#include <ganymede/ops/hidden_rows.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "../support/products.hpp"

using namespace ganymede;

namespace {

struct Hidden {
  std::vector<float> floats;
  std::vector<detail::InputBlock> blocks;

  bool operator==(const Hidden& other) const {
    const auto bytes = [](const Hidden& hidden) { return std::as_bytes(std::span(hidden.blocks)); };
    return floats == other.floats && std::ranges::equal(bytes(*this), bytes(other));
  }
};

struct FeedForward {
  Index D, F, T;
  const PackedMatrix &up, *gate;
  std::vector<float> x = uniform_floats(T * D, 3), up_bias = uniform_floats(F, 4), gate_bias = uniform_floats(F, 5);
  const detail::Kernels& kernels;

  PreparedRows input(Executor& executor, Scratch& scratch) const {
    PreparedRows rows{x.data(), D, T, D};
    if (D % detail::block_values == 0) quantize_rows(rows, executor, scratch, kernels);
    return rows;
  }
  std::size_t blocks() const { return F % detail::block_values == 0 ? static_cast<std::size_t>(T * F / detail::block_values) : 0; }
  void activate(const float* a, const float* factor, float* y, Index n) const {
    kernels.rows.activate[static_cast<std::size_t>(ActivationFunction::silu)](a, factor, y, n);
  }

  /// Product, product, activation, quantisation.
  Hidden in_turn(Executor& executor) const {
    Scratch scratch;
    const PreparedRows rows = input(executor, scratch);
    Hidden hidden{std::vector<float>(static_cast<std::size_t>(T * F)), {}};
    std::vector<float> factors = hidden.floats;
    const PackedMatrix& first = gate ? *gate : up;
    multiply({&first, 1}, rows, {hidden.floats.data(), F, (gate ? gate_bias : up_bias).data()}, executor, kernels);
    if (gate) multiply({&up, 1}, rows, {factors.data(), F, up_bias.data()}, executor, kernels);
    activate(hidden.floats.data(), gate ? factors.data() : nullptr, hidden.floats.data(), T * F);
    if (blocks() > 0) {
      PreparedRows quantized{hidden.floats.data(), F, T, F};
      quantize_rows(quantized, executor, scratch, kernels);
      hidden.blocks.assign(quantized.blocks, quantized.blocks + blocks());
    }
    return hidden;
  }

  Hidden at_once(bool floats, Executor& executor) const {
    Scratch scratch;
    const PreparedRows rows = input(executor, scratch);
    Hidden hidden{std::vector<float>(floats ? static_cast<std::size_t>(T * F) : 0), std::vector<detail::InputBlock>(blocks())};
    const HiddenWeights factor{up, up_bias.data()};
    multiply_hidden(
        gate ? HiddenWeights{*gate, gate_bias.data()} : factor, gate ? &factor : nullptr, rows,
        [this](const float* a, const float* by, float* y, Index n) { activate(a, by, y, n); },
        {floats ? hidden.floats.data() : nullptr, F, blocks() > 0 ? hidden.blocks.data() : nullptr}, executor, kernels);
    return hidden;
  }
};

}  // namespace

TEST_CASE("hidden rows at once are those made one step after the other") {
  ThreadPool alone(1), pool(3);
  for (const std::pair<Index, Index>& sizes : {std::pair<Index, Index>{60, 100}, {64, 96}, {64, 1056}})
    for (const DType dtype : {DType::f32, DType::bf16, DType::q8_0, DType::q4_1}) {
      const Index D = sizes.first, F = sizes.second;
      if (is_quantized(dtype) && D % detail::block_values != 0) continue;
      const std::vector<float> up_values = uniform_floats(F * D, 1), gate_values = uniform_floats(F * D, 2);
      const RowSource up_source = source(up_values, F, D), gate_source = source(gate_values, F, D);
      const PackedMatrix up = pack({&up_source, 1}, dtype, pool), gate = pack({&gate_source, 1}, DType::f32, pool);
      for (const PackedMatrix* const gated : {static_cast<const PackedMatrix*>(nullptr), &gate})
        for (const Index T : {1, 5, 12, 13, 49, 100})
          for (const Isa isa : machine_isas()) {
            CAPTURE(F);
            CAPTURE(T);
            CAPTURE(name(dtype));
            CAPTURE(isa_names[static_cast<std::size_t>(isa)]);
            const FeedForward layer{.D = D, .F = F, .T = T, .up = up, .gate = gated, .kernels = detail::kernels_for(isa)};
            const Hidden expected = layer.in_turn(alone);
            CHECK(layer.at_once(true, alone) == expected);
            CHECK(layer.at_once(true, pool) == expected);
            if (layer.blocks() > 0) CHECK(layer.at_once(false, pool) == Hidden{{}, expected.blocks});
          }
    }
}
