// The state of a prompt: read, and put into a sequence.
#include <ganymede/app/prompt_file.hpp>
#include <ganymede/app/vector_file.hpp>

#include <cstring>

#include "fuzz/support/attempt.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  attempt([&] {
    // The hash at the end is put right, or nothing would get past it.
    std::vector<std::byte> bytes(reinterpret_cast<const std::byte*>(data), reinterpret_cast<const std::byte*>(data) + size);
    if (size >= 8) {
      const std::uint64_t hash = ganymede::Fingerprint().add(std::span<const std::byte>(bytes).first(size - 8)).value();
      std::memcpy(bytes.data() + size - 8, &hash, sizeof hash);
    }
    const ganymede::StoredPrompt stored = ganymede::parse_prompt(bytes, "prompt");
    const auto shape = std::make_shared<const ganymede::StateShape>(ganymede::StateShape{{{1, 2}}, 100, 100, {{8}}});
    ganymede::Sequence sequence(shape, {.cache = stored.of % 2 == 0 ? ganymede::CacheType::f32 : ganymede::CacheType::int8});
    restore_prompt(stored, static_cast<ganymede::Index>(stored.tokens.size()), sequence, "prompt");
    if (sequence.length() != static_cast<ganymede::Index>(stored.tokens.size())) __builtin_trap();
  });
  return 0;
}
