// Every kernel of every instruction set that this machine has, against sums in double.
#include <ganymede/core/finite_weights.hpp>
#include <ganymede/ops/matmul.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include "../support/products.hpp"

using namespace ganymede;

namespace {

std::vector<float> product(Isa isa, const PackedMatrix& w, const std::vector<float>& x, Index T, const float* bias, Executor& executor,
                           const std::vector<float>* residual = nullptr) {
  const Index stride = w.rows() + 3;  // rows of y lie apart, and what lies between must stay
  std::vector<float> y(static_cast<std::size_t>(T * stride), 7.0f), dense(static_cast<std::size_t>(T * w.rows()));
  if (residual != nullptr)
    for (Index t = 0; t < T; ++t) std::copy_n(residual->data() + t * w.rows(), w.rows(), y.data() + t * stride);
  Scratch scratch;
  PreparedRows rows{x.data(), w.cols(), T, w.cols()};
  if (is_quantized(w.dtype())) quantize_rows(rows, executor, scratch, detail::kernels_for(isa));
  multiply({&w, 1}, rows, {y.data(), stride, bias, residual != nullptr}, executor, detail::kernels_for(isa));
  for (Index t = 0; t < T; ++t) {
    std::copy_n(y.data() + t * stride, w.rows(), dense.data() + t * w.rows());
    for (Index n = w.rows(); n < stride; ++n) REQUIRE(y[static_cast<std::size_t>(t * stride + n)] == 7.0f);
  }
  return dense;
}

}  // namespace

TEST_CASE("float weights: products equal sums in double, and rows do not depend on their number or on threads") {
  ThreadPool alone(1), pool(3);
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16})
    for (const Index K : {1, 60, 100, 517, 1200})
      for (const Index N : {1, 5, 64, 100, 517}) {
        const std::vector<float> values = uniform_floats(N * K, 1), bias = uniform_floats(N, 2), x = uniform_floats(129 * K, 3),
                                 residual = uniform_floats(129 * N, 4);
        const RowSource s = source(values, N, K);
        const PackedMatrix w = pack({&s, 1}, dtype, pool);
        std::vector<float> row(static_cast<std::size_t>(K)), expected(static_cast<std::size_t>(129 * N));
        for (Index n = 0; n < N; ++n) {
          w.row(n, row.data());
          for (Index t = 0; t < 129; ++t) {
            double sum = 0;
            for (Index k = 0; k < K; ++k) sum += double{row[static_cast<std::size_t>(k)]} * double{x[static_cast<std::size_t>(t * K + k)]};
            expected[static_cast<std::size_t>(t * N + n)] = static_cast<float>(sum);
          }
        }
        for (const Isa isa : machine_isas()) {
          CAPTURE(name(isa));
          CAPTURE(name(dtype));
          CAPTURE(K);
          CAPTURE(N);
          const std::vector<float> y = product(isa, w, x, 129, nullptr, pool), with_bias = product(isa, w, x, 129, bias.data(), pool),
                                   added = product(isa, w, x, 129, bias.data(), pool, &residual);
          // A sum of K products below 1 in size, rounded K times: K * sqrt(K) / 2 ulps of 1 would be generous.
          const double tolerance = 1e-7 * static_cast<double>(K) + 1e-6;
          double worst = 0;
          bool epilogues = true;
          for (std::size_t i = 0; i < y.size(); ++i) {
            worst = std::max(worst, std::fabs(double{y[i]} - double{expected[i]}));
            const float v = y[i] + bias[i % static_cast<std::size_t>(N)];
            epilogues = epilogues && with_bias[i] == v && added[i] == residual[i] + v;
          }
          CHECK(worst < tolerance);
          CHECK(epilogues);
          for (const Index T : {1, 2, 3, 4, 5, 6, 7, 33, 48, 49}) {
            const std::vector<float> fewer = product(isa, w, x, T, nullptr, T % 2 == 0 ? alone : pool);
            CHECK(std::equal(fewer.begin(), fewer.end(), y.begin()));
          }
        }
      }
}

