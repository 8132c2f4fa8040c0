#pragma once
// The bodies of merge_adapters.hpp and adapter_updates.hpp.

#include <ganymede/io/adapter_merger.hpp>
#include <ganymede/io/merge_adapters.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

inline void require_scale(const std::filesystem::path& path, double scale) {
  if (!std::isfinite(scale)) throw InputError{{.problem = "the scale of an adapter is not finite", .file = path.string(), .key = "scale"}};
}

GANYMEDE_ONCE std::vector<AdapterUpdates> open_adapters(const Checkpoint& base, std::span<const NamedAdapter> adapters,
                                                        std::string_view prefix, std::optional<DType> weights, Executor& executor) {
  std::vector<AdapterUpdates> all;
  for (const NamedAdapter& adapter : adapters) {
    require_scale(adapter.path, adapter.scale);
    const auto has_name = [&](const AdapterUpdates& other) { return other.name == adapter.name; };
    if (adapter.name.empty() || std::ranges::any_of(all, has_name))
      throw InputError{{.problem = adapter.name.empty() ? "an adapter without a name" : "two adapters of one name",
                        .file = adapter.path.string(),
                        .key = "named_adapters",
                        .found = adapter.name}};
    all.push_back(AdapterMerger(base, prefix, weights, executor).beside(open_lora_adapter(adapter.path), adapter.scale));
    all.back().name = adapter.name;
  }
  return all;
}

}  // namespace detail

GANYMEDE_ONCE Checkpoint merge_adapters(const Checkpoint& base, std::span<const Adapter> adapters, std::string_view prefix,
                                        std::optional<DType> weights, Executor& executor) {
  detail::AdapterMerger merger(base, prefix, weights, executor);
  for (const Adapter& adapter : adapters) {
    detail::require_scale(adapter.path, adapter.scale);
    merger.merge(detail::open_lora_adapter(adapter.path), adapter.scale);
  }
  return merger.take();
}

}  // namespace ganymede::inline v0
