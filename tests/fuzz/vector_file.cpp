// A file of vectors: read, and searched.
#include <ganymede/app/vector_file.hpp>
#include <ganymede/app/vector_index.hpp>

#include "fuzz/support/attempt.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  attempt([&] {
    // The hash at the end is put right, or nothing would get past it.
    std::vector<std::byte> bytes(reinterpret_cast<const std::byte*>(data), reinterpret_cast<const std::byte*>(data) + size);
    if (size >= 8) {
      const std::uint64_t hash = ganymede::Fingerprint().add(std::span<const std::byte>(bytes).first(size - 8)).value();
      std::memcpy(bytes.data() + size - 8, &hash, sizeof hash);
    }
    const ganymede::StoredVectors stored = ganymede::parse_vectors(bytes, "vectors");
    const ganymede::VectorIndex index(stored.vectors);
    if (stored.vectors.rows() > 0) static_cast<void>(index.search(ganymede::TensorView<float>(stored.vectors), 2));
  });
  return 0;
}
