#pragma once
// What CTranslate2 calls the tensors of a Transformer: an encoder-decoder in BART's names, whose queries, keys and values are stacked.
// Names: ctranslate2/specs of github.com/OpenNMT/CTranslate2 (transformer_spec.py, attention_spec.py, common_spec.py).

#include <ganymede/io/known_settings.hpp>
#include <ganymede/io/tensor_names.hpp>

#include <string_view>

namespace ganymede::inline v0::detail::ctranslate2 {

using Part = TensorName::Part;

/// A part of a stack.
constexpr TensorName part(std::string_view hugging_face, std::string_view own, Part which) {
  return {hugging_face, own, TensorName::Rows::alike, which};
}
/// A norm.
constexpr TensorName norm(std::string_view hugging_face, std::string_view own) {
  return {hugging_face, own, TensorName::Rows::alike, Part::whole, 0, "gamma", "beta"};
}
/// A table of positions.
constexpr TensorName positions(std::string_view hugging_face, std::string_view own) {
  return {hugging_face, own, TensorName::Rows::alike, Part::whole, 0, "encodings"};
}

inline constexpr TensorName transformer_tensors[] = {
    {"model.encoder.embed_tokens", "encoder/embeddings_0"},
    {"model.encoder.embed_tokens", "encoder/embeddings"},
    positions("model.encoder.embed_positions", "encoder/position_encodings"),
    part("model.encoder.layers.{}.self_attn.q_proj", "encoder/layer_{}/self_attention/linear_0", Part::first),
    part("model.encoder.layers.{}.self_attn.k_proj", "encoder/layer_{}/self_attention/linear_0", Part::middle),
    part("model.encoder.layers.{}.self_attn.v_proj", "encoder/layer_{}/self_attention/linear_0", Part::last),
    {"model.encoder.layers.{}.self_attn.out_proj", "encoder/layer_{}/self_attention/linear_1"},
    norm("model.encoder.layers.{}.self_attn_layer_norm", "encoder/layer_{}/self_attention/layer_norm"),
    {"model.encoder.layers.{}.fc1", "encoder/layer_{}/ffn/linear_0"},
    {"model.encoder.layers.{}.fc2", "encoder/layer_{}/ffn/linear_1"},
    norm("model.encoder.layers.{}.final_layer_norm", "encoder/layer_{}/ffn/layer_norm"),
    norm("model.encoder.layer_norm", "encoder/layer_norm"),
    {"model.decoder.embed_tokens", "decoder/embeddings"},
    {"model.decoder.embed_tokens", "decoder/embeddings_0"},
    positions("model.decoder.embed_positions", "decoder/position_encodings"),
    part("model.decoder.layers.{}.self_attn.q_proj", "decoder/layer_{}/self_attention/linear_0", Part::first),
    part("model.decoder.layers.{}.self_attn.k_proj", "decoder/layer_{}/self_attention/linear_0", Part::middle),
    part("model.decoder.layers.{}.self_attn.v_proj", "decoder/layer_{}/self_attention/linear_0", Part::last),
    {"model.decoder.layers.{}.self_attn.out_proj", "decoder/layer_{}/self_attention/linear_1"},
    norm("model.decoder.layers.{}.self_attn_layer_norm", "decoder/layer_{}/self_attention/layer_norm"),
    {"model.decoder.layers.{}.encoder_attn.q_proj", "decoder/layer_{}/attention/linear_0"},
    part("model.decoder.layers.{}.encoder_attn.k_proj", "decoder/layer_{}/attention/linear_1", Part::first),
    part("model.decoder.layers.{}.encoder_attn.v_proj", "decoder/layer_{}/attention/linear_1", Part::last),
    {"model.decoder.layers.{}.encoder_attn.out_proj", "decoder/layer_{}/attention/linear_2"},
    norm("model.decoder.layers.{}.encoder_attn_layer_norm", "decoder/layer_{}/attention/layer_norm"),
    {"model.decoder.layers.{}.fc1", "decoder/layer_{}/ffn/linear_0"},
    {"model.decoder.layers.{}.fc2", "decoder/layer_{}/ffn/linear_1"},
    norm("model.decoder.layers.{}.final_layer_norm", "decoder/layer_{}/ffn/layer_norm"),
    norm("model.decoder.layer_norm", "decoder/layer_norm"),
    {"lm_head", "decoder/projection"},
    part("final_logits_bias", "decoder/projection/bias", Part::row),
};

inline constexpr KnownSettings transformer_known[] = {
    {"activation alignment_heads alignment_layer num_heads pre_norm start_from_zero_embedding with_relative_position",
     "of both sides, where older revisions have them"},
    {"encoder.alibi_use_positive_positions encoder.alignment_heads encoder.alignment_layer encoder.embeddings_merge "
     "decoder.alibi_use_positive_positions decoder.alignment_heads decoder.alignment_layer decoder.embeddings_merge",
     "of what is off, and of what attention is looked at for"},
    {"encoder.start_from_zero_embedding", "of decoders alone"},
    {"add_source_bos add_source_eos bos_token bos_token_id decoder_start_token decoder_start_token_id eos_token eos_token_id unk_token "
     "unk_token_id with_source_bos with_source_eos with_target_bos",
     "the text's, not the model's"},
    {"binary_version model_type quantization_bits quantization_group_size spec_revision", "of the file"},
    {"*", "what is off changes nothing", "0|false"},
};

/// Of "TransformerSpec", "TransformerBase", "TransformerBig" and their relatives; other specifications keep their own names.
inline constexpr TensorNames transformer_names{transformer_tensors, '/'};
inline constexpr TensorNames own_names{{}, '/'};

}  // namespace ganymede::inline v0::detail::ctranslate2
