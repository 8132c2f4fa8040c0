#pragma once
// Vectors kept in a file, to be used again for the same texts and the same model. The file is
//
//   "GNYVEC1\n" │ what they are of (u64) │ rows (u64) │ columns (u64) │ numbers (f32, row after row) │ a hash of all before (u64)

#include <ganymede/core/tensor.hpp>
#include <ganymede/core/tensor_view.hpp>
#include <ganymede/split.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace ganymede::inline v0 {

/// A hash of 64 bits, to tell changed files: not one that nobody could forge.
class Fingerprint {
 public:
  Fingerprint& add(std::span<const std::byte> bytes) noexcept;
  /// A text, and that it ends here.
  Fingerprint& add(std::string_view text) noexcept;
  /// The names and bytes of a file, or of a folder's files of a model: weights, settings, vocabularies. FileError.
  Fingerprint& add_model(const std::filesystem::path& model);

  std::uint64_t value() const noexcept { return state_; }

 private:
  std::uint64_t state_ = 0xCBF29CE484222325u;
};

struct StoredVectors {
  std::uint64_t of = 0;  ///< the fingerprint of what made them
  Tensor<float> vectors{};
};

/// FormatError naming `file`: another file, cut off, changed, of impossible sizes, or numbers that are not finite.
GANYMEDE_ONCE StoredVectors parse_vectors(std::span<const std::byte> bytes, std::string_view file);
/// The same of a file. FileError where it cannot be read.
GANYMEDE_ONCE StoredVectors read_vectors(const std::filesystem::path& file);

/// FileError where it cannot be written; a file of that name stays as it was until the new one is whole.
GANYMEDE_ONCE void write_vectors(const std::filesystem::path& file, std::uint64_t of, TensorView<float> vectors);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/vector_file.ipp>
#endif
