#pragma once
// Where in its base a tensor of an adapter belongs: names and the order of rows, of Hugging Face's adapters and GGUF's, in either's files.

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/lora_adapter.hpp>
#include <ganymede/io/tensor_names.hpp>
#include <ganymede/split.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// A tensor of the base, or a part of one.
struct AdapterPlace {
  std::string tensor{};  // the base's own name
  TensorName::Part part = TensorName::Part::whole;
  Index number = 0;              // of Part::numbered
  Index head_dim = 0;            // rows of such heads are turned; 0: they lie alike
  bool from_pairs = false;       // the adapter's are the ones that have pairs as neighbours
  std::optional<bool> turned{};  // [in, out] against the adapter's [out, in]; nothing: to be told by its shape
  double added = 0;              // what the base has added to a norm's weight

  /// The base's row for each of the adapter's `rows`, from the first of its part, of `all`; nothing where there cannot be so many.
  std::optional<std::vector<Index>> rows_of(Index rows, Index all) const;
};

class AdapterPlaces {
 public:
  /// ConfigError where the adapter cannot be one of this base.
  AdapterPlaces(const Checkpoint& base, std::string_view prefix, const LoraAdapter& adapter);

  /// Where `leaf` of the adapter's module `path` may be, the likeliest first; `exists(name)` says what is there. Nothing where no such
  /// tensor is.
  std::optional<AdapterPlace> find(std::string_view path, std::string_view leaf, FunctionRef<bool(std::string_view)> exists) const;

 private:
  std::optional<AdapterPlace> find_listed(std::string_view path, std::string_view leaf, FunctionRef<bool(std::string_view)> exists) const;
  Index head_dim() const;

  const Checkpoint& base_;
  std::string_view prefix_;
  const LoraAdapter& adapter_;
  std::span<const TensorName> from_{};  // the adapter's names, GGUF's, that become Hugging Face's; empty: they are the base's own
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/adapter_places.ipp>
#endif
