#pragma once
// Sums of words: king - man + woman.

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// A word of a sum of words.
struct AnalogyTerm {
  std::string word;
  bool minus = false;
};

/// The terms of "king - man + woman": words, which may hold spaces and hyphens, between a + or - that stands alone. InputError: an empty
/// word, such as after a last sign.
inline std::vector<AnalogyTerm> parse_analogy(std::string_view text) {
  std::vector<AnalogyTerm> terms(1);
  bool begun = false;
  const auto close = [&] {
    if (terms.back().word.empty())
      throw InputError{{.problem = "a sum of words that lacks one", .key = std::string(text), .expected = "word - word + word"}};
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view part = text.substr(at, end - at);
    at = end + 1;
    if (part == "+" || part == "-") {
      if (begun) {  // else the sign of the first word: "- man + woman"
        close();
        terms.emplace_back();
      }
      begun = true;
      terms.back().minus = part == "-";
    } else if (!part.empty()) {
      std::string& word = terms.back().word;
      word.append(word.empty() ? "" : " ").append(part);
      begun = true;
    }
  }
  close();
  return terms;
}

/// Adds `vector` to `sum` as a term of an analogy: at length 1, so that no word outweighs the others (Mikolov et al. 2013, "Linguistic
/// Regularities in Continuous Space Word Representations", section 4). A zero vector adds nothing.
inline void add_analogy_term(std::span<float> sum, std::span<const float> vector, bool minus) {
  double squares = 0;
  for (const float v : vector) squares += double(v) * double(v);
  if (squares == 0) return;
  const double scale = (minus ? -1 : 1) / std::sqrt(squares);
  for (std::size_t i = 0; i < std::min(sum.size(), vector.size()); ++i)
    sum[i] = static_cast<float>(double(sum[i]) + scale * double(vector[i]));
}

}  // namespace ganymede::inline v0
