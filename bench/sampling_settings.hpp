#pragma once
// What the benchmarks of choosing tokens share: settings in common use, and a model that has its logits ready.

#include <ganymede/core/executor.hpp>
#include <ganymede/core/tensor.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/state/batch.hpp>
#include <ganymede/state/workspace.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace bench {

constexpr ganymede::Index most_sequences = 32, most_tokens = 256;

/// A row of logits for each sequence, the same at each step. They fall with the rank of a token as those of a language model do (p about
/// rank^-1.6), in no order of ids.
struct ReadyLogits {
  ganymede::Index vocabulary;
  std::shared_ptr<ganymede::Executor> executor;
  std::shared_ptr<const ganymede::StateShape> shape =
      std::make_shared<ganymede::StateShape>(ganymede::StateShape{.slots = {}, .max_position_embeddings = 2 * most_tokens});
  std::vector<float> logits = std::vector<float>(static_cast<std::size_t>(vocabulary * most_sequences));

  ReadyLogits(ganymede::Index words, std::shared_ptr<ganymede::Executor> threads) : vocabulary(words), executor(std::move(threads)) {
    std::mt19937 random(1);
    for (ganymede::Index row = 0; row < most_sequences; ++row) {
      const auto begin = logits.begin() + row * words;
      for (ganymede::Index rank = 0; rank < words; ++rank)
        begin[rank] = 12 - 1.6F * std::log(static_cast<float>(rank) + 1 + static_cast<float>(row) / 32);
      std::shuffle(begin, begin + words, random);
    }
  }
  ganymede::Index vocab_size() const { return vocabulary; }
  ganymede::Index max_position_embeddings() const { return 2 * most_tokens; }
  ganymede::Index longest_sequence() const { return 2 * most_tokens; }
  ganymede::Sequence new_sequence(const ganymede::SequenceOptions& options) const { return ganymede::Sequence(shape, options); }
  ganymede::ConstView<float> forward(const ganymede::Batch& batch, ganymede::Workspace& workspace) const {
    for (const ganymede::Segment& s : batch.segments()) s.sequence->reserve(s.rows);
    workspace.begin_pass();
    for (const ganymede::Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return ganymede::view_of(logits.data(), batch.logit_rows(), vocabulary);
  }
};

/// By name. All but the first two sample.
inline std::vector<std::pair<std::string, ganymede::GenerationConfig>> sampling_settings() {
  ganymede::GenerationConfig greedy, penalised, sampled;
  penalised.repetition_penalty = 1.1;
  sampled.do_sample = true;
  std::vector<std::pair<std::string, ganymede::GenerationConfig>> all{
      {"greedy", greedy}, {"repetition_penalty_1.1", penalised}, {"sampled", sampled}};
  const auto add = [&](const char* name) -> ganymede::GenerationConfig& { return all.emplace_back(name, sampled).second; };
  add("temperature_0.8").temperature = 0.8;
  add("top_k_40").top_k = 40;
  add("top_k_50").top_k = 50;
  add("top_p_0.9").top_p = 0.9;
  add("top_p_0.95").top_p = 0.95;
  add("min_p_0.05").min_p = 0.05;
  add("typical_p_0.95").typical_p = 0.95;
  ganymede::GenerationConfig& together = add("all");
  together.repetition_penalty = 1.1;
  together.temperature = 0.8;
  together.top_k = 50;
  together.top_p = together.typical_p = 0.95;
  together.min_p = 0.05;
  for (auto& [name, config] : all) config.max_new_tokens = most_tokens;
  return all;
}

}  // namespace bench
