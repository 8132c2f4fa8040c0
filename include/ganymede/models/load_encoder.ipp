#pragma once
// The bodies of load_encoder.hpp.

#include <ganymede/models/load_encoder.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE HeadKind detail::stored_head(const Weights& weights, const EncoderConfig& c, const EncoderNames& names) {
  const auto has = [&](std::string_view path) { return path.empty() || (weights / path).has("weight"); };
  const auto stored = [&](HeadKind kind) {
    switch (kind) {
      case HeadKind::masked_lm:
        return !names.masked_lm.dense.empty() && has(names.masked_lm.dense);
      case HeadKind::question_answering:
        return has(names.question_answering.out);
      case HeadKind::sequence:
        return has(names.sequence.dense) && has(names.sequence.out);
      case HeadKind::tokens:
        return has(names.tokens.dense) && has(names.tokens.out);
      case HeadKind::none:
        return false;
    }
    return false;
  };
  if (stored(c.named_head)) return c.named_head;
  if (c.named_head == HeadKind::sequence && has(names.sequence.out))  // else it might be taken for another head
    throw TensorError{{.problem = "tensor is missing",
                       .file = weights.file(),
                       .key = std::string(names.sequence.dense) + ".weight",
                       .expected = "what stands before the head's last matrix"}};
  for (const HeadKind kind : {HeadKind::sequence, HeadKind::tokens, HeadKind::question_answering, HeadKind::masked_lm})
    if (stored(kind)) return kind;
  return HeadKind::none;
}

GANYMEDE_ONCE Index detail::stored_rows(const Checkpoint& checkpoint, const std::string& matrix, const EncoderConfig& c) {
  const StoredTensor* const stored = checkpoint.find(matrix);
  if (stored == nullptr && checkpoint.settings().are_named()) return positive(c.settings, "num_labels");
  if (stored == nullptr || stored->shape.size() != 2)
    throw TensorError{{.problem = "no matrix of a head",
                       .file = checkpoint.name(),
                       .key = matrix,
                       .expected = "[labels, hidden_size]",
                       .found = stored == nullptr ? "nothing" : to_string(stored->shape)}};
  return stored->shape.front();
}

#if GANYMEDE_SEPARATE
template StockEncoder<float> load_encoder(const Weights&, const Checkpoint&, const EncoderConfig&, const EncoderNames&);
template StockEncoder<float> detail::load_strictly(const FamilyFacts&, StockEncoder<float> (*)(const Weights&, const Checkpoint&),
                                                   const Checkpoint&, const LoadOptions&);
#endif

}  // namespace ganymede::inline v0
