#pragma once
// What kernels are called with: shared by all instruction sets, so nothing here depends on one.

#include <ganymede/core/half.hpp>
#include <ganymede/core/key_value_pages.hpp>

#include <cstring>

#if defined(__FAST_MATH__)
#error "ganymede gives the same bits for the same input; -ffast-math would take that away"
#endif

#define GANYMEDE_INLINE inline __attribute__((always_inline))
#if defined(__clang__)
#define GANYMEDE_UNROLL _Pragma("unroll")
#else
#define GANYMEDE_UNROLL _Pragma("GCC unroll 64")
#endif

namespace ganymede::inline v0::detail {

inline constexpr Index panel_outputs = 16;  // outputs side by side in a packed panel: the lanes of the kernels
inline constexpr Index group_panels = 4;    // panels a kernel call works on
inline constexpr Index group_outputs = panel_outputs * group_panels;
inline constexpr Index max_task_rows = 48;  // rows a kernel call works on
inline constexpr Index block_values = 32;   // values of K that share a scale, in weights and in quantised inputs

/// Elements of half the width, told apart by type.
struct F16 {
  std::uint16_t bits;
};
struct Bf16 {
  std::uint16_t bits;
};

/// 32 values of a row of x as integers, x = scale * q, with what zero points and minima of weights are multiplied with.
struct InputBlock {
  std::int8_t q[block_values];
  float scale;
  float offset;               // scale * sum
  std::int32_t sum;           // of all q
  std::int32_t half_sums[2];  // of the first and the last sixteen
};

/// The element type of scales and minima that stand in the blocks, but for K-quants' small integers.
enum class ScaleType : std::uint8_t { f16, bf16, f32 };

/// Where things lie in a group of 64 outputs (ops/packed_block.hpp), in bytes.
struct GroupLayout {
  Index bytes;                       // of the group
  Index block;                       // block weights: from one block of K to the next
  Index minima, quants;              // in a block, after its scales; minima 0: none
  Index super_scales, super_minima;  // in the group: what the scales and minima of K-quants are multiplied by; 0: none
  bool per_row;                      // in place of scales in blocks, one for each output, at super_scales
  ScaleType scales;
};

/// One kernel call: up to 48 rows of x against one group of 64 outputs.
struct ProductArgs {
  const std::byte* weights;  // the group's
  const std::byte* next;     // those of the group that this thread is likely to turn to next
  GroupLayout layout;
  std::int32_t zero;         // block weights: what to take off their unsigned quants
  const std::int8_t* codes;  // what 4-bit codes stand for, [16]; null: quants are numbers
  Index depth;               // K
  const float* x;            // float weights: rows of floats ...
  Index x_stride;
  const InputBlock* blocks;  // block weights: [rows, K/32]
  Index rows;
  const float* bias;  // of the group's outputs, or null
  float* y;           // the group's first output in the first row
  Index y_stride;
  Index outputs;    // how many of the group's 64 outputs exist
  bool accumulate;  // y += instead of y =
};
using ProductKernel = void (*)(const ProductArgs&);

/// x [K] -> [K/32]
using QuantizeKernel = void (*)(const float* x, Index K, InputBlock* blocks);

/// Functions of rows of n floats; x and y may be the same memory.
struct RowKernels {
  using Activate = void (*)(const float* x, const float* factor, float* y, Index n);
  Activate activate[6];  // in the order of ActivationFunction
  void (*softmax)(const float* x, float* y, Index n);
  void (*rms_norm)(const float* x, const float* weight, float eps, float* y, Index n);
  void (*layer_norm)(const float* x, const float* weight, const float* bias, float eps, float* y, Index n);
  void (*rotate)(float* head, Index heads, Index head_dim, Index half, const float* cosines);
  void (*lstm_step)(const float* gates, const float* recurrent, float* cell, float* hidden, Index n);
  void (*short_convolution)(const float* x, const float* weight, const float* bias, const float* gate, Index length, float* y, Index n);
};

inline constexpr Index strip_values = 64;  // logits that are looked at together

/// Sums over x of e^(x - from), and of (x - from) e^(x - from).
struct ExpMoments {
  double sum, weighted;
};

/// Passes over a row of logits x [n]; a strip is 64 of them, the last of a row may be shorter. The same bits on every instruction set.
/// `from` is at least as great as every x. n may be anything from 0 on.
struct VocabularyKernels {
  /// The largest of each strip; NaN where it holds one.
  void (*strip_largest)(const float* x, Index n, float* strips);
  /// Sum of e^(x - from) of each strip, within 2^-19 of it and another e^-86 a value; and, unless null, of (from - x) e^(x - from).
  void (*strip_exp_sums)(const float* x, Index n, float from, float* strips, float* surprises);
  /// y [n] = e^(x - from) in double, with the bits of ganymede::exp.
  void (*exponentials)(const float* x, Index n, double from, double* y);
  /// Of the same exponentials, added in eight lanes.
  ExpMoments (*exp_moments)(const float* x, Index n, double from);
  /// The largest magnitude, -infinity and NaN aside.
  float (*extent)(const float* x, Index n);
  void (*divide)(float* x, Index n, float divisor);
  /// y = x - subtrahend
  void (*subtract)(const float* x, Index n, float subtrahend, float* y);
  /// What is less than `least` becomes -infinity.
  void (*forbid_below)(float* x, Index n, float least);
  /// The ids of least <= x <= most, in their order, to `ids`, which has room for n; returns how many.
  Index (*select)(const float* x, Index n, float least, float most, std::uint32_t* ids);
};

inline constexpr Index max_attention_rows = 24;      // query rows an attention kernel works on
inline constexpr Index max_attention_floats = 4096;  // of their queries, or of their sums
inline constexpr Index max_head_dim = max_attention_floats;
constexpr Index padded_head_dim(Index head_dim) { return (head_dim + 15) / 16 * 16; }

/// Running softmax of some query rows. The scores so far: the largest, sum e^(score - largest), and values weighted by those [rows, d].
struct AttentionState {
  float *largest, *total, *sums;
  explicit AttentionState(float* memory) : largest(memory), total(memory + max_attention_rows), sums(memory + 2 * max_attention_rows) {}
  static constexpr Index floats(Index rows, Index head_dim) { return 2 * max_attention_rows + rows * padded_head_dim(head_dim); }
};

/// One call of an attention kernel: some query rows that share a key/value head, and neighbouring pages of its cache. Row n is head
/// n % group at position n / group of q; a row at position t sees key positions t - before to t + after, of those that exist.
struct AttentionArgs {
  const float* q;  // the group's heads at the first position
  Index q_stride;  // from one position to the next
  Index group, first_row, rows, head_dim;
  Index position, keys, before, after;  // q's first position; key positions that exist
  float scale, softcap;
  const float* bias;  // of the group's first head at distance 0, or null: score += bias[head * bias_stride + key - query]
  Index bias_stride;
  Index bias_per_query;           // -1, or what a query's position counts: bias[head * bias_stride + key + query * bias_per_query]
  const float* sinks;             // of the group's heads, or null: scores of no position, which softmax counts
  const std::byte* const* pages;  // of the sequence
  CacheType type;
  Index keys_at, values_at, key_scales_at, value_scales_at;  // bytes from a page's begin to what belongs to the head
  Index first_page, end_page;
};

struct AttentionKernels {
  /// The rows' state after these pages alone.
  void (*attend)(const AttentionArgs&, AttentionState);
  /// `state` is of earlier pages, or of none: appends that of args' pages.
  void (*append)(const AttentionArgs&, AttentionState state, AttentionState later);
  /// sums / total to the rows of out, which lie as those of q do; rows that saw nothing become zeros.
  void (*finish)(const AttentionArgs&, AttentionState, float* out, Index out_stride);
  /// What softmax is taken of, for one row: out[key position] where it sees one in these pages.
  void (*scores)(const AttentionArgs&, float* out);
  /// x [n] to the cache: elements `stride` apart. `scale`: of int8.
  void (*write)(const float* x, Index n, CacheType type, std::byte* to, Index stride, float* scale);
};

}  // namespace ganymede::inline v0::detail
