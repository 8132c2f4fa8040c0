#pragma once
// How an encoder-only model is made of a checkpoint: its config says what there is, its names say where, and its tensors say which head.

#include <ganymede/models/encoder_config.hpp>
#include <ganymede/models/encoder_names.hpp>
#include <ganymede/models/family.hpp>
#include <ganymede/models/load_layers.hpp>
#include <ganymede/models/stock_encoder.hpp>
#include <ganymede/models/token_tables.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

namespace detail {

/// Which head the checkpoint has: the one that config.json names, where its tensors are there; else the first that is there. A base model's
/// config.json may name the head that it was trained with.
GANYMEDE_ONCE HeadKind stored_head(const Weights& weights, const EncoderConfig& c, const EncoderNames& names);

/// The rows of a head's last matrix, which files with names of their own count as num_labels. TensorError where it is none.
GANYMEDE_ONCE Index stored_rows(const Checkpoint& checkpoint, const std::string& matrix, const EncoderConfig& c);

template <Scalar T>
HeadTransform<T> load_transform(const Weights& weights, const EncoderConfig& c, const HeadNames& names, Index out) {
  HeadTransform<T> transform;
  if (!names.dense.empty()) transform.dense = {weights / names.dense, out, c.attention.hidden_size, names.has_bias};
  if (!names.activation.empty()) transform.activation = AnyActivation(names.activation, c.settings.file(), names.dense);
  load_norm(transform.norm, weights, names.norm, c.norm, out, c.norm_eps);
  return transform;
}

template <Scalar T>
EncoderHead<T> load_head(const Weights& weights, const Checkpoint& checkpoint, const EncoderConfig& c, const EncoderNames& names,
                         HeadKind kind, const Embedding<T>& table) {
  EncoderHead<T> head;
  if (kind == HeadKind::none) return head;
  const HeadNames& own = kind == HeadKind::masked_lm  ? names.masked_lm
                         : kind == HeadKind::sequence ? names.sequence
                         : kind == HeadKind::tokens   ? names.tokens
                                                      : names.question_answering;
  const bool masked = kind == HeadKind::masked_lm;
  head.transform = load_transform<T>(weights, c, own, masked ? c.embedding_size : c.attention.hidden_size);
  head.mean = own.mean;
  const std::string matrix = std::string(own.out) + ".weight";
  if (!masked) {
    const Index rows = kind == HeadKind::question_answering ? 2 : stored_rows(checkpoint, matrix, c);
    head.out = {weights / own.out, rows, c.attention.hidden_size, true};
    return head;
  }
  const bool tied =
      c.tie_word_embeddings && is_tied(checkpoint, matrix, std::string(names.model) + ".", std::string(names.embed_tokens) + ".weight");
  head.out = tied ? table.tied_head() : Linear<T>(weights / own.out, c.vocab_size, c.embedding_size);
  if (!own.bias.empty())  // stored beside the matrix, with it or twice: then the matrix's is the head's, as it is to transformers 5
    head.bias = (weights / ((weights / own.out).has("bias") ? own.out : own.bias)).template vector<T>("bias", c.vocab_size);
  return head;
}

}  // namespace detail

