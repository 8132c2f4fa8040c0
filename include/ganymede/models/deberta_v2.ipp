#pragma once
// The bodies of deberta_v2.hpp.

#include <ganymede/models/deberta_v2.hpp>

#include <ganymede/io/json.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE DebertaV2Config::DebertaV2Config(const Checkpoint& checkpoint)
    : EncoderConfig(checkpoint, {.norm_eps = 1e-7, .type_vocab_size = 0}) {
  const Settings& c = settings;
  const auto fail = [&](const char* key, std::string expected, std::string found) {
    return ConfigError{
        {.problem = "not supported", .file = c.file(), .key = key, .expected = std::move(expected), .found = std::move(found)}};
  };
  relative_attention = c.get_or<bool>("relative_attention", false);
  share_att_key = c.get_or<bool>("share_att_key", false);
  position_biased_input = c.get_or<bool>("position_biased_input", true);
  legacy = c.get_or<bool>("legacy", true);
  pooler_hidden_act = c.get_or<std::string>("pooler_hidden_act", "gelu");
  static_cast<void>(AnyActivation(pooler_hidden_act, c.file(), "pooler_hidden_act"));
  require_same(c, "pooler_hidden_size", attention.hidden_size);
  require_same(c, "embedding_size", attention.hidden_size);
  require_same(c, "attention_head_size", attention.head_dim);
  const auto norm_of_table = c.get_or<std::string>("norm_rel_ebd", "none");
  norm_rel_ebd = norm_of_table == "layer_norm";
  if (!norm_rel_ebd && norm_of_table != "none") throw fail("norm_rel_ebd", "layer_norm or none", norm_of_table);
  if (const Index size = c.get_or<Index>("conv_kernel_size", 0); size != 0) throw fail("conv_kernel_size", "0", std::to_string(size));

  std::string types;  // "p2c|c2p", or a list
  if (c.has("pos_att_type"))
    for (const std::string& type : c.list<std::string>("pos_att_type")) types.append(types.empty() ? "" : "|").append(type);
  for (std::string_view rest = types; !rest.empty();) {
    const std::string_view type = rest.substr(0, rest.find('|'));
    content_to_position = content_to_position || type == "c2p";
    position_to_content = position_to_content || type == "p2c";
    if (type != "c2p" && type != "p2c") throw fail("pos_att_type", "c2p, p2c or both", types);
    rest.remove_prefix(std::min(type.size() + 1, rest.size()));
  }
  if (!position_biased_input) longest_sequence = 4096;  // of scores by distance, a matrix for each head
  const auto positions = c.get_or<Index>("max_relative_positions", -1), buckets = c.get_or<Index>("position_buckets", -1);
  if (!relative_attention) return;
  distances = {.position_buckets = std::max<Index>(buckets, 0),
               .max_relative_positions = positions < 1 ? max_position_embeddings : positions};
  detail::in_range(c, "max_relative_positions", distances.max_relative_positions, distances.max_relative_positions <= 1 << 20,
                   "at most 1048576");
  detail::in_range(c, "position_buckets", buckets, buckets < 1 || (buckets > 1 && buckets / 2 < distances.max_relative_positions - 1),
                   "2 or more, half of them fewer than max_relative_positions");
}

GANYMEDE_ONCE EncoderNames DebertaV2Config::names(const Weights& weights) const {
  EncoderNames names;
  names.model = "deberta";
  if (!position_biased_input) names.positions = {};
  names.layer.attention.q_proj = "self.query_proj";
  names.layer.attention.k_proj = "self.key_proj";
  names.layer.attention.v_proj = "self.value_proj";
  names.pooler = {};
  names.sequence = {.dense = "pooler.dense", .out = "classifier", .activation = pooler_hidden_act};
  names.masked_lm.activation = hidden_act;
  if (!legacy || !(weights / names.masked_lm.dense).has("weight"))  // the authors' own head, always tied
    names.masked_lm = {.dense = "lm_predictions.lm_head.dense",
                       .norm = "lm_predictions.lm_head.LayerNorm",
                       .out = "lm_predictions.lm_head.decoder",
                       .activation = hidden_act,
                       .bias = "lm_predictions.lm_head"};
  return names;
}

}  // namespace ganymede::inline v0
