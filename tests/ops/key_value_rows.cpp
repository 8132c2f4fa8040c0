#include <ganymede/ops/key_value_rows.hpp>

#include <doctest/doctest.h>

#include <ganymede/ops/reference_attention.hpp>

#include "../support/key_value_cache.hpp"

#include <limits>

using namespace ganymede;

TEST_CASE("keys and values are read back within the stated error of their type, whatever the instruction set") {
  for (const CacheType type : {CacheType::f32, CacheType::f16, CacheType::int8})
    for (const Index d : {1, 5, 16, 64, 100}) {
      const KeyValueCache cache({2, d, type}, 40);
      for (Index s = 0; s < 40; ++s)
        for (Index head = 0; head < 2; ++head) {
          const std::size_t at = static_cast<std::size_t>((s * 2 + head) * d);
          const auto check = [&](const std::vector<float>& written, auto read) {
            double largest = 0;
            for (Index i = 0; i < d; ++i) largest = std::max(largest, std::abs(double(written[at + static_cast<std::size_t>(i)])));
            for (Index i = 0; i < d; ++i) {
              const double x = double(written[at + static_cast<std::size_t>(i)]), error = std::abs(read(cache.pages(), head, s, i) - x);
              CHECK(error <= (type == CacheType::f32 ? 0 : type == CacheType::f16 ? std::abs(x) / 2048 : largest / 254 * (1 + 1e-5)));
            }
          };
          check(cache.keys, detail::cached_key);
          check(cache.values, detail::cached_value);
        }
      for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
        if (!supported(static_cast<Isa>(isa))) continue;
        CAPTURE(isa_names[isa]);
        KeyValueCache again({2, d, type}, 40);
        for (Buffer& page : again.memory) std::memset(page.data(), 0xff, page.size());
        for (Index s = 0; s < 40; ++s)
          detail::store_key_value_with(detail::kernels_for(static_cast<Isa>(isa)).attention, again.pages(), s,
                                       again.keys.data() + s * again.row(), again.values.data() + s * again.row());
        for (std::size_t p = 0; p < again.memory.size(); ++p)
          CHECK(std::memcmp(again.memory[p].data(), cache.memory[p].data(), cache.layout.bytes()) == 0);
      }
    }
}

TEST_CASE("zeros stay zeros; infinity and NaN spoil an int8 head and no other") {
  KeyValueCache cache({2, 20, CacheType::int8}, 3);
  cache.write(0, 0);
  std::vector<float> k(40, 1.0F);
  k[7] = std::numeric_limits<float>::infinity();
  store_key_value<float>(cache.pages(), 1, k.data(), k.data());
  k[7] = std::numeric_limits<float>::quiet_NaN();
  store_key_value<double>(cache.pages(), 2, std::vector<double>(k.begin(), k.end()).data(), std::vector<double>(40, 2.0).data());
  for (Index i = 0; i < 20; ++i) {
    CHECK(detail::cached_key(cache.pages(), 0, 0, i) == 0);
    for (const Index s : {1, 2}) {
      CHECK(std::isnan(detail::cached_key(cache.pages(), 0, s, i)));
      CHECK(detail::cached_key(cache.pages(), 1, s, i) == doctest::Approx(1));
    }
    CHECK(detail::cached_value(cache.pages(), 1, 2, i) == doctest::Approx(2));
  }
}

TEST_CASE("what f16 cannot hold reads as NaN, on every instruction set: an infinite key could hide its position") {
  constexpr Index d = 21;
  const float infinity = std::numeric_limits<float>::infinity();
  std::vector<float> k(2 * d, 1.5F);
  k[0] = 65519, k[3] = 65520, k[7] = -1e6F, k[8] = infinity, k[16] = -infinity, k[19] = std::numeric_limits<float>::quiet_NaN(),
  k[20] = -65504;
  for (std::size_t isa = 0; isa < isa_names.size(); ++isa) {
    if (!supported(static_cast<Isa>(isa))) continue;
    KeyValueCache cache({2, d, CacheType::f16}, 1);
    detail::store_key_value_with(detail::kernels_for(static_cast<Isa>(isa)).attention, cache.pages(), 0, k.data(), k.data());
    for (const auto read : {detail::cached_key, detail::cached_value})
      for (Index i = 0; i < d; ++i) {
        const double x = read(cache.pages(), 0, 0, i);
        if (i == 3 || i == 7 || i == 8 || i == 16 || i == 19)
          CHECK(std::isnan(x));
        else
          CHECK(x == (i == 0 ? 65504 : i == 20 ? -65504 : 1.5));
        CHECK(read(cache.pages(), 1, 0, i) == 1.5);
      }
  }
}