/// A StockEncoder. Throws TensorError, or ConfigError where labels and head do not fit.
template <class Model>
Model load_encoder(const Weights& weights, const Checkpoint& checkpoint, const EncoderConfig& c,
                   const EncoderNames& names = usual_encoder_names) {
  using T = typename Model::Element;
  const Index D = c.attention.hidden_size, E = c.embedding_size;
  const Weights model = weights / names.model;
  const auto load_norm = [&](auto& norm, const Weights& parent, std::string_view name, Index width) {
    detail::load_norm(norm, parent, name, c.norm, width, c.norm_eps);
  };
  Model m;
  m.embed_tokens = {model / names.embed_tokens, c.vocab_size, E};
  if (c.type_vocab_size > 0) {
    const LinearPart types{.weights = model / names.token_types, .out = c.type_vocab_size, .adaptable = false};
    m.embed_token_types = Embedding<T>(Linear<T>({types}, E));
  }
  if (!names.positions.empty()) {
    LearnedPositions<T> positions(model / names.positions, c.longest_text(), E, c.max_position_embeddings - c.longest_text());
    if (c.pad_token_id) positions.uncounted = *c.pad_token_id;
    m.positions = std::move(positions);
  }
  load_norm(m.layernorm_embedding, model, names.embedding_norm, E);
  if (c.embedding_projection) m.embedding_projection = {model / names.embedding_projection, D, E, true};
  LayerNames stored = names.layer;
  stored.attention.bias = stored.attention.output_bias = c.attention_bias;
  stored.mlp.bias = c.mlp_bias;
  const Index layers = c.layer_paths.empty() ? c.num_hidden_layers : static_cast<Index>(c.layer_paths.size());
  for (Index l = 0; l < layers; ++l) {
    const auto path = c.layer_paths.begin() + (c.layer_paths.empty() ? 0 : l);
    const auto same = std::find(c.layer_paths.begin(), path, c.layer_paths.empty() ? std::string() : *path);
    if (same != path) {  // a copy shares the weights
      m.layers.push_back(m.layers[static_cast<std::size_t>(same - c.layer_paths.begin())]);
      m.layers.back().self_attn.layer = l;
      continue;
    }
    const Weights layer = c.layer_paths.empty() ? model / names.layers / l : model / *path;
    typename decltype(m.layers)::value_type block;
    detail::load_attention(block.self_attn, layer / stored.self_attn, stored.attention, c.attention, l);
    block.self_attn.mask = Bidirectional();
    block.wiring = c.wiring;
    if (l > 0 || names.first_self_attn_norm) load_norm(block.self_attn_norm, layer, stored.self_attn_norm, D);
    detail::load_mlp(block.mlp, layer, stored.mlp, D, c.intermediate_size, c.activation());
    load_norm(block.mlp_norm, layer, stored.mlp_norm, D);
    m.layers.push_back(std::move(block));
  }
  load_norm(m.norm, model, names.norm, D);

  EncoderFacts& facts = m.encoder_facts;
  facts.head = detail::stored_head(weights, c, names);
  facts.problem_type = c.problem_type;
  facts.type_vocab_size = c.type_vocab_size;
  facts.max_position_embeddings = c.longest_text();
  facts.longest_sequence = c.longest_sequence > 0 ? c.longest_sequence : c.longest_text();
  m.head = detail::load_head<T>(weights, checkpoint, c, names, facts.head, m.embed_tokens);
  if (facts.head == HeadKind::sequence || facts.head == HeadKind::tokens) facts.labels = c.labels(m.head.out.out_features());
  facts.has_pooler = !names.pooler.dense.empty() && (weights / names.pooler.dense).has("weight");
  if (facts.has_pooler) m.pooler = detail::load_transform<T>(weights, c, names.pooler, D);
  m.state_shape = make_state_shape(0, {}, facts.max_position_embeddings, facts.longest_sequence);
  m.executor = weights.executor();
  return m;
}

// Doxygen takes these for strangers
/// @cond
#if !GANYMEDE_BODIES
extern template StockEncoder<float> load_encoder(const Weights&, const Checkpoint&, const EncoderConfig&, const EncoderNames&);
extern template StockEncoder<float> detail::load_strictly(const FamilyFacts&, StockEncoder<float> (*)(const Weights&, const Checkpoint&),
                                                          const Checkpoint&, const LoadOptions&);
#endif
/// @endcond

/// What these families do not use: buffers of old versions, a head that is tied, a second copy of its bias, and the next sentence's.
inline constexpr std::string_view spare_encoder_tensors[] = {
    "*embeddings.position_ids",    "*embeddings.token_type_ids", "cls.predictions.decoder.weight", "cls.predictions.bias",
    "cls.seq_relationship.weight", "cls.seq_relationship.bias",  "lm_head.decoder.weight",         "lm_head.bias"};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/models/load_encoder.ipp>
#endif
