#pragma once
// The safetensors format: a header length (uint64), a JSON header, and the tensors' bytes without gaps.
// Format: github.com/huggingface/safetensors, README "Format". Its reference reader's checks are made here too, and one
// more: an entry with unknown fields is refused.

#include <ganymede/io/stored_tensor.hpp>
#include <ganymede/split.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {
/// The tensors of a safetensors file, in the order of their data; they point into `bytes`. `file` names it in errors.
/// FormatError for whatever is malformed, TensorError for an element type without a name here.
GANYMEDE_ONCE std::vector<StoredTensor> parse_safetensors(std::span<const std::byte> bytes, std::string_view file);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/safetensors.ipp>
#endif
