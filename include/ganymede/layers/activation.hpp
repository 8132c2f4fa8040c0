#pragma once
// The nonlinearities of feed-forward layers, as policies; AnyActivation holds one chosen by a config. A new one is written here: a struct
// with its names in config.json, and a place among AnyActivation's. A vectorised form for float, and a `function` that names it, may follow
// in ops/activations.inl and .hpp.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/ops/activations.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <variant>

namespace ganymede::inline v0 {

/// x * sigmoid(x) (Elfwing et al. 2017).
struct Silu {
  static constexpr std::string_view names[]{"silu", "swish"};
  static constexpr ActivationFunction function = ActivationFunction::silu;
  template <Scalar T>
  T operator()(T x) const {
    return x / (T(1) + std::exp(-x));
  }
};

/// x * Phi(x), exactly (Hendrycks and Gimpel 2016, section 2).
struct Gelu {
  static constexpr std::string_view names[]{"gelu", "gelu_python"};
  static constexpr ActivationFunction function = ActivationFunction::gelu;
  template <Scalar T>
  T operator()(T x) const {
    return T(0.5) * x * (T(1) + std::erf(x * T(0.70710678118654752440)));
  }
};

/// The tanh approximation of GELU (the same paper), which GPT-2 was trained with.
struct GeluTanh {
  static constexpr std::string_view names[]{"gelu_new", "gelu_pytorch_tanh", "gelu_fast"};
  static constexpr ActivationFunction function = ActivationFunction::gelu_tanh;
  template <Scalar T>
  T operator()(T x) const {
    return T(0.5) * x * (T(1) + std::tanh(T(0.79788456080286535588) * (x + T(0.044715) * x * x * x)));
  }
};

/// x * sigmoid(1.702 x) (the same paper).
struct QuickGelu {
  static constexpr std::string_view names[]{"quick_gelu"};
  static constexpr ActivationFunction function = ActivationFunction::quick_gelu;
  template <Scalar T>
  T operator()(T x) const {
    return x / (T(1) + std::exp(T(-1.702) * x));
  }
};

struct Relu {
  static constexpr std::string_view names[]{"relu"};
  static constexpr ActivationFunction function = ActivationFunction::relu;
  template <Scalar T>
  T operator()(T x) const {
    return x < T(0) ? T(0) : x;  // NaN stays
  }
};

/// What poolers have (BERT).
struct Tanh {
  static constexpr std::string_view names[]{"tanh"};
  template <Scalar T>
  T operator()(T x) const {
    return std::tanh(x);
  }
};

/// gate sigmoid(alpha gate) (up + 1), with gate at most `limit` and up between -limit and limit (OpenAI 2025, "gpt-oss-120b & gpt-oss-20b
/// Model Card", section 2.2): an activation of two numbers, that no name in config.json stands for.
struct ClampedSwiglu {
  double alpha = 1.702, limit = 7;
  template <Scalar T>
  T operator()(T gate, T up) const {
    const T x = std::min(gate, T(limit));  // NaN stays
    return x / (T(1) + std::exp(-T(alpha) * x)) * (std::clamp(up, -T(limit), T(limit)) + T(1));
  }
  template <Scalar T>
  T operator()(T gate) const {
    return (*this)(gate, T(0));
  }
};

/// An activation chosen at run time, by one of the names that config.json has for it.
class AnyActivation {
 public:
  AnyActivation() = default;
  AnyActivation(ClampedSwiglu activation) : activation_(activation) {}  // NOLINT(google-explicit-constructor): it is one
  /// Throws ConfigError for a name that is not known here: a wrong activation would be silently wrong.
  AnyActivation(std::string_view name, std::string_view file, std::string_view key) {
    if (!choose(activation_, name))
      throw ConfigError{{.problem = "unknown activation",
                         .file = std::string(file),
                         .key = std::string(key),
                         .expected = all_names(activation_),
                         .found = std::string(name)}};
  }

  /// Calls f with the policy that is held.
  template <class F>
  void visit(F f) const {
    std::visit(f, activation_);
  }

 private:
  template <class... Activations>
  static bool choose(std::variant<Activations...>& chosen, std::string_view name) {
    const auto try_one = [&]<class Activation>(Activation activation) {
      if constexpr (requires { Activation::names; })
        for (const std::string_view known : Activation::names)
          if (known == name) return chosen = activation, true;
      return false;
    };
    return (try_one(Activations{}) || ...);
  }
  template <class... Activations>
  static std::string all_names(const std::variant<Activations...>&) {
    std::string all;
    const auto add = [&]<class Activation>(Activation) {
      if constexpr (requires { Activation::names; })
        for (const std::string_view name : Activation::names) all.append(all.empty() ? "" : ", ").append(name);
    };
    (add(Activations{}), ...);
    return all;
  }

  std::variant<Silu, Gelu, GeluTanh, QuickGelu, Relu, Tanh, ClampedSwiglu> activation_;
};

/// Calls f with the activation itself, whichever kind of policy it is.
template <class Activation, class F>
void with_activation(const Activation& activation, F f) {
  if constexpr (requires { activation.visit(f); })
    activation.visit(f);
  else
    f(activation);
}

/// y [n] = activation(x) * factor, elementwise; a null `factor` is 1. One of two numbers is activation(x, factor). Policies with a
/// `function` have a vectorised form for float.
template <Scalar T, class Activation>
void activate_row(const Activation& activation, const T* x, const T* factor, T* y, Index n) {
  with_activation(activation, [&](auto f) {
    if constexpr (std::same_as<T, float> && requires { decltype(f)::function; })
      activate(decltype(f)::function, x, factor, y, n);
    else if constexpr (requires { f(*x, *x); })
      for (Index i = 0; i < n; ++i) y[i] = f(x[i], factor ? factor[i] : T(0));
    else
      for (Index i = 0; i < n; ++i) y[i] = f(x[i]) * (factor ? factor[i] : T(1));
  });
}

}  // namespace ganymede::inline v0
