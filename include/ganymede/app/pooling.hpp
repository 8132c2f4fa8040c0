#pragma once
// How the hidden states of a text's tokens become one vector (Reimers and Gurevych 2019, "Sentence-BERT", 3).

#include <ganymede/core/tensor.hpp>
#include <ganymede/split.hpp>

#include <cstdint>
#include <span>

namespace ganymede::inline v0 {

/// How the hidden states of a text's tokens become one vector. All tokens count, those that the tokenizer adds among them.
enum class Pooling : std::uint8_t {
  mean,           ///< of all tokens
  last,           ///< the last token's: in a decoder the only one that has seen the whole text
  cls,            ///< the first token's, where an encoder was trained to gather the text ("[CLS]")
  max,            ///< in each dimension the greatest of all tokens
  mean_sqrt_len,  ///< the sum, divided by the root of the number of tokens
  weighted_mean   ///< the mean, each token weighed by its place, counted from 1 (Muennighoff 2022, "SGPT", 4.2)
};

/// The vector of a text's hidden states [T, D], of which the first `left_out` do not count (a prompt's); out [D]. Where none counts: zeros,
/// but for the first and the last token. Weights go on counting from the text's first token.
GANYMEDE_ONCE void pool(const ConstView<float>& x, Pooling pooling, Index left_out, std::span<float> out);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/pooling.ipp>
#endif
