#pragma once
// The two names of a tensor: in Hugging Face checkpoints and in another format's files.

#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// A tensor's name (without ".weight" or ".bias") in Hugging Face checkpoints and in files of another format; each "{}" stands for a
/// number, a layer's or an expert's. A name of Hugging Face's may stand in a table twice: for files that have either.
struct TensorName {
  /// How the rows of a matrix lie in the file, against Hugging Face's.
  enum class Rows : std::uint8_t {
    alike,
    rotary_pairs,  ///< values i and i + d/2 of a head of d rows, which rotary positions turn together, are neighbours in GGUF
    transposed,    ///< [in, out] there and [out, in] here, or the other way round
    qkv_stacked,   ///< queries, keys and values below one another, which Hugging Face has group by group (DecoderNames::qkv_by_group)
  };
  /// Which part of the file's tensor it is: what Hugging Face keeps apart may be stacked in a file.
  enum class Part : std::uint8_t {
    whole,
    first,     ///< of two (keys and values; gate and up) or of three (queries, keys and values) below one another
    middle,    ///< of three, with as many rows as the last
    last,      ///< of two or three
    numbered,  ///< one along the first axis, the last "{}" of `hugging_face`: experts' [F, D] of [E, F, D]
    row,       ///< all of a vector [N] that is a matrix [1, N] in Hugging Face's
    squeezed,  ///< all of a matrix [N, M] that is [N, 1, M] there, a convolution of single channels
  };
  std::string_view hugging_face, own;
  Rows rows = Rows::alike;
  Part part = Part::whole;
  double added = 0;                                   ///< what the file has added to the weight (Gemma's norms: 1 + w in GGUF)
  std::string_view weight = "weight", bias = "bias";  ///< what the file calls these two
  bool optional = false;                              ///< models of the table may be without it
  std::string_view layer_type{};                      ///< one of config.json's layer_types, whose layers have it; empty: all have it
};

/// All names of a format, or of one of its architectures.
struct TensorNames {
  std::span<const TensorName> tensors{};
  char separator = '.';                         ///< between the parts of the file's names; those that are not listed have it too
  std::span<const std::string_view> ignored{};  ///< as Weights::require_all_used() has them
};

namespace detail {

/// The numbers in a `path` that fits `pattern`, none for a pattern without holes; nothing where it does not fit.
GANYMEDE_ONCE std::optional<std::vector<std::string>> numbers_of(std::string_view pattern, std::string_view path);

/// `pattern` with its holes filled, from the first; there may be more numbers than holes.
GANYMEDE_ONCE std::string with_numbers(std::string_view pattern, std::span<const std::string> numbers);

/// The first entry of a Hugging Face `path`; null where none fits.
GANYMEDE_ONCE const TensorName* find_tensor_name(std::span<const TensorName> names, std::string_view path);

/// The file's name of a Hugging Face `path`, neither with ".weight"; nothing for a path that is not listed.
GANYMEDE_ONCE std::optional<std::string> own_name(std::span<const TensorName> names, std::string_view path);

/// What the file calls `leaf`, "weight" or "bias", of an entry; no leaf at all (gpt-oss's sinks) is a weight elsewhere.
inline std::string_view own_leaf(const TensorName& name, std::string_view leaf) {
  return leaf == "weight" || (leaf.empty() && name.part == TensorName::Part::whole) ? name.weight : leaf == "bias" ? name.bias : leaf;
}

/// The row of a matrix of heads, each of d rows, that lies at row n of Hugging Face's: where `rotary_pairs` puts it.
inline Index rotary_pair_row(Index n, Index d) { return n / d * d + 2 * (n % d % (d / 2)) + n % d / (d / 2); }

}  // namespace detail
}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/tensor_names.ipp>
#endif
