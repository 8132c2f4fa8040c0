#pragma once
// How the KV cache lies in memory, in pages: the contract between state/, which owns pages, and the attention kernels, which read them.

#include <ganymede/core/types.hpp>

#include <array>
#include <span>
#include <string_view>

namespace ganymede::inline v0 {

/// Elements of a key/value cache, chosen at run time. f16 rounds each number to 11 significant bits; one beyond its range reads as NaN.
/// int8 gives each head of each position a scale for its key and one for its value, the largest magnitude / 127: every number is off by at
/// most half a scale, 1/254 of the largest; where one is infinite or NaN, the whole head reads as NaN.
enum class CacheType : std::uint8_t { f32, f16, int8 };

inline constexpr std::array<std::string_view, 3> cache_type_names{"f32", "f16", "int8"};
constexpr std::string_view name(CacheType type) { return cache_type_names[static_cast<std::size_t>(type)]; }

inline std::size_t size_of(CacheType type) { return type == CacheType::f32 ? 4 : type == CacheType::f16 ? 2 : 1; }

/// A page holds `positions` neighbouring positions of one layer, aligned to absolute positions. Keys are stored with positions as
/// lanes, [K, d, positions], so that the scores of a page are sums without any reduction across lanes; values as [K, positions, d].
/// An int8 page ends with its scales, floats: [K, positions] of keys, then [K, positions] of values.
struct PageLayout {
  static constexpr Index positions = 32;

  Index num_key_value_heads = 0, head_dim = 0;
  CacheType type = CacheType::f32;

  std::size_t bytes() const { return elements() * size_of(type) + (type == CacheType::int8 ? scales() * sizeof(float) : 0); }
  Index key(Index head, Index dim, Index slot) const { return (head * head_dim + dim) * positions + slot; }
  Index value(Index head, Index slot, Index dim) const { return ((num_key_value_heads + head) * positions + slot) * head_dim + dim; }
  /// Bytes from the page's begin to the scale of a key, of an int8 page.
  Index key_scale(Index head, Index slot) const {
    return static_cast<Index>(elements()) + (head * positions + slot) * Index{sizeof(float)};
  }
  Index value_scale(Index head, Index slot) const { return key_scale(num_key_value_heads + head, slot); }

  friend bool operator==(const PageLayout&, const PageLayout&) = default;

 private:
  std::size_t elements() const { return 2 * static_cast<std::size_t>(num_key_value_heads * head_dim * positions); }
  std::size_t scales() const { return 2 * static_cast<std::size_t>(num_key_value_heads * positions); }
};

/// The pages of one layer of one sequence; page p holds positions [p * 32, (p + 1) * 32).
struct KeyValuePages {
  PageLayout layout;
  std::span<std::byte* const> pages;
};

}  // namespace ganymede::inline v0
