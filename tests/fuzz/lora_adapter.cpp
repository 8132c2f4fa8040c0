// A folder of a base and of an adapter (support/packed_folder.hpp), PEFT's or adapter.gguf: read, merged, and fitted to stay beside.
#include "fuzz/support/attempt.hpp"
#include "fuzz/support/packed_folder.hpp"

#include <ganymede/io/adapter_updates.hpp>
#include <ganymede/io/merge_adapters.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const PackedFolder folder({reinterpret_cast<const char*>(data), size});
  static ganymede::ThreadPool one(1);
  const std::filesystem::path path = PackedFolder::path(), gguf = path / "adapter.gguf";
  attempt([&] {
    const ganymede::Adapter adapters[] = {{path}, {exists(gguf) ? gguf : path, 0.5}};
    merge_adapters(ganymede::Checkpoint(path), std::span(adapters).last(exists(gguf) ? 1 : 2), "model.", {}, one);
  });
  attempt([&] {
    const ganymede::NamedAdapter adapters[] = {{"a", path}, {"b", exists(gguf) ? gguf : path, 0.5}};
    ganymede::detail::open_adapters(ganymede::Checkpoint(path), std::span(adapters).last(exists(gguf) ? 1 : 2), "model.", {}, one);
  });
  return 0;
}
