#pragma once
// Positions inside attention, of a kind chosen at run time.

#include <ganymede/layers/alibi.hpp>
#include <ganymede/layers/disentangled_positions.hpp>
#include <ganymede/layers/relative_positions.hpp>
#include <ganymede/layers/rope.hpp>

#include <span>
#include <utility>
#include <variant>

namespace ganymede::inline v0 {

/// NoPosition, Rope, RelativePositions, Alibi or DisentangledPositions.
template <Scalar T>
class AnyPosition {
 public:
  AnyPosition() = default;                                                            // none
  AnyPosition(Rope<T> position) : position_(std::move(position)) {}                   // NOLINT(google-explicit-constructor)
  AnyPosition(RelativePositions<T> position) : position_(std::move(position)) {}      // NOLINT(google-explicit-constructor)
  AnyPosition(Alibi<T> position) : position_(std::move(position)) {}                  // NOLINT(google-explicit-constructor)
  AnyPosition(DisentangledPositions<T> position) : position_(std::move(position)) {}  // NOLINT(google-explicit-constructor)

  /// Turns q [T, H d] and k [T, K d], in place, where positions are rotary.
  template <class P>
  void operator()(View<T>& q, View<T>& k, Index head_dim, Pass<P>& pass) const {
    if (const auto* const rope = std::get_if<Rope<T>>(&position_)) (*rope)(q, k, head_dim, pass);
  }
  /// What is added to the scores of this pass; nothing where positions are none, or rotary.
  template <class P>
  ScoreBias<T> score_bias(Pass<P>& pass) const {
    if (const auto* const relative = std::get_if<RelativePositions<T>>(&position_)) return relative->score_bias(pass);
    if (const auto* const alibi = std::get_if<Alibi<T>>(&position_)) return alibi->score_bias(pass);
    return {};
  }

  /// The same for each segment by itself, where that takes queries and keys; none where it does not.
  template <class P>
  std::span<const ScoreBias<T>> score_biases(const View<T>& q, const View<T>& k, Index head_dim, Pass<P>& pass) const {
    if (const auto* const own = std::get_if<DisentangledPositions<T>>(&position_)) return own->score_biases(q, k, head_dim, pass);
    return {};
  }

 private:
  std::variant<NoPosition, Rope<T>, RelativePositions<T>, Alibi<T>, DisentangledPositions<T>> position_;
};

}  // namespace ganymede::inline v0
