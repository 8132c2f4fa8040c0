#pragma once
// Where an encoder-only family keeps its tensors.

#include <ganymede/models/encoder_decoder_names.hpp>

#include <string_view>

namespace ganymede::inline v0 {

/// Of a head, from the checkpoint's root. An empty one is not there.
struct HeadNames {
  std::string_view dense{}, norm{}, out{};
  std::string_view activation{};  ///< after `dense`; empty: none. A view as the others: of a literal, or of the config
  std::string_view bias{};        ///< [V], of an `out` that is the embeddings' table
  bool mean = false;              ///< of a sequence head: a text's row is the mean of its tokens'
  bool has_bias = true;           ///< of `dense`
};

/// Paths in Hugging Face checkpoints: those of the model below its own, those of a layer below the layer's. BERT's unless a family says
/// otherwise; an empty one is not there.
struct EncoderNames {
  std::string_view model = "bert", embed_tokens = "embeddings.word_embeddings", positions = "embeddings.position_embeddings";
  std::string_view token_types = "embeddings.token_type_embeddings", embedding_norm = "embeddings.LayerNorm", embedding_projection{};
  std::string_view layers = "encoder.layer", norm{};
  bool first_self_attn_norm = true;  ///< whether the first layer has its self_attn_norm (ModernBERT: the embeddings' stands for it)
  LayerNames layer{.self_attn = "attention",
                   .attention = {.q_proj = "self.query",
                                 .k_proj = "self.key",
                                 .v_proj = "self.value",
                                 .o_proj = "output.dense",
                                 .bias = true,
                                 .output_bias = true},
                   .self_attn_norm = "attention.output.LayerNorm",
                   .mlp_norm = "output.LayerNorm",
                   .mlp = {.up_proj = "intermediate.dense", .down_proj = "output.dense", .bias = true}};
  HeadNames pooler{.dense = "bert.pooler.dense", .activation = "tanh"};
  HeadNames masked_lm{.dense = "cls.predictions.transform.dense",
                      .norm = "cls.predictions.transform.LayerNorm",
                      .out = "cls.predictions.decoder",
                      .activation = "gelu",
                      .bias = "cls.predictions"};
  HeadNames sequence{.dense = "bert.pooler.dense", .out = "classifier", .activation = "tanh"};
  HeadNames tokens{.out = "classifier"}, question_answering{.out = "qa_outputs"};
};
/// BERT's, made by the compiler.
inline constexpr EncoderNames usual_encoder_names{};

}  // namespace ganymede::inline v0