TEST_CASE("row() gives back what was packed, in the stored type, in the order asked for") {
  ThreadPool pool(2);
  const Index K = 64;
  const std::vector<float> a = uniform_floats(20 * K, 5), b = uniform_floats(30 * K, 6);
  RowSource sources[] = {source(a, 20, K), source(b, 30, K)};
  sources[1].order = [](Index n) { return 29 - n; };
  for (const DType dtype :
       {DType::f32, DType::f16, DType::bf16, DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1, DType::int8}) {
    const PackedMatrix w = pack(sources, dtype, pool);
    CHECK(w.rows() == 50);
    CHECK(w.cols() == K);
    CHECK(w.dtype() == dtype);
    CHECK(w.bytes() >= 50 * row_bytes(dtype, K));
    std::vector<float> row(static_cast<std::size_t>(K)), expected(static_cast<std::size_t>(K));
    std::vector<std::byte> stored(row_bytes(dtype, K));
    for (Index n = 0; n < 50; ++n) {
      const float* const from = n < 20 ? a.data() + n * K : b.data() + (29 - (n - 20)) * K;
      quantize(dtype, from, stored.data(), K);
      dequantize(dtype, stored.data(), expected.data(), K);
      w.row(n, row.data());
      CHECK(row == expected);
    }
  }
}

constexpr DType block_types[] = {DType::q8_0,   DType::q4_0,  DType::q4_1,    DType::q5_0,  DType::q5_1,   DType::int8,   DType::q2_k,
                                 DType::q3_k,   DType::q4_k,  DType::q5_k,    DType::q6_k,  DType::iq1_s,  DType::iq1_m,  DType::iq2_xxs,
                                 DType::iq2_xs, DType::iq2_s, DType::iq3_xxs, DType::iq3_s, DType::iq4_nl, DType::iq4_xs, DType::mxfp4,
                                 DType::tq1_0,  DType::tq2_0, DType::nf4,     DType::fp4};

/// N rows of K values as a file would hold them: the extremes of every field in the first rows, anything in the others.
std::vector<std::byte> stored_rows(DType dtype, Index N, Index K) {
  std::mt19937 generator(4);
  const auto [values, block_bytes] = block_shape(dtype);
  const std::size_t row = row_bytes(dtype, K);
  std::vector<std::byte> stored(row * static_cast<std::size_t>(N));
  for (std::size_t i = 0; i < stored.size(); ++i)
    stored[i] = i / row == 0   ? std::byte{0xff}
                : i / row == 1 ? std::byte{0x80}
                : i / row == 2 ? std::byte{0}
                               : static_cast<std::byte>(generator());
  const auto number = [&](std::byte* at) { store(at, float_to_half(1e-3f + 1e-5f * static_cast<float>(generator() % 100))); };
  for (Index n = 0; n < N; ++n) {
    std::byte* const from = stored.data() + static_cast<std::size_t>(n) * row;
    if (dtype == DType::int8) store(from, 1e-3f + 1e-5f * static_cast<float>(n % 100));
    if (dtype == DType::int8) continue;
    const auto [scale, minimum] = detail::scales_at(dtype);
    const bool one = minimum < 0;
    const auto at = static_cast<std::size_t>(std::max(scale, 0));
    for (Index b = 0; b < K / values; ++b) {
      std::byte* const block = from + static_cast<std::size_t>(b) * block_bytes;
      if (dtype == DType::mxfp4) store(block, static_cast<std::uint8_t>(118 + generator() % 4));
      if (dtype == DType::nf4 || dtype == DType::fp4) store(block, 1e-3f + 1e-5f * static_cast<float>(generator() % 100));
      if (dtype == DType::iq1_m) block[55] &= std::byte{0x1f};
      if (scale < 0) continue;
      number(from + static_cast<std::size_t>(b) * block_bytes + at);
      if (!one) number(from + static_cast<std::size_t>(b) * block_bytes + at + 2);
    }
  }
  return stored;
}

