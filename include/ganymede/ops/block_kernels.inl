// No include guard: compiled once per instruction set. Everything that computes with blocks of small integers.
// The order of inclusion counts.
// clang-format off
#include <ganymede/ops/byte_dot.inl>
#include <ganymede/ops/weight_blocks.inl>
#include <ganymede/ops/block_product.inl>
#include <ganymede/ops/quantize_rows.inl>
// clang-format on

namespace ganymede::inline v0::detail::GANYMEDE_TARGET {

struct BlockKernels {
  static void product_8bit(const ProductArgs& a) { block_product<Quants<8, 1>>(a); }
  static void product_4bit(const ProductArgs& a) { block_product<Quants<4, 1>>(a); }
  static void product_5bit(const ProductArgs& a) { block_product<Quants<5, 1>>(a); }
  static void product_4bit_halves(const ProductArgs& a) { block_product<Quants<4, 2>>(a); }
  static void product_6bit_halves(const ProductArgs& a) { block_product<Quants<6, 2>>(a); }
  static void product_codes(const ProductArgs& a) { block_product<Quants<4, 1, true>>(a); }
  static void product_codes_halves(const ProductArgs& a) { block_product<Quants<4, 2, true>>(a); }
  static void quantize_row(const float* x, Index K, InputBlock* blocks) { GANYMEDE_TARGET::quantize_row(x, K, blocks); }
};

}  // namespace ganymede::inline v0::detail::GANYMEDE_TARGET
