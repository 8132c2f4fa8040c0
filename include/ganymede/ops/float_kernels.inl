// No include guard: compiled once per instruction set. Everything that computes with floats.
// The order of inclusion counts.
// clang-format off
#include <ganymede/ops/exponential.inl>
#include <ganymede/ops/activations.inl>
#include <ganymede/ops/softmax.inl>
#include <ganymede/ops/norms.inl>
#include <ganymede/ops/rotate.inl>
#include <ganymede/ops/lstm_step.inl>
#include <ganymede/ops/short_convolution.inl>
#include <ganymede/ops/float_product.inl>
#include <ganymede/ops/attention_tiles.inl>
#include <ganymede/ops/attention.inl>
#include <ganymede/ops/cache_rows.inl>
#include <ganymede/ops/falling_exp.inl>
#include <ganymede/ops/vocabulary.inl>
// clang-format on

namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

struct FloatKernels {
  static void product_f32(const ProductArgs& a) { float_product<float>(a); }
  static void product_f16(const ProductArgs& a) { float_product<F16>(a); }
  static void product_bf16(const ProductArgs& a) { float_product<Bf16>(a); }
  static constexpr RowKernels rows{
      {activate<SiluOf>, activate<GeluOf>, activate<GeluTanhOf>, activate<QuickGeluOf>, activate<ReluOf>, activate<TanhOf>},
      GANYMEDE_TARGET::softmax,
      GANYMEDE_TARGET::rms_norm,
      GANYMEDE_TARGET::layer_norm,
      GANYMEDE_TARGET::rotate,
      GANYMEDE_TARGET::lstm_step,
      GANYMEDE_TARGET::short_convolution};
  static constexpr VocabularyKernels vocabulary{
      GANYMEDE_TARGET::strip_largest, GANYMEDE_TARGET::strip_exp_sums, GANYMEDE_TARGET::exponentials,
      GANYMEDE_TARGET::exp_moments,   GANYMEDE_TARGET::extent,         GANYMEDE_TARGET::divide_row,
      GANYMEDE_TARGET::subtract_row,  GANYMEDE_TARGET::forbid_below,   GANYMEDE_TARGET::select};
  static constexpr AttentionKernels attention{GANYMEDE_TARGET::attend, GANYMEDE_TARGET::append, GANYMEDE_TARGET::finish,
                                              GANYMEDE_TARGET::scores, GANYMEDE_TARGET::write_to_cache};
};

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