TEST_CASE("block weights: rows are those of dequantize(), products are exact sums of the quantised input") {
  ThreadPool pool(3);
  for (const DType dtype : block_types)
    for (const Index K : {Index{32}, Index{288}, Index{512}, Index{1280}})
      for (const Index N : {Index{1}, Index{5}, Index{64}, Index{197}}) {
        if (K % block_shape(dtype).values != 0) continue;
        constexpr Index T = 53;
        std::vector<float> x = uniform_floats(T * K, 3);
        for (Index i = 0; i < K; ++i) x[static_cast<std::size_t>(i)] = i % 2 == 0 ? 1.0f : -1.0f;  // all products of the largest size
        std::fill_n(x.data() + K, K, 1.0f);
        std::fill_n(x.data() + 2 * K, K, -1.0f);
        std::fill_n(x.data() + 3 * K, K, 0.0f);
        const std::vector<float> bias = uniform_floats(N, 2);
        const std::vector<std::byte> stored = stored_rows(dtype, N, K);
        const RowSource s{dtype, N, K, stored.data()};
        const PackedMatrix w = pack({&s, 1}, dtype, pool);
        REQUIRE(w.dtype() == dtype);
        std::vector<float> rows(static_cast<std::size_t>(N * K)), expected(static_cast<std::size_t>(K));
        for (Index n = 0; n < N; ++n) {
          dequantize(dtype, stored.data() + static_cast<std::size_t>(n) * row_bytes(dtype, K), expected.data(), K);
          w.row(n, rows.data() + n * K);
          REQUIRE(std::equal(expected.begin(), expected.end(), rows.data() + n * K));
        }
        std::vector<float> plain;
        for (const Isa isa : machine_isas()) {
          CAPTURE(name(isa));
          CAPTURE(name(dtype));
          CAPTURE(K);
          CAPTURE(N);
          std::vector<detail::InputBlock> blocks(static_cast<std::size_t>(K / 32));
          const std::vector<float> y = product(isa, w, x, T, bias.data(), pool);
          if (plain.empty()) plain = y;
          double worst = 0, worst_quant = 0, from_plain = 0;
          bool sums = true;
          for (Index t = 0; t < T; t += t < 8 ? 1 : 9) {
            const float* const in = x.data() + t * K;
            detail::kernels_for(isa).quantize_row(in, K, blocks.data());
            std::vector<double> rounded(static_cast<std::size_t>(K));
            for (std::size_t i = 0; i < rounded.size(); ++i) {
              const detail::InputBlock& block = blocks[i / 32];
              rounded[i] = double{block.scale} * block.q[i % 32];
              worst_quant = std::max(worst_quant, std::fabs(rounded[i] - double{in[i]}) - 0.5001 * double{block.scale});
              if (i % 32 == 0)
                sums = sums && block.half_sums[0] == std::accumulate(block.q, block.q + 16, 0) &&
                       block.half_sums[1] == std::accumulate(block.q + 16, block.q + 32, 0) &&
                       block.sum == block.half_sums[0] + block.half_sums[1] && block.offset == block.scale * static_cast<float>(block.sum);
            }
            for (Index n = 0; n < N; ++n) {
              double sum = double{bias[static_cast<std::size_t>(n)]}, size = std::fabs(sum);
              for (std::size_t i = 0; i < rounded.size(); ++i) {
                const double p = rounded[i] * double{rows[static_cast<std::size_t>(n * K) + i]};
                sum += p;
                size += std::fabs(p);
              }
              const std::size_t at = static_cast<std::size_t>(t * N + n);
              // Floats are rounded a few times a block, whose terms may be larger than what is left of them (q - zero point, d q + m).
              const double allowed = 1e-6 * size + 1e-6;
              worst = std::max(worst, std::fabs(sum - double{y[at]}) / allowed);
              from_plain = std::max(from_plain, std::fabs(double{plain[at]} - double{y[at]}) / allowed);
            }
          }
          CHECK(worst_quant <= 0);
          CHECK(sums);
          CHECK(worst < 1);
          CHECK(from_plain < 1);
        }
      }
}

TEST_CASE("every type on every instruction set: the same bits in one piece, in chunks, row by row, on one thread and on several") {
  ThreadPool alone(1), pool(3);
  const Index K = 768, N = 150, T = 101;
  const std::vector<float> x = uniform_floats(T * K, 3), values = uniform_floats(N * K, 1), bias = uniform_floats(N, 2);
  std::vector<DType> types(std::begin(block_types), std::end(block_types));
  types.insert(types.end(), {DType::f32, DType::f16, DType::bf16});
  for (const DType dtype : types) {
    const std::vector<std::byte> stored = is_quantized(dtype) ? stored_rows(dtype, N, K) : std::vector<std::byte>();
    const RowSource s = is_quantized(dtype) ? RowSource{dtype, N, K, stored.data()} : source(values, N, K);
    const PackedMatrix w = pack({&s, 1}, dtype, pool);
    for (const Isa isa : machine_isas()) {
      CAPTURE(name(isa));
      CAPTURE(name(dtype));
      const std::vector<float> whole = product(isa, w, x, T, bias.data(), alone);
      CHECK(whole == product(isa, w, x, T, bias.data(), pool));
      for (const Index chunk : {1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 48, 49, 97}) {
        bool same = true;
        for (Index t = 0; t < T; t += chunk) {
          const Index rows = std::min(chunk, T - t);
          const std::vector<float> part(x.begin() + t * K, x.begin() + (t + rows) * K);
          const std::vector<float> y = product(isa, w, part, rows, bias.data(), chunk % 2 == 0 ? alone : pool);
          same = same && std::equal(y.begin(), y.end(), whole.begin() + t * N);
        }
        CAPTURE(chunk);
        CHECK(same);
      }
    }
  }
}

