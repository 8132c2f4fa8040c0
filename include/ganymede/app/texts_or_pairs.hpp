#pragma once
// Texts, or pairs of texts, as people have them: {"a text", "another"}, {{"a question", "a passage"}, {"a question", "another"}},
// containers of either.

#include <ganymede/app/text_encoder.hpp>

#include <concepts>
#include <initializer_list>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// An argument that is several of them, which must live as long as it does.
class TextsOrPairs {
 public:
  TextsOrPairs(std::initializer_list<TextOrPair> items) : items_(items) {}
  template <class Items>
  requires(std::convertible_to<decltype(*std::begin(std::declval<const Items&>())), TextOrPair>)
      TextsOrPairs(const Items& items)  // NOLINT(google-explicit-constructor): any container of them is one
      : items_(std::begin(items), std::end(items)) {}

  std::span<const TextOrPair> items() const noexcept { return items_; }

 private:
  std::vector<TextOrPair> items_;
};

}  // namespace ganymede::inline v0
