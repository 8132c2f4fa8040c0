#pragma once
// How many stages a tokenizer may have, how deep they may nest, and how far they may make a text grow: files of few bytes could ask for
// any amount of memory otherwise (four stages that each turn a letter into a thousand).

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>

namespace ganymede::inline v0 {

/// How deep sequences of stages may nest.
inline constexpr unsigned max_stage_nesting = 16;
/// How many stages normaliser, pre-tokeniser, post-processor and decoder may have each.
inline constexpr std::size_t max_stages = 128;
/// Bytes of a string that a stage looks for, and of a pattern.
inline constexpr std::size_t max_sought_bytes = std::size_t{1} << 16;

/// What the stages add to a text, all of them together: at most 64 bytes a byte of it, and 1 MiB.
class TextGrowth {
 public:
  explicit TextGrowth(std::size_t text) : left_(limit(text)) {}

  /// More text came in.
  void take(std::size_t bytes) { left_ += limit(bytes) - limit(0); }
  /// A stage made `after` bytes of `before`. TokenizerError: it is too much.
  void stage(std::size_t before, std::size_t after) {
    if (after <= before) return;
    if (after - before > left_) fail();
    left_ -= after - before;
  }

  /// The same for one stage alone, while it works.
  static void check(std::size_t before, std::size_t after) {
    if (after > before && after - before > limit(before)) fail();
  }

 private:
  static std::size_t limit(std::size_t text) noexcept {
    constexpr std::size_t bytes_a_byte = 64, spare = std::size_t{1} << 20;
    return spare + bytes_a_byte * std::min(text, (std::numeric_limits<std::size_t>::max() / 4) / bytes_a_byte);
  }
  [[noreturn]] static void fail() {
    throw TokenizerError{{.problem = "the tokenizer's stages make a text too long", .expected = "64 bytes a byte and 1 MiB at most"}};
  }

  std::size_t left_;
};

}  // namespace ganymede::inline v0
