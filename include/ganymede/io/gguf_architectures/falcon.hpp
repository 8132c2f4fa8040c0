#pragma once
// Falcon, but for RefinedWeb's with ALiBi, which llama.cpp does not know. Rows of queries, keys and values are put below one another in
// GGUF, and of two norms the feed-forward layer's stands first (llama.cpp's convert_hf_to_gguf.py, FalconModel; gguf-py's
// tensor_mapping.py).

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufSetting falcon_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"tie_word_embeddings", {}, By::no_tensor, "output.weight"},
    {"layer_norm_eps", "attention.layer_norm_epsilon", By::required_key},
    {"rope_theta", "rope.freq_base"},
    {"rotary_dim", "rope.dimension_count"},
    {"rope_parameters", "rope.scaling.type", By::rope},
    {"num_key_value_heads", "attention.head_count_kv"},
    {"new_decoder_architecture", "true", By::constant},
    {"parallel_attn", "true", By::constant},
    {"alibi", "false", By::constant},
    {"num_ln_in_parallel_attn", "2|1", By::tensor, "blk.0.attn_norm_2.weight"},
    {"bias", {}, By::tensor, "blk.0.attn_qkv.bias"},
    {"hidden_act", "\"gelu\"", By::constant},
};
inline constexpr TensorName falcon_tensors[] = {
    {"transformer.word_embeddings", "token_embd"},
    {"transformer.h.{}.input_layernorm", "blk.{}.attn_norm"},
    {"transformer.h.{}.ln_mlp", "blk.{}.attn_norm"},
    {"transformer.h.{}.ln_attn", "blk.{}.attn_norm_2"},
    {"transformer.h.{}.self_attention.query_key_value", "blk.{}.attn_qkv", TensorName::Rows::qkv_stacked},
    {"transformer.h.{}.self_attention.dense", "blk.{}.attn_output"},
    {"transformer.h.{}.mlp.dense_h_to_4h", "blk.{}.ffn_up"},
    {"transformer.h.{}.mlp.dense_4h_to_h", "blk.{}.ffn_down"},
    {"transformer.ln_f", "output_norm"},
    {"lm_head", "output"},
};
inline constexpr KnownSettings falcon_known[] = {
    {"tensor_data_layout", "where the file came from"},
    {"rope.scaling.finetuned", "whether it was trained so"},
    {"rope.scaling.yarn_beta_fast rope.scaling.yarn_beta_slow", "of yarn alone"},
    {"rope.scaling.attn_factor rope.scaling.yarn_attn_factor", "of yarn; else a factor of cosines and sines", "1"},
    {"attention.causal", "it looks back alone", "true"},
};

inline constexpr GgufArchitecture falcon_architecture{"falcon", {}, falcon_settings, falcon_tensors, {}, falcon_known};

}  // namespace ganymede::inline v0::detail::gguf
