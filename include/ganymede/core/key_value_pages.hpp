#pragma once
// How cached keys and values lie in memory: the contract between state/, which owns pages, and the attention kernels, which read them.

#include <ganymede/core/types.hpp>

#include <span>

namespace ganymede::inline v0 {

/// Elements of a key/value cache, chosen at run time.
enum class CacheType : std::uint8_t { f32, f16 };

inline std::size_t size_of(CacheType type) { return type == CacheType::f32 ? 4 : 2; }

/// A page holds `positions` neighbouring positions of one layer, aligned to absolute positions. Keys are stored with positions as
/// lanes, [K, d, positions], so that the scores of a page are sums without any reduction across lanes; values as [K, positions, d].
struct PageLayout {
  static constexpr Index positions = 32;

  Index num_key_value_heads = 0, head_dim = 0;
  CacheType type = CacheType::f32;

  std::size_t bytes() const { return 2 * static_cast<std::size_t>(num_key_value_heads * head_dim * positions) * size_of(type); }
  Index key(Index head, Index dim, Index slot) const { return (head * head_dim + dim) * positions + slot; }
  Index value(Index head, Index slot, Index dim) const { return ((num_key_value_heads + head) * positions + slot) * head_dim + dim; }

  friend bool operator==(const PageLayout&, const PageLayout&) = default;
};

/// The pages of one layer of one sequence; page p holds positions [p * 32, (p + 1) * 32).
struct KeyValuePages {
  PageLayout layout;
  std::span<std::byte* const> pages;
};

}  // namespace ganymede::inline v0
