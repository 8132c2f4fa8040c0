#pragma once
// A page of what comes next: the probability of every token of the vocabulary, what a sampler's settings cut away, and what every layer
// would have said.

#include <ganymede/core/function_ref.hpp>
#include <ganymede/inspect/logit_lens.hpp>
#include <ganymede/inspect/probability_table.hpp>
#include <ganymede/split.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// What the page is made of. `lens`, where there is one, is of the same pass as `table`.
struct NextTokenPage {
  std::string_view model{};                ///< its name
  std::span<const TokenId> ids{};          ///< the text so far
  const FilterTable& table;                ///< of the logits after it
  const LogitLens* lens = nullptr;         ///< with at least as many rows as there are ids
  FunctionRef<std::string(TokenId)> text;  ///< the bytes of a token
  std::size_t positions = 64;              ///< of the lens: the last ones
};

/// The document. Throws InputError for logits without probabilities.
GANYMEDE_ONCE std::string next_token_page(const NextTokenPage& page);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/next_token_page.ipp>
#endif
