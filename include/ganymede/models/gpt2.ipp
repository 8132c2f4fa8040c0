#pragma once
// The bodies of gpt2.hpp.

#include <ganymede/models/gpt2.hpp>

#include <ganymede/io/json.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Settings Gpt2Config::resolved() const {
  Json all = DecoderConfig::resolved().json();
  all["scale_attn_weights"] = scale_attn_weights;
  all["scale_attn_by_inverse_layer_idx"] = scale_attn_by_inverse_layer_idx;
  return {std::move(all), settings.file()};
}

}  // namespace ganymede::inline v0
