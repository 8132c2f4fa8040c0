#pragma once
// What an adapter does to the tensors of its base when it stays beside them: chosen for each sequence, while the base is computed once.

#include <ganymede/core/error.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/io/adapter.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/float_matrix.hpp>
#include <ganymede/split.hpp>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// left right is added to rows [first, first + left.rows) of a matrix of the base, its outputs (of a table of tokens: the tokens), in the
/// order in which the base has them; a factor is in `left` already.
struct LowRankUpdate {
  std::string key{};  // of A in the adapter, for messages
  Index first = 0;
  FloatMatrix left{}, right{};     // [rows, r], [r, in]
  std::vector<float> magnitude{};  // DoRA's: [rows], of a table [in]; empty: none
  bool table = false;
};

/// For a module whose magnitudes have nothing to be the length of.
inline TensorError no_length(const std::string& key, Index output) {
  return TensorError{
      {.problem = "weights of zeros cannot be given another length", .key = key, .found = "output " + std::to_string(output)}};
}

/// One adapter, fitted to its base.
struct AdapterUpdates {
  std::string name{}, file{};
  std::shared_ptr<const Checkpoint> checkpoint{};                          // the base with what the adapter replaces
  std::map<std::string, std::string> replaced{};                           // those tensors, and what the adapter calls them
  std::map<std::string, std::vector<LowRankUpdate>, std::less<>> added{};  // by the base's tensor
};

/// Adapters by their numbers. Throws as merge_adapters(), and InputError for names that are empty or there twice.
GANYMEDE_ONCE std::vector<AdapterUpdates> open_adapters(const Checkpoint& base, std::span<const NamedAdapter> adapters,
                                                        std::string_view prefix, std::optional<DType> weights, Executor& executor);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/adapter_updates.ipp>
#endif
