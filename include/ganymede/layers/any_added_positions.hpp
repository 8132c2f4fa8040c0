#pragma once
// Positions that are added to the embeddings, of a kind chosen at run time.

#include <ganymede/layers/positions.hpp>

#include <utility>
#include <variant>

namespace ganymede::inline v0 {

/// NoAddedPositions, LearnedPositions or SinusoidalPositions. Where `start_from_zero_embedding` is set, position 0 has nothing but its
/// position (CTranslate2's setting, for Marian's decoders).
template <Scalar T>
class AnyAddedPositions {
 public:
  AnyAddedPositions() = default;                                                             // none
  AnyAddedPositions(LearnedPositions<T> positions) : positions_(std::move(positions)) {}     // NOLINT(google-explicit-constructor)
  AnyAddedPositions(SinusoidalPositions<T> positions) : positions_(std::move(positions)) {}  // NOLINT(google-explicit-constructor)

  template <class P>
  void add_to(View<T>& x, Pass<P>& pass) const {
    if (start_from_zero_embedding)
      for (const Segment& s : pass.batch.segments())
        if (s.rows > 0 && s.sequence->length() == 0) x.row(s.first_row).setZero();
    if (const auto* const learned = std::get_if<LearnedPositions<T>>(&positions_)) learned->add_to(x, pass);
    if (const auto* const sinusoidal = std::get_if<SinusoidalPositions<T>>(&positions_)) sinusoidal->add_to(x, pass);
  }

  bool start_from_zero_embedding = false;

 private:
  std::variant<NoAddedPositions, LearnedPositions<T>, SinusoidalPositions<T>> positions_;
};

}  // namespace ganymede::inline v0
