#pragma once
// StableLM; the norms of heads are stacked.

#include <ganymede/io/gguf_architectures/decoder.hpp>

namespace ganymede::inline v0::detail::gguf {

inline constexpr auto stablelm_settings =
    joined(decoder_settings, layer_norm_settings, partial_rope_settings, silu_settings,
           std::array{GgufSetting{"use_qkv_bias", {}, By::tensor, "blk.0.attn_q.bias"},
                      GgufSetting{"qk_layernorm", {}, By::tensor, "blk.0.attn_q_norm.weight"},
                      GgufSetting{"use_parallel_residual", {}, By::no_tensor, "blk.0.ffn_norm.weight"}});
inline constexpr auto stablelm_tensors =
    joined(decoder_tensors, both_norm_tensors, q_k_tensors, gated_tensors,
           std::array{TensorName{"model.layers.{}.self_attn.q_layernorm.norms", "blk.{}.attn_q_norm"},
                      TensorName{"model.layers.{}.self_attn.k_layernorm.norms", "blk.{}.attn_k_norm"}});
inline constexpr auto stablelm_known =
    joined(decoder_known, std::array{KnownSettings{"use_parallel_residual", "there is a second norm or not"}});

inline constexpr GgufArchitecture stablelm_architecture{"stablelm",    {}, stablelm_settings, stablelm_tensors, decoder_ignored,
                                                        stablelm_known};

}  // namespace ganymede::inline v0::detail::gguf
