#pragma once
// The bodies of decoder_config.hpp.

#include <ganymede/models/decoder_config.hpp>

#include <ganymede/io/json.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Settings DecoderConfig::resolved() const {
  Json r{{"num_hidden_layers", num_hidden_layers},
         {"hidden_size", attention.hidden_size},
         {"intermediate_size", intermediate_size},
         {"vocab_size", vocab_size},
         {"num_attention_heads", attention.num_attention_heads},
         {"num_key_value_heads", attention.num_key_value_heads},
         {"head_dim", attention.head_dim},
         {norm_eps_key, norm_eps},
         {"max_position_embeddings", max_position_embeddings},
         {"hidden_act", hidden_act},
         {"tie_word_embeddings", tie_word_embeddings}};
  if (const Index window = attention_of(0).sliding_window; window > 0) r["sliding_window"] = window;
  const bool mixed = std::adjacent_find(full_attention.begin(), full_attention.end(), std::not_equal_to<>()) != full_attention.end();
  if (mixed) r["layer_types"] = settings.list<std::string>("layer_types");
  if (!rotary) return {std::move(r), settings.file()};
  constexpr const char* rope_types[] = {"default", "linear", "dynamic", "yarn", "llama3"};
  r["rope_theta"] = rope.rope_theta;
  r["rotary_dim"] = rope.rotary_dim;
  r["rope_parameters"] = {{"rope_type", rope_types[static_cast<std::size_t>(rope.type)]},
                          {"factor", rope.factor},
                          {"original_max_position_embeddings", rope.original_max_position_embeddings},
                          {"attention_factor", double(rope.cos_sin_scale())},
                          {"beta_fast", rope.beta_fast},
                          {"beta_slow", rope.beta_slow},
                          {"truncate", rope.truncate}};
  return {std::move(r), settings.file()};
}

}  // namespace ganymede::inline v0
