#pragma once
// The bodies of modernbert.hpp.

#include <ganymede/models/modernbert.hpp>

#include <ganymede/io/json.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE ModernBertConfig::ModernBertConfig(const Checkpoint& checkpoint)
    : EncoderConfig(checkpoint,
                    {.wiring = Wiring::pre_norm,
                     .norm_eps_key = "norm_eps",
                     .norm_eps = 1e-5,
                     .max_position_embeddings = 8192,
                     .type_vocab_size = {},
                     .rotary = true},
                    setting_names) {
  const Settings& c = settings;
  norm_bias = c.get_or<bool>("norm_bias", false);
  norm = norm_bias ? NormKind::layer_norm : NormKind::layer_norm_without_bias;
  attention_bias = c.get_or<bool>("attention_bias", false);
  mlp_bias = c.get_or<bool>("mlp_bias", false);
  decoder_bias = c.get_or<bool>("decoder_bias", true);
  classifier_bias = c.get_or<bool>("classifier_bias", false);
  classifier_activation = c.get_or<std::string>("classifier_activation", "gelu");
  static_cast<void>(AnyActivation(classifier_activation, c.file(), "classifier_activation"));
  const auto pooling = c.get_or<std::string>("classifier_pooling", "cls");
  classifier_mean = pooling == "mean";
  const auto fail = [&](const char* key, std::string expected, std::string found) {
    return ConfigError{
        {.problem = "not supported", .file = c.file(), .key = key, .expected = std::move(expected), .found = std::move(found)}};
  };
  if (pooling != "cls" && pooling != "mean") throw fail("classifier_pooling", "cls or mean", pooling);

  const Index every = positive_or(c, "global_attn_every_n_layers", 3);
  const std::vector<std::string> types = c.has("layer_types") ? c.list<std::string>("layer_types") : std::vector<std::string>();
  if (c.has("layer_types") && static_cast<Index>(types.size()) != num_hidden_layers)
    throw fail("layer_types", std::to_string(num_hidden_layers), std::to_string(types.size()));
  for (Index l = 0; l < num_hidden_layers; ++l) {
    const std::string type = !types.empty() ? types[static_cast<std::size_t>(l)] : l % every == 0 ? "full_attention" : "sliding_attention";
    is_local.push_back(type == "sliding_attention");
    if (!is_local.back() && type != "full_attention") throw fail("layer_types", "full_attention or sliding_attention", type);
  }
  RopeConfig::require_by_layer_type(c);
  window = positive_or(c, "local_attention", 128) / 2 + 1;
  rope = rope_of("full_attention", "global_rope_theta", 160000);
  local_rope = rope_of("sliding_attention", "local_rope_theta", 10000);
}

/// From rope_parameters, by type of layer (transformers 5), or from bases of each type with one rope_scaling for both (before).
GANYMEDE_ONCE RopeConfig ModernBertConfig::rope_of(const char* layer_type, const char* old_key, double theta) const {
  const Settings& c = settings;
  Json parameters{{"rope_theta", c.get_or<double>(old_key, theta)}};
  const auto add = [&](const Settings& s) { s.for_each([&](const std::string& key, const Json& value) { parameters[key] = value; }); };
  if (c.has("rope_parameters"))
    if (const Settings all = c.sub("rope_parameters"); all.has(layer_type)) add(all.sub(layer_type));
  if (c.has("rope_scaling")) add(c.sub("rope_scaling"));
  return RopeConfig::from_config(
      Settings(Json{{"max_position_embeddings", max_position_embeddings}, {"rope_parameters", parameters}}, c.file()), attention.head_dim);
}

GANYMEDE_ONCE EncoderNames ModernBertConfig::names() const {
  const HeadNames head{.dense = "head.dense",
                       .norm = "head.norm",
                       .out = "classifier",
                       .activation = classifier_activation,
                       .mean = classifier_mean,
                       .has_bias = classifier_bias};
  EncoderNames names{.model = "model",
                     .embed_tokens = "embeddings.tok_embeddings",
                     .positions = {},
                     .token_types = {},
                     .embedding_norm = "embeddings.norm",
                     .layers = "layers",
                     .norm = "final_norm",
                     .first_self_attn_norm = false,
                     .layer = {.self_attn = "attn",
                               .attention = {.o_proj = "Wo", .qkv_proj = "Wqkv"},
                               .self_attn_norm = "attn_norm",
                               .mlp_norm = "mlp_norm",
                               .mlp = {.down_proj = "mlp.Wo", .gate_up_proj = "mlp.Wi"}},
                     .pooler = {},
                     .masked_lm = head,
                     .sequence = head,
                     .tokens = head,
                     .question_answering = head};
  names.masked_lm.out = "decoder";
  names.masked_lm.bias = decoder_bias ? "decoder" : "";
  return names;
}

}  // namespace ganymede::inline v0
