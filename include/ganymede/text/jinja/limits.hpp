#pragma once
// What a template may use up. A template comes with a model from anywhere: it may loop, recurse and double its strings.

#include <ganymede/version.hpp>

#include <cstddef>

namespace ganymede::inline v0::jinja {

inline constexpr std::size_t most_template_tokens = 100'000;  ///< the longest that models come with have some ten thousand

/// Reaching one of them is a TemplateError. `steps` and `bytes` grow with what is given to a template, which it has to read.
struct Limits {
  std::size_t steps = 400'000;      ///< expressions and statements evaluated, characters and elements copied (64 bytes, 8 elements: a step)
  std::size_t steps_per_byte = 16;  ///< more of them for each byte of template and variables
  std::size_t bytes = 12'000'000;   ///< held by all values and the output at a time
  std::size_t bytes_per_byte = 16;  ///< more of them for each byte of template and variables
  std::size_t depth = 400;          ///< nesting of statements, expressions and calls
};

}  // namespace ganymede::inline v0::jinja
