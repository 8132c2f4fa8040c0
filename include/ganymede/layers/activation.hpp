#pragma once
// The nonlinearities of feed-forward layers, as policies: Silu, Gelu, GeluTanh, QuickGelu, Relu; AnyActivation holds one chosen by a
// config.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/ops/activations.hpp>

#include <cmath>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// x * sigmoid(x) (Elfwing et al. 2017).
struct Silu {
  static constexpr ActivationFunction function = ActivationFunction::silu;
  template <Scalar T>
  T operator()(T x) const {
    return x / (T(1) + std::exp(-x));
  }
};

/// x * Phi(x), exactly (Hendrycks and Gimpel 2016, section 2).
struct Gelu {
  static constexpr ActivationFunction function = ActivationFunction::gelu;
  template <Scalar T>
  T operator()(T x) const {
    return T(0.5) * x * (T(1) + std::erf(x * T(0.70710678118654752440)));
  }
};

/// The tanh approximation of GELU (the same paper), which GPT-2 was trained with.
struct GeluTanh {
  static constexpr ActivationFunction function = ActivationFunction::gelu_tanh;
  template <Scalar T>
  T operator()(T x) const {
    return T(0.5) * x * (T(1) + std::tanh(T(0.79788456080286535588) * (x + T(0.044715) * x * x * x)));
  }
};

/// x * sigmoid(1.702 x) (the same paper).
struct QuickGelu {
  static constexpr ActivationFunction function = ActivationFunction::quick_gelu;
  template <Scalar T>
  T operator()(T x) const {
    return x / (T(1) + std::exp(T(-1.702) * x));
  }
};

struct Relu {
  static constexpr ActivationFunction function = ActivationFunction::relu;
  template <Scalar T>
  T operator()(T x) const {
    return x < T(0) ? T(0) : x;  // NaN stays
  }
};

/// An activation chosen at run time, by the name that config.json gives it.
class AnyActivation {
 public:
  AnyActivation() = default;
  /// Throws ConfigError for a name that is not known here: a wrong activation would be silently wrong.
  AnyActivation(std::string_view name, std::string_view file, std::string_view key) {
    if (name == "silu" || name == "swish")
      kind_ = Kind::silu;
    else if (name == "gelu")
      kind_ = Kind::gelu;
    else if (name == "gelu_new" || name == "gelu_pytorch_tanh" || name == "gelu_fast")
      kind_ = Kind::gelu_tanh;
    else if (name == "quick_gelu")
      kind_ = Kind::quick_gelu;
    else if (name == "relu")
      kind_ = Kind::relu;
    else
      throw ConfigError{{.problem = "unknown activation",
                         .file = std::string(file),
                         .key = std::string(key),
                         .expected = "silu, gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, quick_gelu or relu",
                         .found = std::string(name)}};
  }

  /// Calls f with the policy that is held.
  template <class F>
  void visit(F f) const {
    switch (kind_) {
      case Kind::silu:
        return f(Silu{});
      case Kind::gelu:
        return f(Gelu{});
      case Kind::gelu_tanh:
        return f(GeluTanh{});
      case Kind::quick_gelu:
        return f(QuickGelu{});
      case Kind::relu:
        return f(Relu{});
    }
  }

 private:
  enum class Kind : std::uint8_t { silu, gelu, gelu_tanh, quick_gelu, relu } kind_ = Kind::silu;
};

/// Calls f with the activation itself, whichever kind of policy it is.
template <class Activation, class F>
void with_activation(const Activation& activation, F f) {
  if constexpr (requires { activation.visit(f); })
    activation.visit(f);
  else
    f(activation);
}

/// y [n] = activation(x) * factor, elementwise; a null `factor` is 1. Policies with a `function` have a vectorised form for float.
template <Scalar T, class Activation>
void activate_row(const Activation& activation, const T* x, const T* factor, T* y, Index n) {
  with_activation(activation, [&](auto f) {
    if constexpr (std::same_as<T, float> && requires { decltype(f)::function; })
      activate(decltype(f)::function, x, factor, y, n);
    else
      for (Index i = 0; i < n; ++i) y[i] = f(x[i]) * (factor ? factor[i] : T(1));
  });
}

}  // namespace ganymede::inline v0
