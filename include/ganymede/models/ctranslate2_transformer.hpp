#pragma once
// Translation models that CTranslate2 has converted (model.bin, see io/ctranslate2.hpp): OpenNMT's, Marian's, M2M100's and others' that
// are the Transformer of the 2017 paper, with its norms after or inside the branches, which a setting of the file says.

#include <ganymede/models/any_encoder_decoder.hpp>
#include <ganymede/models/ctranslate2_config.hpp>
#include <ganymede/models/stock_encoder_decoder.hpp>
#include <ganymede/models/token_tables.hpp>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {

/// With biases where the file has them.
template <Scalar T>
Linear<T> load_linear(const Weights& weights, std::initializer_list<const char*> names, Index out, Index in) {
  std::vector<LinearPart> parts;
  for (const char* const name : names) parts.push_back({weights / name, out, (weights / name).has("bias")});
  if (parts.size() == 1) return {{parts[0]}, in};
  return parts.size() == 2 ? Linear<T>({parts[0], parts[1]}, in) : Linear<T>({parts[0], parts[1], parts[2]}, in);
}

template <Scalar T>
StockBlock<T> load_ctranslate2_layer(const Weights& layer, const CTranslate2Config& c, Index l) {
  const Index D = c.attention.hidden_size;
  const auto norm = [&](const char* name) { return AnyNorm<T>(NormKind::layer_norm, layer / name, D, c.layer_norm_epsilon); };
  StockBlock<T> block;
  block.wiring = c.pre_norm ? Wiring::pre_norm : Wiring::post_norm;
  block.self_attn.layer = l;
  block.self_attn.config = c.attention;
  block.self_attn.qkv_proj = load_linear<T>(layer / "self_attn", {"q_proj", "k_proj", "v_proj"}, D, D);
  block.self_attn.o_proj = load_linear<T>(layer / "self_attn", {"out_proj"}, D, D);
  block.self_attn_norm = norm("self_attn_layer_norm");
  if (c.name == "decoder") {
    const Weights cross = layer / "encoder_attn";
    block.encoder_attn.layer = l;
    block.encoder_attn.config = c.attention;
    block.encoder_attn.q_proj = load_linear<T>(cross, {"q_proj"}, D, D);
    block.encoder_attn.kv_proj = load_linear<T>(cross, {"k_proj", "v_proj"}, D, D);
    block.encoder_attn.o_proj = load_linear<T>(cross, {"out_proj"}, D, D);
    block.encoder_attn_norm = norm("encoder_attn_layer_norm");
  } else {
    block.self_attn.mask = Bidirectional();
  }
  block.mlp_norm = norm("final_layer_norm");
  block.mlp.up_proj = load_linear<T>(layer, {"fc1"}, c.ffn_dim, D);
  block.mlp.down_proj = load_linear<T>(layer, {"fc2"}, D, c.ffn_dim);
  block.mlp.activation = c.activation;
  return block;
}

template <Scalar T>
void load_ctranslate2_stack(StockStack<T>& stack, const Weights& weights, const CTranslate2Config& c) {
  stack.embed_scale = c.embed_scale;
  stack.positions = c.positions<T>(weights);
  if (c.pre_norm) stack.norm = {NormKind::layer_norm, weights / "layer_norm", c.attention.hidden_size, c.layer_norm_epsilon};
  for (Index l = 0; l < c.layers; ++l) stack.layers.push_back(load_ctranslate2_layer<T>(weights / "layers" / l, c, l));
}

}  // namespace detail

/// Model files with norms inside the branches (`pre_norm`), or after them.
template <bool pre_norm>
struct CTranslate2Family {
  static constexpr std::string_view model_types[] = {"TransformerSpec", "TransformerBase", "TransformerBig"};
  static constexpr std::string_view prefix{};
  static constexpr std::span<const std::string_view> ignored{};

  static constexpr std::string_view wiring = pre_norm ? "pre_norm 1" : "pre_norm 0";
  static bool is_wired_so(const Checkpoint& checkpoint) {
    const Settings& c = checkpoint.settings();
    return c.has("normalize_before") && c.get<bool>("normalize_before") == pre_norm;
  }

  template <Scalar T>
  static StockEncoderDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const CTranslate2Config source(checkpoint, "encoder"), target(checkpoint, "decoder");
    const Index D = target.attention.hidden_size, V = target.vocab_size;
    const Weights encoder = weights / "model" / "encoder", decoder = weights / "model" / "decoder";
    TokenTables<T> tables;
    StockEncoderDecoder<T> m;
    m.encoder.embed_tokens = Embedding<T>(tables({encoder / "embed_tokens"}, source.vocab_size, D));
    m.decoder.embed_tokens = Embedding<T>(tables({decoder / "embed_tokens"}, V, D));
    m.lm_head = tables({weights / "lm_head"}, V, D);
    m.final_logits_bias = read_final_logits_bias<T>(weights / "final_logits_bias", V);
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
