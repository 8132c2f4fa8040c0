#pragma once
// T5's positions: a learned number for each head and bucket of distances, added to scores.

#include <ganymede/core/error.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/layers/rope.hpp>
#include <ganymede/ops/attention_rows.hpp>
#include <ganymede/state/pass.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// Which distances share a number.
struct RelativeBuckets {
  bool bidirectional = true;  ///< an encoder: keys after the query have buckets of their own
  Index relative_attention_num_buckets = 32;
  Index relative_attention_max_distance = 128;  ///< from here on, one bucket

  /// Throws ConfigError where there are no such buckets.
  void validate(std::string_view file) const {
    if (exact() < 1 || relative_attention_num_buckets > 1 << 16)
      throw ConfigError{{.problem = "unusable relative positions",
                         .file = std::string(file),
                         .key = "relative_attention_num_buckets",
                         .expected = bidirectional ? "4 to 65536" : "2 to 65536",
                         .found = std::to_string(relative_attention_num_buckets)}};
    if (relative_attention_max_distance <= exact() || relative_attention_max_distance > 1 << 24)
      throw ConfigError{{.problem = "unusable relative positions",
                         .file = std::string(file),
                         .key = "relative_attention_max_distance",
                         .expected = std::to_string(exact() + 1) + " to 16777216",
                         .found = std::to_string(relative_attention_max_distance)}};
  }

  /// The bucket of a key `distance` positions after the query: half of the buckets hold one distance each, the others grow
  /// logarithmically (Raffel et al. 2019, section 2.1). In float, as the reference computes it.
  Index bucket(Index distance) const {
    const Index count = bidirectional ? relative_attention_num_buckets / 2 : relative_attention_num_buckets;
    const Index first = bidirectional && distance > 0 ? count : 0;
    const Index away = bidirectional ? std::abs(distance) : std::max<Index>(-distance, 0);
    if (away < exact()) return first + away;
    const float share = std::log(static_cast<float>(away) / static_cast<float>(exact())) /
                        static_cast<float>(std::log(double(relative_attention_max_distance) / double(exact())));
    return first + std::min(exact() + static_cast<Index>(share * static_cast<float>(count - exact())), count - 1);
  }

 private:
  Index exact() const { return relative_attention_num_buckets / (bidirectional ? 4 : 2); }
};

/// score += table[bucket(key - query), head]. The first layer's table serves all layers: copies share it, and in each pass one list of
/// numbers by distance.
template <Scalar T>
class RelativePositions : public NoPosition {
 public:
  RelativePositions() = default;
  /// `weights` holds relative_attention_bias [buckets, H].
  RelativePositions(const Weights& weights, RelativeBuckets buckets, Index num_heads) {
    const Index shape[] = {buckets.relative_attention_num_buckets, num_heads};
    const StoredTensor& stored = weights.tensor("weight", shape);
    std::vector<float> values(static_cast<std::size_t>(stored.elements()));
    for (Index b = 0; b < shape[0]; ++b)
      dequantize(stored.dtype, stored.bytes.data() + static_cast<std::size_t>(b) * row_bytes(stored.dtype, num_heads),
                 values.data() + b * num_heads, num_heads);
    shared_ = std::make_shared<const Shared>(Shared{buckets, num_heads, {values.begin(), values.end()}});
  }

  /// What is added to the scores of this pass, for all distances that it has.
  template <class P>
  ScoreBias<T> score_bias(Pass<P>& pass) const {
    Index longest = 0;
    for (const Segment& s : pass.batch.segments()) longest = std::max(longest, s.sequence->length() + s.rows);
    const Index columns = shared_->buckets.bidirectional ? 2 * longest - 1 : longest;
    const View<T> table = pass.template shared_table<T>(shared_, shared_->num_heads, columns, [&](View<T>& t) {
      for (Index i = 0; i < columns; ++i) {
        const Index bucket = shared_->buckets.bucket(i - (longest - 1));
        for (Index head = 0; head < t.rows(); ++head)
          t(head, i) = shared_->table[static_cast<std::size_t>(bucket * shared_->num_heads + head)];
      }
    });
    return {table.data() + longest - 1, table.outerStride()};
  }

 private:
  struct Shared {
    RelativeBuckets buckets;
    Index num_heads;
    std::vector<T> table;  // [buckets, H]
  };
  std::shared_ptr<const Shared> shared_;
};

}  // namespace ganymede::inline v0
