#pragma once
// Scaled dot-product attention (Vaswani et al. 2017, eq. 1) of all segments of a batch, and the masks: Causal, Bidirectional,
// SourceOfSequence. They go by segment: there is no padding to hide.
//
//   Attention(Q, K, V) = softmax(Q K^T / sqrt(d)) V
//
// is written out in ops/reference_attention.hpp, which computes it in double; float takes ops/attention.inl, a page of the KV cache at a
// time, with a running softmax. 1 / sqrt(d) stands in AttentionConfig::settings.

#include <ganymede/layers/attention_config.hpp>
#include <ganymede/ops/key_value_rows.hpp>
#include <ganymede/state/pass.hpp>

#include <algorithm>
#include <memory>
#include <span>

namespace ganymede::inline v0 {

/// The KV cache that the rows of one segment attend to, `keys` positions of it. The first row stands at `position`.
struct KeyValueCacheView {
  KeyValuePages cache{};
  Index position = 0, keys = 0;
};

/// Each row sees its sequence so far, itself included: a decoder (Vaswani et al. 2017, section 3.2.3, third item). Keys and values stay
/// in the sequence's cache.
struct Causal {
  static constexpr AttentionKind kind = AttentionKind::self;
  static constexpr Index after = 0;

  template <class P>
  KeyValueCacheView operator()(const Segment& s, Index layer, const AttentionConfig&, Pass<P>&) const {
    return {s.sequence->pages(layer), s.sequence->length(), s.sequence->length() + s.rows};
  }
};

/// Each row sees all rows of its segment: an encoder (section 3.2.3, second item). Keys and values lie in the workspace, as pages, until
/// the layer ends.
struct Bidirectional {
  static constexpr AttentionKind kind = AttentionKind::encoder;
  static constexpr Index after = AttentionSettings<float>::unlimited;

  template <class P>
  KeyValueCacheView operator()(const Segment& s, Index, const AttentionConfig& config, Pass<P>& pass) const {
    const PageLayout layout{config.num_key_value_heads, config.head_dim, CacheType::f32};
    const std::size_t count = static_cast<std::size_t>((s.rows + PageLayout::positions - 1) / PageLayout::positions);
    std::byte** const pages = pass.workspace.template take_array<std::byte*>(count);
    for (std::size_t p = 0; p < count; ++p) pages[p] = pass.workspace.template take_array<std::byte>(layout.bytes());
    return {{layout, {pages, count}}, 0, s.rows};
  }
};

/// Each row sees the whole source of its sequence (section 3.2.3, first item).
struct SourceOfSequence {
  static constexpr AttentionKind kind = AttentionKind::cross;
  static constexpr Index after = AttentionSettings<float>::unlimited;

  template <class P>
  KeyValueCacheView operator()(const Segment& s, Index layer, const AttentionConfig&, Pass<P>&) const {
    const Source& source = s.sequence->source();
    return {source->pages(layer), s.sequence->length(), source->length()};
  }
};

/// Causal or Bidirectional, chosen at run time: layers of decoders and encoders of one type.
struct AnyMask {
  AttentionKind kind = Causal::kind;
  Index after = Causal::after;

  AnyMask() = default;
  AnyMask(Causal) {}                                                                  // NOLINT(google-explicit-constructor)
  AnyMask(Bidirectional) : kind(Bidirectional::kind), after(Bidirectional::after) {}  // NOLINT(google-explicit-constructor)

  template <class P>
  KeyValueCacheView operator()(const Segment& s, Index layer, const AttentionConfig& config, Pass<P>& pass) const {
    return kind == Causal::kind ? Causal{}(s, layer, config, pass) : Bidirectional{}(s, layer, config, pass);
  }
};

/// softmax(q k^T / sqrt(d)) v for each head and row (Vaswani et al. 2017, eq. 1). `Mask` says what a segment attends to.
template <Scalar T, class Mask>
struct ScaledDotProduct {
  Index layer = 0;
  const AttentionConfig& config;
  ScoreBias<T> bias{};
  Mask mask{};
  const T* sinks = nullptr;                // of each head
  std::span<const ScoreBias<T>> biases{};  // of each segment by itself, in place of `bias`; empty: none

