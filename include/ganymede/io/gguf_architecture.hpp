#pragma once
// What a GGUF file of one architecture calls things that config.json and Hugging Face's checkpoints call otherwise: one table, for reading
// such files and for writing them.

#include <ganymede/io/known_settings.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/tensor_names.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace ganymede::inline v0 {

/// One setting: `key` is Hugging Face's name, `gguf` what stands in the file, or speaks for it.
struct GgufSetting {
  enum class By : std::uint8_t {
    key,              ///< the metadata key `gguf`, without "<architecture>."
    required_key,     ///< the same; a file without it is refused
    key_unless_zero,  ///< the same; 0 is as if it were not there
    key_or_rows,      ///< `gguf`, or where a file has not that key, the number of rows of `tensor`
    rows,             ///< the number of rows of `tensor`, 0 where there is none
    tensor,           ///< true where there is a tensor `tensor`; or of `gguf`, two JSON texts as in "2|1", the first there, else the second
    no_tensor,        ///< true where there is none
    constant,         ///< always `gguf`, a JSON text: a model in which it is otherwise has no GGUF form
    written,          ///< `gguf` repeats what `key` says: written, and where it is read it must say the same
    head_dim,         ///< attention.key_length, which must be attention.value_length
    rope,             ///< rope.scaling.*: gguf_rope.hpp; LongRoPE where there is a tensor `tensor`
    rope_untruncated,  ///< the same of a family whose yarn does not round where its ramp begins and ends
    greatest,          ///< the greatest of an array, of a number for each layer
    conv_where_zero,   ///< layer_types: "conv" where the array has 0, else "full_attention"
    labels,            ///< an object, "0" and on, of an array of names; nothing where there is none
    gemma_scalar,      ///< head_dim, or with `gguf` layers hidden_size / num_attention_heads: what llama.cpp knows of Gemma's sizes
  };
  std::string_view key, gguf;
  By by = By::key;
  std::string_view tensor{};
};

/// A table. Settings are written in its order.
struct GgufArchitecture {
  std::string_view name;                          ///< general.architecture
  std::span<const std::string_view> model_types;  ///< of config.json, that are written so
  std::span<const GgufSetting> settings;
  std::span<const TensorName> tensors;
  std::span<const std::string_view> ignored_tensors{};  ///< as Weights::require_all_used() has them
  std::span<const KnownSettings> known_settings{};      ///< keys that are not read and change no result
  std::string_view told_by{};                           ///< a tensor that files have which are of this table, of several with one name
};

namespace detail::gguf {
using By = GgufSetting::By;

/// Lists one after another: what many architectures have in common, then one's own.
template <class Entry, std::size_t... N>
constexpr std::array<Entry, (N + ...)> joined(const std::array<Entry, N>&... lists) {
  std::array<Entry, (N + ...)> all{};
  auto end = all.begin();
  ((end = std::copy(lists.begin(), lists.end(), end)), ...);
  return all;
}
}  // namespace detail::gguf

}  // namespace ganymede::inline v0
