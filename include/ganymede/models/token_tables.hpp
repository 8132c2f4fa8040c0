#pragma once
// Embeddings and heads that checkpoints hold once, or several times over.

#include <ganymede/layers/linear.hpp>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {
/// Piece by piece, whose memory `files` gives back: tables are most of a small model.
template <class Files>
bool equal_bytes(const Files& files, std::span<const std::byte> a, std::span<const std::byte> b) {
  if (a.size() != b.size()) return false;
  for (std::size_t at = 0; a.data() != b.data() && at < a.size(); at += std::size_t{1} << 20) {
    const std::size_t bytes = std::min(a.size() - at, std::size_t{1} << 20);
    const bool same = std::memcmp(a.data() + at, b.data() + at, bytes) == 0;
    files.release(a.subspan(at, bytes));
    files.release(b.subspan(at, bytes));
    if (!same) return false;
  }
  return true;
}
}  // namespace detail

/// Whether a head that the settings call tied is so: the checkpoint has no matrix for it, or again the embedding's, which may stand
/// under `prefix`. One that differs is the head, as it is to transformers.
inline bool is_tied(const Checkpoint& checkpoint, std::string_view head, std::string_view prefix, std::string_view embedding) {
  const StoredTensor* const own = checkpoint.find(head);
  const StoredTensor* table = checkpoint.find(std::string(prefix).append(embedding));
  if (table == nullptr) table = checkpoint.find(embedding);
  if (own == nullptr || table == nullptr) return true;
  return own->dtype == table->dtype && own->shape == table->shape && detail::equal_bytes(checkpoint, own->bytes, table->bytes);
}

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
      if (known.stored->dtype == stored.dtype && detail::equal_bytes(*found, known.stored->bytes, stored.bytes)) return known.table;
    known_.push_back({&stored, {{LinearPart{.weights = *found, .out = vocab_size, .adaptable = false}}, hidden_size}});
    return known_.back().table;
  }

 private:
  struct Known {
    const StoredTensor* stored;
    Linear<T> table;
  };

  std::vector<Known> known_;
};

/// final_logits_bias [1, V], what is added to the logits; empty where there is none, or only zeros.
template <Scalar T>
std::vector<T> read_final_logits_bias(const Weights& place, Index vocab_size) {
  if (!place.has("")) return {};
  const Index shape[] = {1, vocab_size};
  const StoredTensor& stored = place.tensor("", shape);
  std::vector<float> values(static_cast<std::size_t>(vocab_size));
  dequantize(stored.dtype, stored.bytes.data(), values.data(), vocab_size);
  if (std::ranges::all_of(values, [](float v) { return v == 0; })) return {};
  return {values.begin(), values.end()};
}

}  // namespace ganymede::inline v0
