#pragma once
// Translation models that CTranslate2 has converted (model.bin, see io/ctranslate2.hpp): OpenNMT's, Marian's, M2M100's and others' that
// are the Transformer of the 2017 paper, with its norms after or inside the branches, which a setting of the file says.

#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/ctranslate2_config.hpp>
#include <ganymede/models/stock_encoder_decoder.hpp>
#include <ganymede/models/token_tables.hpp>

#include <span>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

namespace detail {

template <Scalar T>
Linear<T> ctranslate2_linear(const Weights& weights, Index out, Index in) {
  return {weights, out, in, weights.has("bias")};
}

template <Scalar T>
StockBlock<T> load_ctranslate2_layer(const Weights& layer, const CTranslate2Config& c, Index l) {
  const Index D = c.attention.hidden_size;
  const Weights self = layer / "self_attention", cross = layer / "attention", ffn = layer / "ffn";
  const auto norm = [&](const Weights& sublayer) {
    return AnyNorm<T>(NormKind::layer_norm, sublayer / "layer_norm", D, c.layer_norm_epsilon);
  };
  StockBlock<T> block;
  block.wiring = c.pre_norm ? Wiring::pre_norm : Wiring::post_norm;
  block.self_attn.layer = l;
  block.self_attn.config = c.attention;
  block.self_attn.qkv_proj = ctranslate2_linear<T>(self / "linear_0", 3 * D, D);
  block.self_attn.o_proj = ctranslate2_linear<T>(self / "linear_1", D, D);
  block.self_attn_norm = norm(self);
  if (c.name == "decoder") {
    block.encoder_attn.layer = l;
    block.encoder_attn.config = c.attention;
    block.encoder_attn.q_proj = ctranslate2_linear<T>(cross / "linear_0", D, D);
    block.encoder_attn.kv_proj = ctranslate2_linear<T>(cross / "linear_1", 2 * D, D);
    block.encoder_attn.o_proj = ctranslate2_linear<T>(cross / "linear_2", D, D);
    block.encoder_attn_norm = norm(cross);
  } else {
    block.self_attn.mask = Bidirectional();
  }
  block.mlp_norm = norm(ffn);
  block.mlp.up_proj = ctranslate2_linear<T>(ffn / "linear_0", c.ffn_dim, D);
  block.mlp.down_proj = ctranslate2_linear<T>(ffn / "linear_1", D, c.ffn_dim);
  block.mlp.activation = c.activation;
  return block;
}

template <Scalar T>
void load_ctranslate2_stack(StockStack<T>& stack, const Weights& weights, const CTranslate2Config& c) {
  stack.embed_scale = c.embed_scale;
  stack.positions = c.positions<T>(weights);
  if (c.pre_norm) stack.norm = {NormKind::layer_norm, weights / "layer_norm", c.attention.hidden_size, c.layer_norm_epsilon};
  for (Index l = 0; l < c.layers; ++l) stack.layers.push_back(load_ctranslate2_layer<T>(weights / ("layer_" + std::to_string(l)), c, l));
}

}  // namespace detail

/// Model files with norms inside the branches (`pre_norm`), or after them.
template <bool pre_norm>
struct CTranslate2Family {
  static constexpr std::string_view model_types[] = {"TransformerSpec", "TransformerBase", "TransformerBig"};
  static constexpr std::string_view prefix{};
  static constexpr std::span<const std::string_view> ignored{};
  static constexpr KnownSettings known_settings[] = {
      {"encoder.* decoder.*", "CTranslate2Config refuses what it does not know"},
      {"activation alignment_heads alignment_layer num_heads pre_norm start_from_zero_embedding with_relative_position",
       "of both sides, where older revisions have them"},
      {"add_source_bos add_source_eos bos_token bos_token_id decoder_start_token decoder_start_token_id eos_token eos_token_id unk_token "
       "unk_token_id with_source_bos with_source_eos with_target_bos",
       "the text's, not the model's"},
      {"binary_version model_type quantization_bits quantization_group_size spec_revision", "of the file"},
      {"*", "what is off changes nothing", "0|false"},
  };

  static constexpr std::string_view wiring = pre_norm ? "pre_norm 1" : "pre_norm 0";
  static bool is_wired_so(const Checkpoint& checkpoint) {
    const Settings& c = checkpoint.settings();
    return checkpoint.format() == CheckpointFormat::ctranslate2 && c.has("decoder") && c.sub("decoder").get<bool>("pre_norm") == pre_norm;
  }

  template <Scalar T>
  static StockEncoderDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const CTranslate2Config source(checkpoint, "encoder"), target(checkpoint, "decoder");
    const Index D = target.attention.hidden_size, V = target.vocab_size;
    const auto same = [&](const char* key, Index a, Index b) {
      if (a != b)
        throw ConfigError{{.problem = "encoder and decoder do not fit together",
                           .file = checkpoint.settings().file(),
                           .key = std::string("encoder.") + key,
                           .expected = std::to_string(b),
                           .found = std::to_string(a)}};
    };
    same("hidden_size", source.attention.hidden_size, D);
    same("pre_norm", source.pre_norm, target.pre_norm);
    const Weights encoder = weights / "encoder", decoder = weights / "decoder";
    TokenTables<T> tables;
    StockEncoderDecoder<T> m;
    m.encoder.embed_tokens = Embedding<T>(tables({encoder / "embeddings", encoder / "embeddings_0"}, source.vocab_size, D));
    m.decoder.embed_tokens = Embedding<T>(tables({decoder / "embeddings", decoder / "embeddings_0"}, V, D));
    m.lm_head = tables({decoder / "projection"}, V, D);
    if ((decoder / "projection").has("bias")) m.final_logits_bias = (decoder / "projection").template vector<T>("bias", V);
    detail::load_ctranslate2_stack<T>(m.encoder, encoder, source);
    detail::load_ctranslate2_stack<T>(m.decoder, decoder, target);
    m.decoder.positions.start_from_zero_embedding = target.start_from_zero_embedding;
    m.state_shape = target.shape(target);
    m.source_shape = source.shape(target);
    m.executor = weights.executor();
    return m;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct CTranslate2PostNorm : StockEncoderDecoder<T> {
  using Family = CTranslate2Family<false>;
  explicit CTranslate2PostNorm(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoderDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};
template <Scalar T = float>
struct CTranslate2PreNorm : StockEncoderDecoder<T> {
  using Family = CTranslate2Family<true>;
  explicit CTranslate2PreNorm(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : StockEncoderDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

/// Whichever of the two a folder holds.
using CTranslate2Transformer = AnyEncoderDecoder<CTranslate2PostNorm<>, CTranslate2PreNorm<>>;

}  // namespace ganymede::inline v0