TEST_CASE("matrices of unlike types, one below the other, share one prepared input and equal each on its own") {
  ThreadPool pool(3);
  const Index K = 512, T = 7;
  const std::vector<float> x = uniform_floats(T * K, 3), values = uniform_floats(70 * K, 1), bias = uniform_floats(70 + 130 + 5, 2);
  const std::vector<std::byte> q4 = stored_rows(DType::q4_k, 130, K), q6 = stored_rows(DType::q6_k, 5, K);
  const RowSource sources[] = {source(values, 70, K), {DType::q4_k, 130, K, q4.data()}, {DType::q6_k, 5, K, q6.data()}};
  std::vector<PackedMatrix> parts;
  for (const RowSource& s : sources) parts.push_back(pack({&s, 1}, s.dtype, pool));
  for (const Isa isa : machine_isas()) {
    CAPTURE(name(isa));
    Scratch scratch;
    PreparedRows rows{x.data(), K, T, K};
    quantize_rows(rows, pool, scratch, detail::kernels_for(isa));
    quantize_rows(rows, pool, scratch, detail::kernels_for(isa));
    CHECK(scratch.taken.size() == 1);
    std::vector<float> y(static_cast<std::size_t>(T * 205));
    multiply(parts, rows, {y.data(), 205, bias.data()}, pool, detail::kernels_for(isa));
    Index first = 0;
    for (const PackedMatrix& w : parts) {
      const std::vector<float> own = product(isa, w, x, T, bias.data() + first, pool);
      for (Index t = 0; t < T; ++t)
        CHECK(std::equal(own.begin() + t * w.rows(), own.begin() + (t + 1) * w.rows(), y.begin() + t * 205 + first));
      first += w.rows();
    }
  }
}

TEST_CASE("8-bit weights of -128, which only files hold, are exact") {
  ThreadPool pool(1);
  std::vector<std::byte> stored(34 * 16, std::byte{0x80});
  for (std::size_t n = 0; n < 16; ++n) stored[34 * n] = std::byte{0x00}, stored[34 * n + 1] = std::byte{0x3c};  // d = 1
  const RowSource s{DType::q8_0, 16, 32, stored.data()};
  const PackedMatrix w = pack({&s, 1}, DType::q8_0, pool);
  for (const float sign : {127.0f, -127.0f})
    for (const Isa isa : machine_isas())
      CHECK(product(isa, w, std::vector<float>(32, sign), 1, nullptr, pool)[7] == -128.0f * 32.0f * sign);
}

TEST_CASE("nothing to do is done") {
  ThreadPool pool(2);
  const std::vector<float> values = uniform_floats(64, 1);
  const RowSource s = source(values, 8, 8);
  const PackedMatrix w = pack({&s, 1}, DType::f32, pool), empty = pack({}, DType::f32, pool);
  multiply({&w, 1}, {values.data(), 8, 0, 8}, {nullptr, 8}, pool);
  multiply({&empty, 1}, {values.data(), 8, 3, 8}, {nullptr, 8}, pool);
  const RowSource differ[] = {s, source(values, 16, 4)};
  CHECK_THROWS_AS(pack(differ, DType::f32, pool), TensorError);
}

TEST_CASE("large sources are packed in pieces, and each piece is told to be done with") {
  ThreadPool pool(2);
  constexpr Index rows = 9001, cols = 320;  // 11 MB, no whole number of panels
  const std::vector<float> large = uniform_floats(rows * cols, 3), small = uniform_floats(7 * cols, 4);
  RowSource sources[] = {source(large, rows, cols), source(small, 7, cols)};
  std::vector<std::pair<std::size_t, std::size_t>> told;
  sources[0].release = [&](std::span<const std::byte> bytes) {
    told.emplace_back(static_cast<std::size_t>(bytes.data() - sources[0].data), bytes.size());
  };
  const PackedMatrix w = pack(sources, DType::f32, pool);
  REQUIRE(told.size() == 2);
  CHECK(told[0].first == 0);
  CHECK(told[1].first == told[0].second);
  CHECK(told[1].first + told[1].second == large.size() * sizeof(float));
  std::vector<float> row(static_cast<std::size_t>(cols));
  Index wrong = 0;
  for (Index n = 0; n < w.rows(); ++n) {
    w.row(n, row.data());
    const float* const from = n < rows ? large.data() + n * cols : small.data() + (n - rows) * cols;
    wrong += !std::equal(row.begin(), row.end(), from);
  }
  CHECK(wrong == 0);
}

