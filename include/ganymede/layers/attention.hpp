#pragma once
// Multi-head self-attention with grouped key/value heads, over the sequences' caches.

#include <ganymede/layers/linear.hpp>
#include <ganymede/layers/norm.hpp>
#include <ganymede/layers/rope.hpp>
#include <ganymede/ops/attention.hpp>
#include <ganymede/ops/key_value_rows.hpp>

#include <cmath>
#include <memory>
#include <span>

namespace ganymede::inline v0 {

/// The sizes and options of an attention layer, under their names in config.json.
struct AttentionConfig {
  Index hidden_size = 0, num_attention_heads = 0, num_key_value_heads = 0, head_dim = 0;
  Index sliding_window = 0;           ///< a query sees the last `sliding_window` positions, its own included; 0: all
  double scale = 0;                   ///< of scores; 0: 1 / sqrt(head_dim)
  double attn_logit_softcapping = 0;  ///< c: scores become c tanh(score / c); 0: they stay

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
    require(head_dim > 0 && head_dim <= detail::max_head_dim, "head_dim", "1 to 4096", head_dim);
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
    normalise(q, q_norm, pass);
    normalise(k, k_norm, pass);
    position(q, k, d, pass);
    View<T> context = pass.workspace.template take<T>(x.rows(), q_size);
    const std::span<const AttentionRows<T>> sequences = rows_of_sequences(q, context, pass);
    for (const AttentionRows<T>& a : sequences)
      pass.for_rows(a.rows, [&](Index r) {
        const Index t = (a.q - q.data()) / q.outerStride() + r;
        store_key_value<T>(a.cache, a.position + r, k.data() + t * k.outerStride(), v.data() + t * v.outerStride());
      });
    attend<T>(sequences, settings(), pass.executor, pass.workspace);
    if constexpr (Pass<P>::wants_attention) show(sequences, pass);
    return o_proj(context, pass);
  }

 private:
  AttentionSettings<T> settings() const {
    return {.scale = config.scale > 0 ? T(config.scale) : T(1) / std::sqrt(T(config.head_dim)),
            .softcap = T(config.attn_logit_softcapping),
            .before = config.sliding_window > 0 ? config.sliding_window - 1 : AttentionSettings<T>::unlimited};
  }

  template <class P>
  std::span<const AttentionRows<T>> rows_of_sequences(const View<T>& q, View<T>& context, Pass<P>& pass) const {
    const std::span<const Segment> segments = pass.batch.segments();
    AttentionRows<T>* const all = pass.workspace.template take_array<AttentionRows<T>>(segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const Segment& s = segments[i];
      const Index length = s.sequence->length();
      std::construct_at(all + i, AttentionRows<T>{.q = q.data() + s.first_row * q.outerStride(),
                                                  .q_stride = q.outerStride(),
                                                  .rows = s.rows,
                                                  .heads = config.num_attention_heads,
                                                  .position = length,
                                                  .keys = length + s.rows,
                                                  .cache = s.sequence->pages(layer),
                                                  .out = context.data() + s.first_row * context.outerStride(),
                                                  .out_stride = context.outerStride()});
    }
    return {all, segments.size()};
  }

  template <class P>
  void show(std::span<const AttentionRows<T>> sequences, Pass<P>& pass) const {
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      const AttentionRows<T>& a = sequences[i];
      const Workspace::Scope scope(pass.workspace);
      T* const weights = pass.workspace.template take_array<T>(static_cast<std::size_t>(a.keys));
      for (Index head = 0; head < a.heads; ++head)
        for (Index r = 0; r < a.rows; ++r) {
          attention_weights<T>(a, settings(), r, head, weights);
          const RowInfo info{static_cast<Index>(i), pass.batch.segments()[i].first_row + r, a.position + r};
          pass.probe.attention(layer, head, info, std::span<const T>(weights, static_cast<std::size_t>(info.position + 1)));
        }
    }
  }

  template <class P>
  void normalise(View<T>& x, const HeadNorm& norm, Pass<P>& pass) const {
    if constexpr (!std::same_as<HeadNorm, NoNorm>)
      pass.for_rows(x.rows(), [&](Index t) {
        for (T *head = x.data() + t * x.outerStride(), *end = head + x.cols(); head < end; head += config.head_dim)
          norm.row(head, head, config.head_dim);
      });
  }
};

}  // namespace ganymede::inline v0
