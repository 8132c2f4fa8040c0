#pragma once
// The tokens that are still possible while a distribution is reshaped: at first all of a row, then a few of them.

#include <ganymede/core/types.hpp>
#include <ganymede/decode/strips.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Logits of the tokens that are left, in the order of their ids. While these are all of the vocabulary they lie in the caller's row;
/// once a processor has chosen some, those are held apart, and what comes after looks at them alone. The memory is kept from row to row.
class Candidates {
 public:
  /// A candidate in the order it is kept in: the smallest key, and of equals the lowest id, comes first. Total, so that no library's
  /// sorting shows.
  struct Ranked {
    double key, probability;
    std::uint32_t number;
    friend bool operator<(const Ranked& a, const Ranked& b) { return a.key != b.key ? a.key > b.key : a.number > b.number; }
  };
  std::vector<Ranked> ranked{};   ///< memory of who ranks them,
  std::vector<float> values{};    ///< looks at the logits of some,
  std::vector<double> weights{};  ///< and at their exponentials

  /// All tokens of a row [V], which has to stay as it is until settle() or the next row.
  void begin(std::span<const float> row);

  /// Logits of the candidates; those of a whole row may be -infinity.
  std::span<const float> logits() const noexcept { return few_ ? std::span<const float>(logits_) : row_; }
  std::size_t id(std::size_t candidate) const noexcept { return few_ ? ids_[candidate] : candidate; }

  /// The candidates in strips.
  Strips& look();
  /// The numbers of the candidates with logits from `least` to `most`, in order; valid, and free to be written to, until the next call.
  std::span<std::uint32_t> select(float least, float most = std::numeric_limits<float>::max());

  /// Only these numbers are left, which are in order.
  void keep(std::span<const std::uint32_t> chosen);

  /// Writes to a row [V], the one begun with or a copy, what is left: -infinity for all others.
  void settle(std::span<float> row);

 private:
  std::span<const float> row_{};
  bool few_ = false, looked_ = false;
  std::vector<std::uint32_t> ids_{}, selected_{};
  std::vector<float> logits_{};
  Strips strips_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/candidates.ipp>
#endif
