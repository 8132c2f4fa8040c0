#pragma once
// The state of a text in a file: tokens, and what a model keeps of them. The file is
//
//   "GNYPMT1\n" │ what the model is (u64) │ bytes of the facts (u64) │ facts │ tokens (u64) │ ids (i32) │ pages, layer after layer │
//   recurrent states │ a hash of all before (u64)
//
// The facts are lines, "cache f16": what else the bits of a state depend on, the library's version, the instruction set, the shape.

#include <ganymede/split.hpp>
#include <ganymede/state/sequence.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// What a file says, in place: `state` and `facts` are parts of its bytes.
struct StoredPrompt {
  std::uint64_t of = 0;  ///< the fingerprint of the model
  std::string_view facts{};
  std::vector<TokenId> tokens{};
  std::span<const std::byte> state{};
};

/// FormatError naming `file`: another file, cut off, changed, of impossible sizes. Memory is taken for what is there alone.
GANYMEDE_ONCE StoredPrompt parse_prompt(std::span<const std::byte> bytes, std::string_view file);

/// Puts what was kept of the first `count` tokens into `sequence`, an empty one of the model that it is of; of a recurrent state, all or
/// nothing can be had (InputError). FormatError, naming the fact that differs, where that
/// has another shape, cache type, instruction set or library version. Otherwise throws as Sequence::reserve().
GANYMEDE_ONCE void restore_prompt(const StoredPrompt& stored, Index count, Sequence& sequence, std::string_view file);

/// Writes what `sequence` keeps of `tokens`, all that it holds, for a model of that fingerprint. A file of that name stays as it was until
/// the new one is whole. InputError: other tokens than the sequence has, or the text of a translation. FileError.
GANYMEDE_ONCE void write_prompt(const std::filesystem::path& file, std::uint64_t of, std::span<const TokenId> tokens,
                                const Sequence& sequence);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/prompt_file.ipp>
#endif
