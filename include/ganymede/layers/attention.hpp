#pragma once
// Multi-head self-attention with grouped key/value heads, over the sequences' caches.

#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/norm.hpp>
#include <ganymede/layers/rope.hpp>
#include <ganymede/ops/attention.hpp>

#include <cmath>

namespace ganymede::inline v0 {

/// The sizes and options of an attention layer, under their names in config.json.
struct AttentionConfig {
  Index hidden_size = 0, num_attention_heads = 0, num_key_value_heads = 0, head_dim = 0;
  Index sliding_window = 0;  ///< a query sees the last `sliding_window` positions, its own included; 0: all
  double scale = 0;          ///< of scores; 0: 1 / sqrt(head_dim)

  KeyValueSlot slot() const { return {num_key_value_heads, head_dim}; }

  /// Throws ConfigError where the numbers cannot belong together.
  void validate(std::string_view file) const {
    const auto require = [&](bool holds, const char* key, const char* expected, Index found) {
      if (!holds)
        throw ConfigError{{.problem = "unusable attention settings",
                           .file = std::string(file),
                           .key = key,
                           .expected = expected,
                           .found = std::to_string(found)}};
    };
    constexpr Index limit = 1 << 24;
    require(hidden_size > 0 && hidden_size < limit, "hidden_size", "a positive number", hidden_size);
    require(num_attention_heads > 0 && num_attention_heads < limit, "num_attention_heads", "a positive number", num_attention_heads);
    require(num_key_value_heads > 0 && num_attention_heads % num_key_value_heads == 0, "num_key_value_heads",
            "a divisor of num_attention_heads", num_key_value_heads);
    require(head_dim > 0 && head_dim < limit, "head_dim", "a positive number", head_dim);
    require(sliding_window >= 0, "sliding_window", "a positive number", sliding_window);
  }
};

/// softmax(q k^T / sqrt(d)) v for each head, then o_proj (Vaswani et al. 2017, eq. 1 and section 3.2.2); H / K query heads share a
/// key/value head (Ainslie et al. 2023). Keys and values of the new rows are written to the cache of `layer`, then each row looks back at
/// all of them. `Position` turns queries and keys (Rope) or does nothing; q_norm and k_norm act on single heads where a family has them.
template <Scalar T, class Position = NoPosition, class HeadNorm = NoNorm>
struct Attention {
  Index layer = 0;
  AttentionConfig config;
  Linear<T> qkv_proj;  // q's rows, then k's, then v's
  Linear<T> o_proj;
  Position position{};
  HeadNorm q_norm{}, k_norm{};

  /// [T, D] -> [T, D]
  template <class P>
  Product<T> operator()(const View<T>& x, Pass<P>& pass) const {
    const Index d = config.head_dim, q_size = config.num_attention_heads * d, kv_size = config.num_key_value_heads * d;
    View<T> qkv = qkv_proj(x, pass);
    View<T> q = columns(qkv, 0, q_size), k = columns(qkv, q_size, kv_size), v = columns(qkv, q_size + kv_size, kv_size);
    normalise(q, q_norm);
    normalise(k, k_norm);
    position(q, k, d, pass);
    View<T> context = pass.workspace.template take<T>(x.rows(), q_size);
    for (const Segment& s : pass.batch.segments()) {
      const KeyValuePages cache = s.sequence->pages(layer);
      for (Index r = 0; r < s.rows; ++r)
        store_key_value<T>(cache, s.sequence->length() + r, k.data() + (s.first_row + r) * k.outerStride(),
                           v.data() + (s.first_row + r) * v.outerStride());
      attend_segment(q, context, s, cache, pass);
    }
    return o_proj(context, pass);
  }

 private:
  static constexpr Index rows_per_task = 4;

  VisibleRange visible(Index at) const {
    return {config.sliding_window > 0 ? std::max<Index>(0, at + 1 - config.sliding_window) : 0, at + 1};
  }

  template <class P>
  void attend_segment(const View<T>& q, View<T>& context, const Segment& s, const KeyValuePages& cache, Pass<P>& pass) const {
    const Index d = config.head_dim, H = config.num_attention_heads, group = H / config.num_key_value_heads;
    const T scale = config.scale > 0 ? T(config.scale) : T(1) / std::sqrt(T(d));
    const Index blocks = (s.rows + rows_per_task - 1) / rows_per_task;
    pass.executor.parallel_for(blocks * H, [&](Index task) {
      const Index head = task % H, first = task / H * rows_per_task;
      for (Index r = first; r < std::min(first + rows_per_task, s.rows); ++r) {
        const Index t = s.first_row + r;
        attend<T>(q.data() + t * q.outerStride() + head * d, scale, cache, head / group, visible(s.sequence->length() + r),
                  context.data() + t * context.outerStride() + head * d);
      }
    });
    if constexpr (Pass<P>::wants_attention) {
      const Workspace::Scope scope(pass.workspace);
      const Index length = s.sequence->length();
      View<T> weights = pass.workspace.template take<T>(1, length + s.rows);
      for (Index head = 0; head < H; ++head)
        for (Index r = 0; r < s.rows; ++r) {
          const Index t = s.first_row + r;
          attention_weights<T>(q.data() + t * q.outerStride() + head * d, scale, cache, head / group, visible(length + r), weights.data());
          const RowInfo info{&s - pass.batch.segments().data(), t, length + r};
          pass.probe.attention(layer, head, info, std::span<const T>(weights.data(), static_cast<std::size_t>(length + r + 1)));
        }
    }
  }

  void normalise(View<T>& x, const HeadNorm& norm) const {
    if constexpr (!std::same_as<HeadNorm, NoNorm>)
      for (Index t = 0; t < x.rows(); ++t)
        for (T *head = x.data() + t * x.outerStride(), *end = head + x.cols(); head < end; head += config.head_dim)
          norm.row(head, head, config.head_dim);
  }
};

}  // namespace ganymede::inline v0
