#pragma once
// GPT-NeoX, Pythia. Rows of queries, keys and values are put below one another in GGUF (llama.cpp's convert_hf_to_gguf.py,
// GPTNeoXModel.modify_tensors).

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufSetting gptneox_settings[] = {
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
    {"use_parallel_residual", "use_parallel_residual"},
    {"attention_bias", {}, By::tensor, "blk.0.attn_qkv.bias"},
    {"hidden_act", "\"gelu\"", By::constant},
};
inline constexpr TensorName gptneox_tensors[] = {
    {"gpt_neox.embed_in", "token_embd"},
    {"gpt_neox.layers.{}.input_layernorm", "blk.{}.attn_norm"},
    {"gpt_neox.layers.{}.attention.query_key_value", "blk.{}.attn_qkv", TensorName::Rows::qkv_stacked},
    {"gpt_neox.layers.{}.attention.dense", "blk.{}.attn_output"},
    {"gpt_neox.layers.{}.post_attention_layernorm", "blk.{}.ffn_norm"},
    {"gpt_neox.layers.{}.mlp.dense_h_to_4h", "blk.{}.ffn_up"},
    {"gpt_neox.layers.{}.mlp.dense_4h_to_h", "blk.{}.ffn_down"},
    {"gpt_neox.final_layer_norm", "output_norm"},
    {"embed_out", "output"},
};
inline constexpr KnownSettings gptneox_known[] = {
    {"rope.scaling.finetuned", "whether it was trained so"},
    {"rope.scaling.yarn_beta_fast rope.scaling.yarn_beta_slow", "of yarn alone"},
    {"rope.scaling.attn_factor rope.scaling.yarn_attn_factor", "of yarn; else a factor of cosines and sines", "1"},
    {"attention.causal", "it looks back alone", "true"},
    {"attention.head_count_kv", "as many as heads, or no tensor would fit"},
};

inline constexpr std::array gptneox_model_types{std::string_view("gpt_neox")};
inline constexpr GgufArchitecture gptneox_architecture{"gptneox", gptneox_model_types, gptneox_settings, gptneox_tensors,
                                                       {},        gptneox_known};

}  // namespace ganymede::inline v0::detail::gguf
