#pragma once
// Embeddings and heads that checkpoints hold once, or several times over.

#include <ganymede/layers/linear.hpp>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// Reads tables [V, D] of token vectors; those that are equal, byte for byte, are packed once (Press and Wolf 2017).
template <Scalar T>
class TokenTables {
 public:
  /// The table at the first of `places` that the checkpoint has. TensorError where it has none, naming the usual place: the second, or
  /// the only one.
  Linear<T> operator()(std::initializer_list<Weights> places, Index vocab_size, Index hidden_size) {
    const Weights* found = std::find_if(places.begin(), places.end(), [](const Weights& w) { return w.has("weight"); });
    if (found == places.end()) found = places.begin() + (places.size() > 1 ? 1 : 0);
    const Index shape[] = {vocab_size, hidden_size};
    const StoredTensor& stored = found->tensor("weight", shape);
    for (const Known& known : known_)
      if (known.stored->dtype == stored.dtype && equal(*found, known.stored->bytes, stored.bytes)) return known.table;
    known_.push_back({&stored, {*found, vocab_size, hidden_size}});
    return known_.back().table;
  }

 private:
  struct Known {
    const StoredTensor* stored;
    Linear<T> table;
  };

  /// Piece by piece, whose memory is given back: tables are most of a small model.
  static bool equal(const Weights& weights, std::span<const std::byte> a, std::span<const std::byte> b) {
    if (a.size() != b.size()) return false;
    for (std::size_t at = 0; a.data() != b.data() && at < a.size(); at += std::size_t{1} << 20) {
      const std::size_t bytes = std::min(a.size() - at, std::size_t{1} << 20);
      const bool same = std::memcmp(a.data() + at, b.data() + at, bytes) == 0;
      weights.release(a.subspan(at, bytes));
      weights.release(b.subspan(at, bytes));
      if (!same) return false;
    }
    return true;
  }

  std::vector<Known> known_;
};

/// final_logits_bias [1, V], what is added to the logits; empty where there is none, or only zeros.
template <Scalar T>
std::vector<T> read_final_logits_bias(const Weights& weights, Index vocab_size) {
  const Weights place = weights / "final_logits_bias";
  if (!place.has("")) return {};
  const Index shape[] = {1, vocab_size};
  const StoredTensor& stored = place.tensor("", shape);
  std::vector<float> values(static_cast<std::size_t>(vocab_size));
  dequantize(stored.dtype, stored.bytes.data(), values.data(), vocab_size);
  if (std::ranges::all_of(values, [](float v) { return v == 0; })) return {};
  return {values.begin(), values.end()};
}

}  // namespace ganymede::inline v0
