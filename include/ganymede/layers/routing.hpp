#pragma once
// Which experts of a mixture a token is given to, and how much each counts.

#include <ganymede/core/types.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace ganymede::inline v0 {

/// An expert's number and its weight.
struct ChosenExpert {
  Index expert = 0;
  double weight = 0;
};

/// The experts with the greatest logits; of equal ones those of lower number. Weights are computed in double, whatever T is.
struct Routing {
  static constexpr Index most_experts_per_tok = 64;

  enum class Weights : std::uint8_t {
    softmax,            ///< of all logits (Mixtral, Qwen-MoE)
    softmax_of_chosen,  ///< of the chosen ones' logits (gpt-oss)
  };

  Index num_experts_per_tok = 1;  ///< 1 to most_experts_per_tok, at most as many as there are
  Weights weights = Weights::softmax;
  bool norm_topk_prob = true;  ///< the chosen ones' weights sum to 1: softmax of all is divided by their sum

  /// logits [num_experts] of one token -> chosen [num_experts_per_tok], the greatest first. Where logits are no numbers, weights are none.
  template <Scalar T>
  void operator()(const T* logits, Index num_experts, ChosenExpert* chosen) const {
    for (Index i = 0; i < num_experts_per_tok; ++i) {
      Index best = -1;
      for (Index e = 0; e < num_experts; ++e)
        if ((best < 0 || logits[e] > logits[best]) &&
            std::none_of(chosen, chosen + i, [e](const ChosenExpert& c) { return c.expert == e; }))
          best = e;
      chosen[i] = {best, 0};
    }
    const double largest = double(logits[chosen[0].expert]);
    double sum = 0;
    for (Index i = 0; i < num_experts_per_tok; ++i) sum += chosen[i].weight = std::exp(double(logits[chosen[i].expert]) - largest);
    if (weights == Weights::softmax && !norm_topk_prob) {
      sum = 0;
      for (Index e = 0; e < num_experts; ++e) sum += std::exp(double(logits[e]) - largest);
    }
    for (Index i = 0; i < num_experts_per_tok; ++i) chosen[i].weight /= sum;
  }
};

}  // namespace ganymede::inline v0
