#pragma once
// ALiBi's positions: nothing is added to vectors; scores fall linearly with distance, for each head at its own rate.

#include <ganymede/core/error.hpp>
#include <ganymede/core/half.hpp>
#include <ganymede/layers/rope.hpp>
#include <ganymede/ops/attention_rows.hpp>
#include <ganymede/state/pass.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// The slope of each head (Press et al. 2022, "Train Short, Test Long", section 3): of n heads, n a power of two, the geometric sequence
/// 2^(-b/n), 2^(-2b/n), ..., 2^-b with b = `alibi_bias_max`. Of other n: those of the next lower power of two, then every other one of
/// the next higher, as in the authors' code, BLOOM and MPT. InputError: no heads, or a bias that is no positive number.
inline std::vector<double> alibi_slopes(Index num_heads, double alibi_bias_max = 8) {
  if (num_heads < 1 || num_heads > 1 << 16)
    throw InputError{{.problem = "unusable heads", .key = "num_heads", .expected = "1 to 65536", .found = std::to_string(num_heads)}};
  if (!(alibi_bias_max > 0) || !std::isfinite(alibi_bias_max))
    throw InputError{
        {.problem = "unusable bias", .key = "alibi_bias_max", .expected = "a positive number", .found = std::to_string(alibi_bias_max)}};
  const auto lower = static_cast<Index>(std::bit_floor(static_cast<std::size_t>(num_heads)));
  std::vector<double> slopes;
  for (Index i = 1; i <= lower; ++i) slopes.push_back(std::exp2(-alibi_bias_max * double(i) / double(lower)));
  for (Index i = 1; i <= num_heads - lower; ++i) slopes.push_back(std::exp2(-alibi_bias_max * double(2 * i - 1) / double(2 * lower)));
  return slopes;
}

/// What models make of ALiBi.
struct AlibiConfig {
  double alibi_bias_max = 8;
  double scale = 1;          ///< of what is added (Falcon scales it as it does products)
  bool in_bfloat16 = false;  ///< slope * key in bfloat16, as Falcon's class in transformers adds it: for queries that see no later key
};

/// score -= slope[head] * |key - query| (Press et al. 2022, section 3; they have no later keys, encoders count distance both ways). Copies
/// share the slopes, and in each pass one list of numbers by distance.
template <Scalar T>
class Alibi : public NoPosition {
 public:
  Alibi() = default;
  explicit Alibi(Index num_heads, double alibi_bias_max = 8) : Alibi(num_heads, AlibiConfig{.alibi_bias_max = alibi_bias_max}) {}
  Alibi(Index num_heads, const AlibiConfig& config)
      : config_(config), slopes_(std::make_shared<const std::vector<double>>(alibi_slopes(num_heads, config.alibi_bias_max))) {}

  /// What is added to the scores of this pass, for all distances that it has.
  template <class P>
  ScoreBias<T> score_bias(Pass<P>& pass) const {
    Index longest = 0;
    for (const Segment& s : pass.batch.segments()) longest = std::max(longest, s.sequence->length() + s.rows);
    const Index heads = static_cast<Index>(slopes_->size());
    if (config_.in_bfloat16) {
      const View<T> keys = pass.template shared_table<T>(slopes_, heads, longest, [&](View<T>& t) {
        const auto rounded = [](double x) { return double(bfloat_to_float(float_to_bfloat(static_cast<float>(x)))); };
        for (Index head = 0; head < heads; ++head)
          for (Index key = 0; key < longest; ++key)
            t(head, key) = T(rounded(rounded((*slopes_)[static_cast<std::size_t>(head)]) * rounded(double(key))) * config_.scale);
      });
      return {keys.data(), keys.outerStride(), true};
    }
    const View<T> table = pass.template shared_table<T>(slopes_, heads, 2 * longest - 1, [&](View<T>& t) {
      for (Index head = 0; head < heads; ++head)
        for (Index i = 0; i < t.cols(); ++i)
          t(head, i) = T(-config_.scale * (*slopes_)[static_cast<std::size_t>(head)] * double(std::abs(i - (longest - 1))));
    });
    return {table.data() + longest - 1, table.outerStride()};
  }

 private:
  AlibiConfig config_{};
  std::shared_ptr<const std::vector<double>> slopes_;
};

}  // namespace ganymede::inline v0
