#include <ganymede/decode/random.hpp>
#include <ganymede/decode/strips.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

using namespace ganymede;

namespace {

constexpr float strips_inf = std::numeric_limits<float>::infinity();

/// Calls each(kernels) for every instruction set of this machine.
template <class Each>
void on_all_isas(Each each) {
  for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
    if (!supported(static_cast<Isa>(isa))) continue;
    CAPTURE(isa_names[isa]);
    each(detail::kernels_for(static_cast<Isa>(isa)).vocabulary);
  }
}

/// Multiples of 1/64 about as far apart as logits are, some of them -infinity.
std::vector<float> row_of(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> row(n);
  for (float& v : row) v = random.uniform() < 0.1 ? -strips_inf : static_cast<float>(std::floor(random.uniform() * 2048) / 64 - 20);
  return row;
}

}  // namespace

TEST_CASE("a row is measured strip by strip, whatever its length") {
  for (const std::size_t n : {1U, 15U, 63U, 64U, 65U, 200U, 4096U, 5000U}) {
    CAPTURE(n);
    const std::vector<float> row = row_of(n, n);
    Strips strips;
    strips.look(row);
    CHECK(strips.largest().size() == (n + 63) / 64);
    for (std::size_t s = 0; s < strips.largest().size(); ++s) {
      float largest = -strips_inf;
      for (std::size_t i = 64 * s; i < std::min(n, 64 * s + 64); ++i) largest = std::max(largest, row[i]);
      CHECK(strips.largest()[s] == largest);
    }
    const std::size_t best = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
    CHECK(strips.sound());
    CHECK(strips.best() == static_cast<TokenId>(best));  // of equals the first
    CHECK(strips.greatest() == row[best]);
    double sum = 0, surprise = 0;
    for (const float v : row)
      if (v > -strips_inf) {
        const double below = static_cast<double>(row[best]) - static_cast<double>(v);
        sum += std::exp(-below);
        surprise += below * std::exp(-below);
      }
    CHECK(std::fabs(strips.total() / sum - 1) < 0x1p-19);
    CHECK(strips.surprise() == doctest::Approx(surprise).epsilon(1e-5));
    CHECK(strips.log_sum_exp() == doctest::Approx(static_cast<double>(row[best]) + std::log(sum)).epsilon(1e-6));
    CHECK(detail::rough_sum(row, row[best]) == doctest::Approx(sum).epsilon(2e-6));
    CHECK(detail::exact_sum(row, row[best]) == doctest::Approx(sum).epsilon(1e-13));
  }
}

TEST_CASE("a row with NaN or +infinity, or of -infinity alone, is not sound, wherever it stands") {
  for (const float wrong : {strips_inf, std::nanf(""), -std::nanf("")})
    for (std::size_t at = 0; at < 200; at += 7) {
      std::vector<float> row(200, 1);
      row[at] = wrong;
      Strips strips;
      strips.look(row);
      CHECK_FALSE(strips.sound());
      CHECK_THROWS_AS(strips.best(), Error);
    }
  const std::vector<float> none(130, -strips_inf);
  Strips strips;
  strips.look(none);
  CHECK_FALSE(strips.sound());
  CHECK_THROWS_AS(strips.best(), Error);
}

TEST_CASE("passes over a vocabulary give the same bits on every instruction set") {
  for (const std::size_t n : {1U, 7U, 64U, 130U, 49157U}) {
    CAPTURE(n);
    const std::vector<float> row = row_of(n, 3 * n);
    const float greatest = *std::max_element(row.begin(), row.end());
    const auto results_of = [&](const detail::VocabularyKernels& kernels) {
      const Index size = static_cast<Index>(n);
      const std::size_t strips = (n + 63) / 64;
      std::vector<float> all(3 * strips + 2 * n);
      float* const out = all.data();
      kernels.strip_largest(row.data(), size, out);
      kernels.strip_exp_sums(row.data(), size, greatest, out + strips, out + 2 * strips);
      kernels.subtract(row.data(), size, 3.3F, out + 3 * strips);
      std::copy(row.begin(), row.end(), out + 3 * strips + n);
      kernels.divide(out + 3 * strips + n, size, 0.7F);
      all.push_back(kernels.extent(row.data(), size));
      std::vector<std::uint64_t> bits;
      for (const float v : all) bits.push_back(std::bit_cast<std::uint32_t>(v));
      const detail::ExpMoments moments = kernels.exp_moments(row.data(), size, static_cast<double>(greatest));
      bits.push_back(std::bit_cast<std::uint64_t>(moments.sum));
      bits.push_back(std::bit_cast<std::uint64_t>(moments.weighted));
      std::vector<std::uint32_t> ids(n);
      ids.resize(static_cast<std::size_t>(kernels.select(row.data(), size, -5, 2, ids.data())));
      bits.insert(bits.end(), ids.begin(), ids.end());
      return bits;
    };
    const auto expected = results_of(detail::kernels_for(Isa::plain).vocabulary);
    on_all_isas([&](const detail::VocabularyKernels& kernels) { CHECK(results_of(kernels) == expected); });
  }
}

TEST_CASE("ids of logits in a range, both ends included") {
  std::vector<float> row = row_of(1000, 5);
  row[3] = row[999] = -5;
  row[4] = 2;
  row[17] = std::nanf("");
  on_all_isas([&](const detail::VocabularyKernels& kernels) {
    std::vector<std::uint32_t> ids(row.size()), expected;
    for (std::size_t i = 0; i < row.size(); ++i)
      if (row[i] >= -5 && row[i] <= 2) expected.push_back(static_cast<std::uint32_t>(i));
    ids.resize(static_cast<std::size_t>(kernels.select(row.data(), 1000, -5, 2, ids.data())));
    CHECK(ids == expected);
  });
}

TEST_CASE("strips' sums are as near as is said, over the whole range of logits and for equal ones") {
  for (const float width : {0.0F, 0.5F, 8.0F, 40.0F, 300.0F}) {
    CAPTURE(width);
    Random random(9);
    std::vector<float> row(1 << 16);
    for (float& v : row) v = static_cast<float>(random.uniform()) * -width;
    row[5] = 0;
    Strips strips;
    strips.look(row);
    double sum = 0;
    for (const float v : row) sum += std::exp(static_cast<double>(v));
    CHECK(std::fabs(strips.total() / sum - 1) < 0x1p-19);
  }
}
