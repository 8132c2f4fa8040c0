// No include guard: compiled once per instruction set. Everything that computes with floats.
#include <ganymede/ops/elementwise.inl>
#include <ganymede/ops/float_product.inl>

namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

struct FloatKernels {
  static void product_f32(const ProductArgs& a) { float_product<float>(a); }
  static void product_f16(const ProductArgs& a) { float_product<F16>(a); }
  static void product_bf16(const ProductArgs& a) { float_product<Bf16>(a); }
  static constexpr RowKernels rows{{activate<SiluOf>, activate<GeluOf>, activate<GeluTanhOf>, activate<QuickGeluOf>, activate<ReluOf>},
                                   GANYMEDE_TARGET::softmax,
                                   GANYMEDE_TARGET::rms_norm,
                                   GANYMEDE_TARGET::layer_norm};
};

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