TEST_CASE("infinity or NaN in an input makes all its outputs NaN, as floats show them, and no other row's, for every type") {
  ThreadPool pool(2);
  constexpr Index K = 512, N = 70, T = 53;
  const std::vector<float> values = uniform_floats(N * K, 1), clean = uniform_floats(T * K, 2);
  std::vector<float> x = clean;
  const float infinity = std::numeric_limits<float>::infinity();
  std::vector<Index> spoilt;
  for (Index t = 1; t < T; t += 3) {  // each lane of a block in some row, more than one at times
    x[static_cast<std::size_t>(t * K + t * 7 % K)] = t % 2 == 0   ? std::numeric_limits<float>::quiet_NaN()
                                                     : t % 4 == 1 ? infinity
                                                                  : -infinity;
    if (t % 5 == 0) x[static_cast<std::size_t>(t * K + K - 1)] = -std::numeric_limits<float>::quiet_NaN();
    spoilt.push_back(t);
  }
  std::mt19937 generator(9);
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16, DType::int8, DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0,
                            DType::q5_1, DType::q2_k, DType::q3_k, DType::q4_k, DType::q5_k, DType::q6_k}) {
    std::vector<std::byte> stored(row_bytes(DType::q8_0, K));
    PackedMatrix w;
    if (dtype >= DType::q2_k && dtype <= DType::q6_k) {
      const std::size_t bytes = row_bytes(dtype, K);
      stored.resize(bytes * N);
      for (std::byte& b : stored) b = static_cast<std::byte>(generator() & 0xff);
      const detail::ScalesAt at = detail::scales_at(dtype);
      for (std::size_t block = 0; block < stored.size(); block += block_shape(dtype).bytes)
        for (const int place : {at.scale, at.minimum})
          if (place >= 0) store(stored.data() + block + place, std::uint16_t{0x1400});
      const RowSource s{dtype, N, K, stored.data()};
      w = pack({&s, 1}, dtype, pool);
    } else {
      const RowSource s = source(values, N, K);
      w = pack({&s, 1}, dtype, pool);
    }
    for (const Isa isa : machine_isas())
      for (const Index rows : {Index{1}, Index{2}, Index{5}, T}) {
        CAPTURE(name(isa));
        CAPTURE(name(dtype));
        const std::vector<float> y = product(isa, w, x, rows, nullptr, pool), expected = product(isa, w, clean, rows, nullptr, pool);
        bool right = true;
        for (Index t = 0; t < rows; ++t) {
          const bool spoils = std::find(spoilt.begin(), spoilt.end(), t) != spoilt.end();
          for (Index n = 0; n < N; ++n) {
            const auto at = static_cast<std::size_t>(t * N + n);
            right = right && (spoils ? !std::isfinite(y[at]) : y[at] == expected[at]);
          }
        }
        CHECK(right);
      }
  }
}

TEST_CASE("weights that a type cannot stand for are refused when they are packed, by name") {
  ThreadPool pool(2);
  std::vector<float> values = uniform_floats(70 * 64, 1);
  values[66 * 64 + 5] = std::numeric_limits<float>::quiet_NaN();
  RowSource s = source(values, 70, 64);
  s.name = "layers.3.mlp.down_proj.weight", s.file = "model.safetensors";
  for (const DType dtype : {DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1, DType::int8}) {
    CHECK_THROWS_WITH_AS(pack({&s, 1}, dtype, pool), doctest::Contains("model.safetensors: layers.3.mlp.down_proj.weight"), TensorError);
    CHECK_THROWS_WITH_AS(pack({&s, 1}, dtype, pool), doctest::Contains("row 66, column 5"), TensorError);
  }
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16}) CHECK_NOTHROW(pack({&s, 1}, dtype, pool));
  values[66 * 64 + 5] = 1e20f;
  CHECK_THROWS_WITH_AS(pack({&s, 1}, DType::q4_0, pool), doctest::Contains("too large for q4_0"), TensorError);
  CHECK_THROWS_WITH_AS(pack({&s, 1}, DType::f16, pool), doctest::Contains("too large for f16"), TensorError);
  CHECK_NOTHROW(pack({&s, 1}, DType::int8, pool));
}
