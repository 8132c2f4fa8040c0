#pragma once
// Nomic's BERT.

#include <ganymede/io/gguf_architecture.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::gguf {

inline constexpr GgufSetting nomic_bert_settings[] = {
    {"num_hidden_layers", "block_count", By::required_key},
    {"max_position_embeddings", "context_length", By::required_key},
    {"hidden_size", "embedding_length", By::required_key},
    {"intermediate_size", "feed_forward_length", By::required_key},
    {"vocab_size", "vocab_size", By::key_or_rows, "token_embd.weight"},
    {"type_vocab_size", {}, By::rows, "token_types.weight"},
    {"num_attention_heads", "attention.head_count", By::required_key},
    {"layer_norm_eps", "attention.layer_norm_epsilon", By::required_key},
    {"rope_theta", "rope.freq_base"},
    {"rotary_dim", "rope.dimension_count"},
    {"rope_parameters", "rope.scaling.type", By::rope},
    {"pooling_type", "pooling_type"},
    {"hidden_act", "\"silu\"", By::constant},
};
inline constexpr TensorName nomic_bert_tensors[] = {
    {"nomic_bert.embeddings.word_embeddings", "token_embd"},
    {"nomic_bert.embeddings.token_type_embeddings", "token_types"},
    {"nomic_bert.emb_ln", "token_embd_norm"},
    {"nomic_bert.encoder.layers.{}.attn.Wqkv", "blk.{}.attn_qkv"},
    {"nomic_bert.encoder.layers.{}.attn.out_proj", "blk.{}.attn_output"},
    {"nomic_bert.encoder.layers.{}.norm1", "blk.{}.attn_output_norm"},
    {"nomic_bert.encoder.layers.{}.mlp.fc11", "blk.{}.ffn_up"},
    {"nomic_bert.encoder.layers.{}.mlp.fc12", "blk.{}.ffn_gate"},
    {"nomic_bert.encoder.layers.{}.mlp.fc2", "blk.{}.ffn_down"},
    {"nomic_bert.encoder.layers.{}.norm2", "blk.{}.layer_output_norm"},
};
inline constexpr KnownSettings nomic_bert_known[] = {
    {"attention.causal", "every token sees every other", "false"},
    {"pooling_type", "what becomes of the tokens' vectors"},
    {"expert_count expert_used_count moe_every_n_layers", "no experts", "0"},
};

inline constexpr GgufArchitecture nomic_bert_architecture{"nomic-bert", {}, nomic_bert_settings, nomic_bert_tensors, {}, nomic_bert_known};

}  // namespace ganymede::inline v0::detail::gguf
