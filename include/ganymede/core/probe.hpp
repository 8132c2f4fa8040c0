#pragma once
// Looking inside a pass. A probe is a template parameter of forward(): what it does not want is never computed.

#include <ganymede/core/tensor.hpp>

#include <span>

namespace ganymede::inline v0 {

/// Which of a model's attentions: a decoder's to its own text, its cross-attention to the source, or an encoder's.
enum class AttentionKind : std::uint8_t { self, cross, encoder };

/// Where a row of a pass belongs, and which attention is seen.
struct RowInfo {
  Index segment = 0;   ///< which sequence of the batch
  Index row = 0;       ///< row of the pass, counted over all segments
  Index position = 0;  ///< position in its sequence
  AttentionKind kind = AttentionKind::self;
};

/// Sees nothing and costs nothing: every call to it is compiled away.
struct NoProbe {
  static constexpr bool wants_attention = false;
  static constexpr bool wants_hidden_states = false;
};

/// What a probe offers. With wants_attention it has
///   void attention(Index layer, Index head, const RowInfo&, std::span<const T> weights)
///       // S weights, sum 1, of key positions [0, S): of the text so far (self), of the source (cross, encoder)
/// and with wants_hidden_states
///   void hidden_states(Index layer, ConstView<T> x)   // [T, D]; layer 0: after the embedding, n: after block n, last: after the final
///   norm
/// and, where it also says wants_steps = true, what lies between two hidden states:
///   void embeddings(ConstView<T> x)              // [T, D], before positions are added
///   void norm(ConstView<T> x, ConstView<T> y)    // [T, D], what a norm takes and gives, in the order of the computation
/// Observing changes no output bit.
template <class P>
concept Probe = requires {
  { P::wants_attention } -> std::convertible_to<bool>;
  { P::wants_hidden_states } -> std::convertible_to<bool>;
};

static_assert(Probe<NoProbe>);

/// What a probe wants of the pass that begins: the rest is not computed for it.
struct ProbeWishes {
  bool attention = true, hidden_states = true, steps = true;
  Index layer = -1, head = -1;  ///< whose attention; -1: that of all

  bool wants_attention_of(Index l, Index h) const { return attention && (layer < 0 || layer == l) && (head < 0 || head == h); }
};

/// A probe behind an interface, for models behind one (LanguageModel). Override what should be seen, and wishes() where that is not all.
template <Scalar T>
struct VirtualProbe {
  static constexpr bool wants_attention = true;
  static constexpr bool wants_hidden_states = true;
  static constexpr bool wants_steps = true;

  virtual ~VirtualProbe() = default;
  virtual ProbeWishes wishes() const { return {}; }
  virtual void attention(Index /*layer*/, Index /*head*/, const RowInfo&, std::span<const T> /*weights*/) {}
  virtual void hidden_states(Index /*layer*/, const ConstView<T>& /*x*/) {}
  virtual void embeddings(const ConstView<T>& /*x*/) {}
  virtual void norm(const ConstView<T>& /*x*/, const ConstView<T>& /*y*/) {}
};
using AnyProbe = VirtualProbe<float>;

namespace detail {
template <class P>
inline constexpr bool wants_steps = false;
template <class P>
requires requires { P::wants_steps; }
inline constexpr bool wants_steps<P> = P::wants_steps;

/// A probe's wishes(), where it has them at run time, within what its type says.
template <Probe P>
ProbeWishes wishes_of(const P& probe) {
  ProbeWishes wishes;
  if constexpr (requires { ProbeWishes(probe.wishes()); }) wishes = probe.wishes();
  wishes.attention = wishes.attention && P::wants_attention;
  wishes.hidden_states = wishes.hidden_states && P::wants_hidden_states;
  wishes.steps = wishes.steps && wants_steps<P>;
  return wishes;
}
}  // namespace detail

}  // namespace ganymede::inline v0
