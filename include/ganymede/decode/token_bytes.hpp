#pragma once
// Where the text of tokens comes from while they are generated, for who knows ids and no tokenizer.

#include <ganymede/core/types.hpp>

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ganymede::inline v0 {

/// Anything that is called with `Arguments` and gives bytes: a std::string, or a view. They are taken within the call, so what a view shows
/// may change with the next one.
template <class... Arguments>
class TextSource {
 public:
  TextSource() = default;
  // NOLINTBEGIN(bugprone-forwarding-reference-overload): the constraint leaves copies alone
  template <class Give>
  requires(!std::same_as<Give, TextSource> && std::is_invocable_r_v<std::string_view, Give&, Arguments...>) TextSource(Give give) {
    if constexpr (requires { give == nullptr; })  // a pointer, or a std::function, that may hold nothing
      if (give == nullptr) return;
    append_ = [give = std::move(give)](std::string& text, Arguments... arguments) mutable {
      const auto& bytes = give(arguments...);  // what is returned by value lives as long as this reference
      text.append(std::string_view(bytes));
    };
  }
  // NOLINTEND(bugprone-forwarding-reference-overload)

  explicit operator bool() const noexcept { return static_cast<bool>(append_); }
  /// Adds the bytes to a text. Only where there is a source; throws what it throws.
  void append_to(std::string& text, Arguments... arguments) const { append_(text, arguments...); }
  std::string operator()(Arguments... arguments) const {
    std::string text;
    append_to(text, arguments...);
    return text;
  }

 private:
  std::function<void(std::string&, Arguments...)> append_;
};

/// The bytes that a token adds to the text of a sequence.
using TokenBytes = TextSource<Index, TokenId>;
/// The spelling of a token that adds nothing to a text because it is special ("<|im_end|>"); empty for others.
using TokenSpelling = TextSource<TokenId>;

}  // namespace ganymede::inline v0