  /// The KV cache of each segment, in the workspace until the innermost Scope ends.
  template <class P>
  std::span<const KeyValueCacheView> caches(Pass<P>& pass) const {
    const std::span<const Segment> segments = pass.batch.segments();
    KeyValueCacheView* const all = pass.workspace.template take_array<KeyValueCacheView>(segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i) std::construct_at(all + i, mask(segments[i], layer, config, pass));
    return {all, segments.size()};
  }

  /// q [T, H d] -> context [T, H d]
  template <class P>
  View<T> operator()(const View<T>& q, std::span<const KeyValueCacheView> caches, Pass<P>& pass) const {
    View<T> context = pass.workspace.template take<T>(q.rows(), q.cols());
    AttentionRows<T>* const rows = pass.workspace.template take_array<AttentionRows<T>>(caches.size());
    for (std::size_t i = 0; i < caches.size(); ++i) {
      const Segment& s = pass.batch.segments()[i];
      std::construct_at(rows + i, AttentionRows<T>{.q = q.data() + s.first_row * q.outerStride(),
                                                   .q_stride = q.outerStride(),
                                                   .rows = s.rows,
                                                   .heads = config.num_attention_heads,
                                                   .position = caches[i].position,
                                                   .keys = caches[i].keys,
                                                   .cache = caches[i].cache,
                                                   .out = context.data() + s.first_row * context.outerStride(),
                                                   .out_stride = context.outerStride(),
                                                   .bias = biases.empty() ? ScoreBias<T>{} : biases[i]});
    }
    AttentionSettings<T> settings = config.settings<T>(mask.after);
    settings.bias = bias;
    settings.sinks = sinks;
    attend<T>({rows, caches.size()}, settings, pass.executor, pass.workspace);
    if constexpr (Pass<P>::wants_attention)
      if (pass.wishes.attention) show({rows, caches.size()}, settings, pass);
    return context;
  }

 private:
  template <class P>
  void show(std::span<const AttentionRows<T>> sequences, const AttentionSettings<T>& settings, Pass<P>& pass) const {
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      const AttentionRows<T>& a = sequences[i];
      const Workspace::Scope scope(pass.workspace);
      T* const weights = pass.workspace.template take_array<T>(static_cast<std::size_t>(a.keys));
      for (Index head = 0; head < a.heads; ++head)
        for (Index r = 0; r < a.rows && pass.wishes.wants_attention_of(layer, head); ++r) {
          attention_weights<T>(a, settings, r, head, weights);
          const RowInfo info{static_cast<Index>(i), pass.batch.segments()[i].first_row + r, a.position + r, mask.kind};
          const Index end = settings.visible(info.position, a.keys).end;
          const auto seen = static_cast<std::size_t>(mask.kind == AttentionKind::self ? end : a.keys);
          std::fill(weights + std::min(end, a.keys), weights + a.keys, T(0));  // later keys, beyond an encoder's window
          pass.probe.attention(layer, head, info, std::span<const T>(weights, seen));
        }
    }
  }
};

/// Writes k and v [T, K d] of the batch's rows to their segments' KV caches, from `position` on.
template <Scalar T, class P>
void store_keys_values(const View<T>& k, const View<T>& v, std::span<const KeyValueCacheView> caches, Pass<P>& pass) {
  for (std::size_t i = 0; i < caches.size(); ++i) {
    const Segment& s = pass.batch.segments()[i];
    const KeyValueCacheView& seen = caches[i];
    pass.for_rows(s.rows, [&](Index r) {
      const Index t = s.first_row + r;
      store_key_value<T>(seen.cache, seen.position + r, k.data() + t * k.outerStride(), v.data() + t * v.outerStride());
    });
  }
}

}  // namespace ganymede::inline v0
