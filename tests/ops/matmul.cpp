// Every kernel of every instruction set that this machine has, against sums in double.
#include <ganymede/ops/matmul.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <random>
#include <vector>

using namespace ganymede;

namespace {

/// Memory for one call.
struct Scratch {
  std::vector<Buffer> taken;
  template <class T>
  T* take_array(std::size_t count) {
    taken.emplace_back(count * sizeof(T));
    return reinterpret_cast<T*>(taken.back().data());
  }
};

std::vector<float> random_floats(Index count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& v : values) v = uniform(generator);
  return values;
}

RowSource source(const std::vector<float>& values, Index rows, Index cols) {
  return {DType::f32, rows, cols, reinterpret_cast<const std::byte*>(values.data())};
}

std::vector<Isa> machine_isas() {
  std::vector<Isa> isas;
  for (std::size_t i = 0; i < isa_names.size(); ++i)
    if (supported(static_cast<Isa>(i))) isas.push_back(static_cast<Isa>(i));
  return isas;
}

std::vector<float> product(Isa isa, const PackedMatrix& w, const std::vector<float>& x, Index T, const float* bias, Executor& executor,
                           const std::vector<float>* residual = nullptr) {
  const Index stride = w.rows() + 3;  // rows of y lie apart, and what lies between must stay
  std::vector<float> y(static_cast<std::size_t>(T * stride), 7.0f), dense(static_cast<std::size_t>(T * w.rows()));
  if (residual != nullptr)
    for (Index t = 0; t < T; ++t) std::copy_n(residual->data() + t * w.rows(), w.rows(), y.data() + t * stride);
  Scratch scratch;
  detail::multiply_with(detail::kernels_for(isa), w, x.data(), w.cols(), T, bias, y.data(), stride, residual != nullptr, executor, scratch);
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
        const std::vector<float> values = random_floats(N * K, 1), bias = random_floats(N, 2), x = random_floats(129 * K, 3),
                                 residual = random_floats(129 * N, 4);
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
  const std::vector<float> a = random_floats(20 * K, 5), b = random_floats(30 * K, 6);
  RowSource sources[] = {source(a, 20, K), source(b, 30, K)};
  sources[1].order = [](Index n) { return 29 - n; };
  for (const DType dtype : {DType::f32, DType::f16, DType::bf16, DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1}) {
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

TEST_CASE("block weights: products equal exact sums of the quantised input, whatever the number of rows and of threads") {
  ThreadPool alone(1), pool(3);
  for (const DType dtype : {DType::q8_0, DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1})
    for (const Index K : {32, 96, 544})
      for (const Index N : {1, 5, 64, 517}) {
        std::vector<float> values = random_floats(N * K, 1), x = random_floats(129 * K, 3);
        const std::vector<float> bias = random_floats(N, 2);
        for (Index i = 0; i < K; ++i) x[static_cast<std::size_t>(i)] = i % 2 == 0 ? 1.0f : -1.0f;  // all products of the largest size
        for (Index i = 0; i < K; ++i) values[static_cast<std::size_t>(i)] = i % 2 == 0 ? -1.0f : 1.0f;
        std::fill_n(x.data() + K, K, 0.0f);
        const RowSource s = source(values, N, K);
        const PackedMatrix w = pack({&s, 1}, dtype, pool);
        for (const Isa isa : machine_isas()) {
          CAPTURE(name(isa));
          CAPTURE(name(dtype));
          CAPTURE(K);
          CAPTURE(N);
          const detail::Kernels& kernels = detail::kernels_for(isa);
          std::vector<std::int8_t> q(static_cast<std::size_t>(K));
          std::vector<float> scales(static_cast<std::size_t>(K / 32)), row(static_cast<std::size_t>(K));
          std::vector<std::int32_t> sums(static_cast<std::size_t>(K / 32));
          const std::vector<float> y = product(isa, w, x, 129, bias.data(), pool);
          double worst = 0, worst_quant = 0;
          for (Index t = 0; t < 129; t += t < 8 ? 1 : 11) {
            const float* const in = x.data() + t * K;
            kernels.quantize_row(in, K, q.data(), scales.data(), sums.data());
            std::vector<double> rounded(static_cast<std::size_t>(K));
            for (std::size_t i = 0; i < rounded.size(); ++i) {
              rounded[i] = double{scales[i / 32]} * q[i];
              worst_quant = std::max(worst_quant, std::fabs(rounded[i] - double{in[i]}) - 0.5001 * double{scales[i / 32]});
            }
            for (Index n = 0; n < N; n += n < 70 ? 1 : 13) {
              w.row(n, row.data());
              double sum = double{bias[static_cast<std::size_t>(n)]};
              for (std::size_t i = 0; i < rounded.size(); ++i) sum += rounded[i] * double{row[i]};
              worst = std::max(worst, std::fabs(sum - double{y[static_cast<std::size_t>(t * N + n)]}));
            }
          }
          CHECK(worst_quant <= 0);
          CHECK(worst < 2e-7 * static_cast<double>(K) + 1e-6);
          for (const Index T : {1, 2, 3, 4, 5, 6, 7, 33, 49}) {
            const std::vector<float> fewer = product(isa, w, x, T, bias.data(), T % 2 == 0 ? alone : pool);
            CHECK(std::equal(fewer.begin(), fewer.end(), y.begin()));
          }
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

TEST_CASE("K-quants: products with stored blocks, and rows as dequantize() gives them") {
  ThreadPool pool(2);
  const Index K = 768, N = 70, T = 9;
  const std::vector<float> x = random_floats(T * K, 3);
  std::mt19937 generator(4);
  for (const DType dtype : {DType::q2_k, DType::q3_k, DType::q4_k, DType::q5_k, DType::q6_k}) {
    CAPTURE(name(dtype));
    const auto [values, block_bytes] = block_shape(dtype);
    std::vector<std::byte> stored(row_bytes(dtype, K) * static_cast<std::size_t>(N));
    for (std::byte& b : stored) b = static_cast<std::byte>(generator());
    // f16 numbers of a block: anything small and finite
    const std::size_t d = dtype == DType::q2_k ? 80 : dtype == DType::q3_k ? 108 : dtype == DType::q6_k ? 208 : 0;
    for (std::size_t b = 0; b < stored.size() / block_bytes; ++b)
      for (std::size_t at = d; at < (dtype == DType::q3_k || dtype == DType::q6_k ? d + 2 : d + 4); at += 2)
        store(stored.data() + b * block_bytes + at, float_to_half(1e-3f + 1e-5f * static_cast<float>(generator() % 100)));
    const RowSource s{dtype, N, K, stored.data()};
    const PackedMatrix w = pack({&s, 1}, dtype, pool);
    const bool exact = w.dtype() == dtype;
    CHECK(exact == (dtype == DType::q4_k || dtype == DType::q5_k));
    std::vector<float> row(static_cast<std::size_t>(K)), expected(static_cast<std::size_t>(K));
    std::vector<std::vector<float>> results;
    for (const Isa isa : machine_isas()) results.push_back(product(isa, w, x, T, nullptr, pool));
    double worst = 0, worst_row = 0;
    for (Index n = 0; n < N; ++n) {
      dequantize(dtype, stored.data() + static_cast<std::size_t>(n) * row_bytes(dtype, K), expected.data(), K);
      w.row(n, row.data());
      if (exact) REQUIRE(row == expected);
      for (std::size_t i = 0; i < row.size(); ++i)
        worst_row = std::max(worst_row, std::fabs(double{row[i]} - double{expected[i]}) / (std::fabs(double{expected[i]}) + 1e-4));
      for (Index t = 0; t < T; ++t) {
        double sum = 0, size = 0;
        for (Index k = 0; k < K; ++k) {
          const double p = double{row[static_cast<std::size_t>(k)]} * double{x[static_cast<std::size_t>(t * K + k)]};
          sum += p;
          size += p * p;
        }
        // an 8-bit input is off by up to max|x| / 254, independently: about 0.4 % / sqrt(3) of a product
        for (const auto& y : results)
          worst = std::max(worst, std::fabs(double{y[static_cast<std::size_t>(t * N + n)]} - sum) / std::sqrt(size));
      }
    }
    CHECK(worst_row < 6e-4);
    CHECK(worst < 0.03);
    for (const Isa isa : machine_isas()) {
      const std::vector<float> one = product(isa, w, x, 1, nullptr, pool), all = product(isa, w, x, T, nullptr, pool);
      CHECK(std::equal(one.begin(), one.end(), all.begin()));
    }
  }
}

TEST_CASE("nothing to do is done") {
  ThreadPool pool(2);
  Scratch scratch;
  const std::vector<float> values = random_floats(64, 1);
  const RowSource s = source(values, 8, 8);
  const PackedMatrix w = pack({&s, 1}, DType::f32, pool), empty = pack({}, DType::f32, pool);
  multiply(w, values.data(), 8, 0, nullptr, nullptr, 8, false, pool, scratch);
  multiply(empty, values.data(), 8, 3, nullptr, nullptr, 8, false, pool, scratch);
  const RowSource differ[] = {s, source(values, 16, 4)};
  CHECK_THROWS_AS(pack(differ, DType::f32, pool), TensorError);
}

TEST_CASE("large sources are packed in pieces, and each piece is told to be done with") {
  ThreadPool pool(2);
  constexpr Index rows = 9001, cols = 320;  // 11 MB, no whole number of panels
  const std::vector<float> large = random_floats(rows * cols, 3), small = random_floats(7 * cols, 4);
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
