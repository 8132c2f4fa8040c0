#pragma once
// The bodies of adapter_updates.hpp.

#include <ganymede/io/adapter_updates.hpp>

#include <ganymede/io/adapter_merger.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail {

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

}  // namespace ganymede::inline v0::detail
