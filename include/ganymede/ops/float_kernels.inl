// No include guard: compiled once per instruction set. Everything that computes with floats.
#include <ganymede/ops/float_product.inl>

namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

struct FloatKernels {
  static void product_f32(const ProductArgs& a) { float_product<float>(a); }
  static void product_f16(const ProductArgs& a) { float_product<F16>(a); }
  static void product_bf16(const ProductArgs& a) { float_product<Bf16>(a); }
};

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
