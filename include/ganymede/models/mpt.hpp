#pragma once
// MPT (MosaicML 2023, "Introducing MPT-7B"): ALiBi, no biases anywhere, queries, keys and values in one matrix.

#include <ganymede/models/load_decoder.hpp>

namespace ganymede::inline v0 {

/// Where transformers' class and MosaicML's own part, as for alibi_bias_max, a folder is only read if both say the same.
struct MptFamily {
  static constexpr std::string_view model_types[] = {"mpt"};
  static constexpr std::string_view prefix = "transformer.";
  static constexpr std::string_view ignored[] = {"lm_head.weight"};  // only where it is tied
  static constexpr SettingName setting_names[] = {
      {"hidden_size", "d_model", true},           {"num_attention_heads", "n_heads", true}, {"num_hidden_layers", "n_layers", true},
      {"max_position_embeddings", "max_seq_len"}, {"layer_norm_eps", "layer_norm_epsilon"},
  };
  static constexpr KnownSettings known_settings[] = {
      {"no_bias attn_config.alibi", "the only kind that transformers has", "true"},
      {"logit_scale", "transformers has none", "null"},
      {"attn_config.alibi_bias_max", "transformers' is 8 whatever it says", "8"},
      {"attn_config.prefix_lm attn_config.qk_ln attn_config.qk_gn attn_config.rope attn_config.attn_uses_sequence_id",
       "kinds of attention that transformers has not", "false"},
      {"attn_config.attn_type", "as many keys as queries", "\"multihead_attention\""},
      {"attn_config.softmax_scale attn_config.clip_qkv", "read"},
      {"attn_config.*", "training, and how the same numbers are computed"},
      {"norm_type", "another precision of the same norm", "\"low_precision_layernorm\"|\"layernorm\""},
      {"learned_pos_emb", "ALiBi is in its place"},
      {"resid_pdrop emb_pdrop embedding_fraction init_config init_device verbose fc_type ffn_config use_pad_tok_in_ffn tokenizer_name",
       "training alone, or where and with what it ran"},
  };
  static constexpr DecoderNames names{.model = "transformer",
                                      .embed_tokens = "wte",
                                      .layers = "blocks",
                                      .norm = "norm_f",
                                      .self_attn_norm = "norm_1",
                                      .mlp_norm = "norm_2",
                                      .o_proj = "attn.out_proj",
                                      .qkv_proj = "attn.Wqkv",
                                      .gate_proj = {},
                                      .up_proj = "ffn.up_proj",
                                      .down_proj = "ffn.down_proj"};

  static DecoderConfig config(const Checkpoint& checkpoint) {
    DecoderConfig c(checkpoint,
                    {.norm = NormKind::layer_norm_without_bias,
                     .norm_eps_key = "layer_norm_eps",
                     .norm_eps = 1e-5,
                     .hidden_act = "gelu",
                     .alibi = AlibiConfig{.alibi_bias_max = detail::factor_or(checkpoint.settings(), "alibi_bias_max", 8)},
                     .own_head_dim = false,
                     .intermediate_factor = 4,
                     .attention_bias = false,
                     .mlp_bias = false,
                     .tie_word_embeddings = true,
                     .padding_token = false},
                    names, setting_names);
    c.intermediate_size = hidden_rows(checkpoint, c);
    const Settings attention = c.settings.has("attn_config") ? c.settings.sub("attn_config") : c.settings;
    if (attention.has("softmax_scale")) c.attention.scale = detail::factor_or(attention, "softmax_scale", 1);
    if (attention.get_or<double>("clip_qkv", 0) != 0) c.attention.clip_qkv = detail::factor_or(attention, "clip_qkv", 1);
    return c;
  }

  template <Scalar T>
  static StockDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    return load_decoder<StockDecoder<T>>(weights, config(checkpoint), names);
  }

 private:
  /// transformers takes expansion_ratio for 4 whatever it says: the file shows whose it is.
  static Index hidden_rows(const Checkpoint& checkpoint, const DecoderConfig& c) {
    const Index stretched = positive_or(c.settings, "expansion_ratio", 4) * c.attention.hidden_size;
    const StoredTensor* up = checkpoint.find("transformer.blocks.0.ffn.up_proj.weight");
    if (up == nullptr) up = checkpoint.find("blocks.0.ffn.up_proj.weight");
    return up != nullptr && !up->shape.empty() && up->shape.front() == stretched ? stretched : c.intermediate_size;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct Mpt : StockDecoder<T> {
  using Family = MptFamily;
  explicit Mpt(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
