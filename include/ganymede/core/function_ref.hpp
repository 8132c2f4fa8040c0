#pragma once
// A callable that is lent for the length of a call: two pointers, no allocation, unlike std::function.

#include <ganymede/version.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace ganymede::inline v0 {

template <class Signature>
class FunctionRef;

/// Refers to any callable with this signature: a function, or an object that must outlive the reference.
template <class R, class... Args>
class FunctionRef<R(Args...)> {
 public:
  // NOLINTBEGIN(bugprone-forwarding-reference-overload): the constraint leaves copies alone
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef> && std::is_invocable_r_v<R, F&, Args...>) FunctionRef(F&& f)
  noexcept  // not explicit: a lambda is passed as it stands
      : object_(address_of(f)), call_([](void* object, Args... args) -> R {
          return (*address_as<std::remove_reference_t<F>>(object))(std::forward<Args>(args)...);
        }) {}
  // NOLINTEND(bugprone-forwarding-reference-overload)

  R operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

 private:
  template <class F>
  static void* address_of(F& f) noexcept {
    if constexpr (std::is_function_v<F>)
      return reinterpret_cast<void*>(&f);
    else
      return const_cast<void*>(static_cast<const void*>(std::addressof(f)));
  }
  template <class F>
  static F* address_as(void* object) noexcept {
    if constexpr (std::is_function_v<F>)
      return reinterpret_cast<F*>(object);
    else
      return static_cast<F*>(object);
  }

  void* object_;
  R (*call_)(void*, Args...);
};

}  // namespace ganymede::inline v0
