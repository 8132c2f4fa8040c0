#pragma once
// How often a drafted token is what comes, and what it costs to ask: how many tokens are worth drafting.

#include <ganymede/core/types.hpp>

#include <algorithm>
#include <array>

namespace ganymede::inline v0 {

/// The share of drafted tokens that came, of each class of them: matches of one length, or a draft model equally sure. The newest count
/// most. Guesses are counted whether or not they were tried, so that what does not pay is found out at no cost.
class DraftShares {
 public:
  static constexpr Index classes = 16;

  /// What is expected before anything is known: share(c) of class c.
  template <class Share>
  explicit DraftShares(Share share) {
    for (Index c = 0; c < classes; ++c) at(c) = {known * share(c), known};
  }

  double operator[](Index c) const { return counts_[index(c)].came / counts_[index(c)].guessed; }
  void count(Index c, bool came) {
    Count& count = at(c);
    count = {forget * count.came + (came ? 1 : 0), forget * count.guessed + 1};
  }

 private:
  static constexpr double forget = 0.95, known = 4;
  struct Count {
    double came = 0, guessed = 0;
  };
  static std::size_t index(Index c) { return static_cast<std::size_t>(std::clamp<Index>(c, 0, classes - 1)); }
  Count& at(Index c) { return counts_[index(c)]; }

  std::array<Count, static_cast<std::size_t>(classes)> counts_{};
};

/// What a row more costs in a pass, learnt from passes of different numbers of rows: a line through their times, the newest counting most.
/// Times differ from run to run, so drafts do; answers do not.
class PassCost {
 public:
  /// A pass of `rows` rows, for `sequences` sequences, took `seconds`.
  void add(Index rows, Index sequences, double seconds) {
    const double n = double(rows), s = double(sequences);
    for (double* sum : {&passes_, &rows_, &squares_, &seconds_, &products_}) *sum *= 0.97;
    passes_ += 1;
    rows_ += n;
    squares_ += n * n;
    seconds_ += seconds;
    products_ += n * seconds;
    const double spread = squares_ - rows_ * rows_ / passes_;
    if (spread < 0.1) {  // passes of one size tell nothing: what was learnt fades
      row_ += 0.002 * (unknown - row_);
      plain_ = seconds_ / passes_ / (1 + row_ * (n - s) / s);
      return;
    }
    const double slope = std::max(0.0, (products_ - rows_ * seconds_ / passes_) / spread);
    plain_ = std::max(seconds_ / passes_ + slope * (s - rows_ / passes_), 0.1 * seconds_ / passes_);
    row_ += 0.1 * (std::clamp(slope * s / plain_, 0.02, 2.0) - row_);
  }

  /// What a drafted token costs, in tokens: of the time that a token takes without drafts.
  double row() const noexcept { return row_; }
  /// Seconds of a pass without drafts.
  double plain_seconds() const noexcept { return plain_; }

 private:
  static constexpr double unknown = 0.2;
  double row_ = unknown, plain_ = 0;
  double passes_ = 0, rows_ = 0, squares_ = 0, seconds_ = 0, products_ = 0;  // sums, fading
};

}  // namespace ganymede::inline v0
