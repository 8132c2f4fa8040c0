#pragma once
// Nomic's BERT (Nussbaum et al. 2024, "Nomic Embed"): BERT with rotary positions and a gate in its feed-forward layers, without biases in
// its blocks.

#include <ganymede/layers/rope.hpp>
#include <ganymede/models/load_encoder.hpp>
#include <ganymede/split.hpp>

#include <string>

namespace ganymede::inline v0 {

/// The keys of transformers' class, or those of Nomic's own.
struct NomicBertConfig : EncoderConfig {
  RopeConfig rope;

  /// Throws ConfigError.
  explicit NomicBertConfig(const Checkpoint& checkpoint);

  EncoderNames names() const;
};

struct NomicBertFamily {
  static constexpr std::string_view model_types[] = {"nomic_bert", "nomic-bert"};
  static constexpr std::string_view prefix = "nomic_bert.";
  static constexpr std::string_view ignored[] = {"*embeddings.position_ids", "*rotary_emb.inv_freq", "cls.predictions.decoder.weight",
                                                 "cls.predictions.bias"};  // a tied head, a second copy of its bias
  static constexpr KnownSettings known_settings[] = {
      {"rope_parameters.* rope_scaling.*", "RopeConfig refuses what it does not know"},
      {"attention_probs_dropout_prob hidden_dropout_prob", "training alone"},
      {"is_decoder is_encoder_decoder causal parallel_block parallel_block_tied_norm prenorm use_rms_norm rotary_emb_interleaved",
       "what Nomic's program could be beside", "false"},
      {"qkv_proj_bias mlp_fc1_bias mlp_fc2_bias", "these models have none", "false"},
      {"activation_function", "silu gates", "\"swiglu\""},
      {"rotary_emb_fraction", "all of a head is turned", "1|1.0"},
      {"num_experts moe_every_n_layers", "no experts", "0|1"},
      {"rotary_emb_scale_base rotary_scaling_factor", "no decay of scores, nor frequencies that change with the length", "null"},
      {"scale_attn_weights", "that they are", "true"},
      {"scale_attn_by_inverse_layer_idx reorder_and_upcast_attn", "not so", "false"},
      {"moe_impl moe_normalize_expert_weights moe_resid_pdrop moe_top_k expert_choice_router ffn_div num_shared_experts "
       "router_aux_loss_coef",
       "of experts, which are not there"},
      {"dense_seq_output fused_bias_fc fused_dropout_add_ln last_layer_subset pad_vocab_size_multiple use_flash_attn use_xentropy",
       "how the same numbers are computed"},
      {"max_trained_positions sentence_transformers", "notes"},
  };

  template <Scalar T>
  static StockEncoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const NomicBertConfig c(checkpoint);
    auto bert = load_encoder<StockEncoder<T>>(weights, checkpoint, c, c.names());
    const Rope<T> rope(c.rope);
    for (auto& layer : bert.layers) layer.self_attn.position = rope;
    return bert;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct NomicBert : StockEncoder<T> {
  using Family = NomicBertFamily;
  explicit NomicBert(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/nomic_bert.ipp>
#endif
