#pragma once
// The bodies of merge_adapters.hpp.

#include <ganymede/io/merge_adapters.hpp>

#include <ganymede/io/adapter_merger.hpp>

namespace ganymede::inline v0 {

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
