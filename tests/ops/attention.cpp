#include <ganymede/ops/attention.hpp>

#include <doctest/doctest.h>

#include <ganymede/core/buffer.hpp>

#include <random>
#include <vector>

using namespace ganymede;

namespace {
constexpr Index heads = 2, d = 5, length = 75;  // three pages, the last one partly filled

struct Cache {
  explicit Cache(CacheType type) : layout{heads, d, type} {
    for (int p = 0; p < 3; ++p) memory.emplace_back(layout.bytes());
    for (Buffer& b : memory) addresses.push_back(b.data());
    std::mt19937 random(1);
    for (Index s = 0; s < length; ++s) {
      for (Index i = 0; i < heads * d; ++i) {
        keys.push_back(double(random() % 2000) / 1000 - 1);
        values.push_back(double(random() % 2000) / 1000 - 1);
      }
      const std::size_t row = static_cast<std::size_t>(s * heads * d);
      store_key_value<double>(pages(), s, keys.data() + row, values.data() + row);
    }
  }
  KeyValuePages pages() const { return {layout, addresses}; }

  PageLayout layout;
  std::vector<Buffer> memory;
  std::vector<std::byte*> addresses;
  std::vector<double> keys, values;  // [length, heads d]
};

/// softmax(scale q k^T) v by its definition.
std::vector<double> reference(const Cache& c, const std::vector<double>& q, double scale, Index head, VisibleRange visible,
                              std::vector<double>& weights) {
  weights.assign(static_cast<std::size_t>(visible.end), 0);
  double sum = 0;
  for (Index s = visible.begin; s < visible.end; ++s) {
    double score = 0;
    for (Index i = 0; i < d; ++i) score += q[static_cast<std::size_t>(i)] * c.keys[static_cast<std::size_t>((s * heads + head) * d + i)];
    sum += weights[static_cast<std::size_t>(s)] = std::exp(scale * score);
  }
  std::vector<double> out(d, 0.0);
  for (Index s = visible.begin; s < visible.end; ++s) {
    weights[static_cast<std::size_t>(s)] /= sum;
    for (Index i = 0; i < d; ++i)
      out[static_cast<std::size_t>(i)] +=
          weights[static_cast<std::size_t>(s)] * c.values[static_cast<std::size_t>((s * heads + head) * d + i)];
  }
  return out;
}

template <class T>
void compare(CacheType type, double tolerance) {
  const Cache cache(type);
  const std::vector<double> q{0.5, -1, 2, 0.25, 1.5};
  const std::vector<T> query(q.begin(), q.end());
  for (const VisibleRange visible : {VisibleRange{0, 1}, {0, 32}, {0, 33}, {0, 75}, {31, 32}, {30, 70}, {64, 75}})
    for (Index head = 0; head < heads; ++head) {
      CAPTURE(visible.begin);
      CAPTURE(visible.end);
      std::vector<double> expected_weights;
      const std::vector<double> expected = reference(cache, q, 0.7, head, visible, expected_weights);
      std::vector<T> out(d), weights(static_cast<std::size_t>(visible.end));
      attend<T>(query.data(), T(0.7), cache.pages(), head, visible, out.data());
      attention_weights<T>(query.data(), T(0.7), cache.pages(), head, visible, weights.data());
      for (std::size_t i = 0; i < out.size(); ++i) CHECK(std::abs(double(out[i]) - expected[i]) < tolerance);
      for (std::size_t s = 0; s < weights.size(); ++s) CHECK(std::abs(double(weights[s]) - expected_weights[s]) < tolerance);
    }
}
}  // namespace

TEST_CASE("attention over pages equals its definition, whatever part is visible") {
  compare<double>(CacheType::f32, 1e-6);  // the cache itself is float
  compare<float>(CacheType::f32, 1e-6);
  compare<float>(CacheType::f16, 2e-3);
}

TEST_CASE("what lies behind the visible range never counts, not even as NaN") {
  Cache cache(CacheType::f32);
  auto* const page = reinterpret_cast<float*>(cache.addresses[0]);
  page[cache.layout.key(0, 0, 7)] = page[cache.layout.value(0, 7, 0)] = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> q(d, 1);
  std::vector<float> out(d);
  attend<float>(q.data(), 1, cache.pages(), 0, {0, 7}, out.data());
  for (const float x : out) CHECK(std::isfinite(x));
}

TEST_CASE("large scores do not overflow") {
  const Cache cache(CacheType::f32);
  const std::vector<float> q(d, 1000);
  std::vector<float> out(d);
  attend<float>(q.data(), 1000, cache.pages(), 0, {0, 75}, out.data());
  for (const float x : out) CHECK(std::isfinite(x));
}
