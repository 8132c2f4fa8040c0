#pragma once
// The bodies of nomic_bert.hpp.

#include <ganymede/models/nomic_bert.hpp>

#include <ganymede/io/json.hpp>

#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// Of config.json as Nomic's own program writes it.
inline constexpr SettingName nomic_setting_names[] = {
    {"hidden_size", "n_embd"},        {"num_attention_heads", "n_head"},          {"num_hidden_layers", "n_layer"},
    {"intermediate_size", "n_inner"}, {"max_position_embeddings", "n_positions"}, {"layer_norm_eps", "layer_norm_epsilon"},
};

}  // namespace detail

GANYMEDE_ONCE NomicBertConfig::NomicBertConfig(const Checkpoint& checkpoint)
    : EncoderConfig(checkpoint,
                    {.hidden_act = "silu", .max_position_embeddings = 2048, .attention_bias = false, .mlp_bias = false, .rotary = true},
                    checkpoint.settings().has("n_embd") ? std::span<const SettingName>(detail::nomic_setting_names)
                                                        : std::span<const SettingName>()) {
  const Settings& c = settings;
  require_same(c, "head_dim", attention.head_dim);
  rope = RopeConfig::from_config(c, attention.head_dim, 2048, c.get_or<double>("rotary_emb_base", 1000));
}

GANYMEDE_ONCE EncoderNames NomicBertConfig::names() const {
  EncoderNames names;
  names.model = "nomic_bert";
  names.positions = {};
  names.embedding_norm = "emb_ln";
  names.layers = "encoder.layers";
  names.layer = {.self_attn = "attn",
                 .attention = {.o_proj = "out_proj", .qkv_proj = "Wqkv"},
                 .self_attn_norm = "norm1",
                 .mlp_norm = "norm2",
                 .mlp = {.gate_proj = "mlp.fc12", .up_proj = "mlp.fc11", .down_proj = "mlp.fc2"}};
  names.pooler.dense = names.sequence.dense = "nomic_bert.pooler.dense";
  names.masked_lm.norm = "cls.predictions.transform.layer_norm";
  names.masked_lm.activation = hidden_act;
  return names;
}

}  // namespace ganymede::inline v0
