#pragma once
// Texts as people have them: braces, arrays of literals, vectors of strings or of string_views, any other container.

#include <ganymede/version.hpp>

#include <concepts>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// An argument that is several texts, which must live as long as it does.
class TextList {
 public:
  TextList(std::initializer_list<std::string_view> texts) : texts_(texts) {}
  template <class Texts>
  requires(std::convertible_to<decltype(*std::begin(std::declval<const Texts&>())), std::string_view>)
      TextList(const Texts& texts)  // NOLINT(google-explicit-constructor): any container of texts is one
      : texts_(std::begin(texts), std::end(texts)) {}

  std::span<const std::string_view> texts() const noexcept { return texts_; }

 private:
  std::vector<std::string_view> texts_;
};

}  // namespace ganymede::inline v0
