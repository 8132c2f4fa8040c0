#pragma once
// Where a decoder-only family keeps its tensors: all that differs between most of them.

#include <ganymede/models/experts_config.hpp>

#include <string_view>

namespace ganymede::inline v0 {

/// Paths in Hugging Face checkpoints, by the names of the members that they fill; those of a layer are below its own path. Llama's unless
/// a family says otherwise; an empty one is not there.
struct DecoderNames {
  std::string_view model = "model", embed_tokens = "embed_tokens", positions{}, layers = "layers", norm = "norm", lm_head = "lm_head";
  std::string_view layernorm_embedding{};        ///< of what goes into the first layer (BLOOM)
  std::string_view project_in{}, project_out{};  ///< between a narrower table of tokens and the layers (OPT)
  std::string_view self_attn_norm = "input_layernorm", mlp_norm = "post_attention_layernorm";
  std::string_view self_attn_output_norm{}, mlp_output_norm{};  ///< of what a layer gives, before it is added (Gemma 2, OLMo 2)
  std::string_view q_proj = "self_attn.q_proj", k_proj = "self_attn.k_proj", v_proj = "self_attn.v_proj", o_proj = "self_attn.o_proj";
  std::string_view qkv_proj{};          ///< one matrix of q's rows, k's and v's, in place of the three
  std::string_view q_norm{}, k_norm{};  ///< of heads (Qwen3, Gemma 3), or of all of them as one (OLMo 2)
  std::string_view gate_proj = "mlp.gate_proj", up_proj = "mlp.up_proj", down_proj = "mlp.down_proj";
  std::string_view sinks{};              ///< of heads: scores of no position (gpt-oss)
  std::string_view short_conv = "conv";  ///< in the place of attention, in layers that have it (LFM2)
  ExpertNames experts{};
  std::string_view gate_up_proj{};  ///< one matrix of the gate's rows, then up's, in place of the two
  bool qkv_by_group = false;        ///< qkv_proj's rows lie group by group: the query heads that share a key, that key, its value
  bool transposed = false;          ///< the matrices of layers are stored as [in, out] (GPT-2's Conv1D)
};
/// Llama's, made by the compiler.
inline constexpr DecoderNames usual_decoder_names{};

}  // namespace ganymede::inline v0
