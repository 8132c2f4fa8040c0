#pragma once
// The sizes and options of an attention layer.

#include <ganymede/core/error.hpp>
#include <ganymede/ops/attention.hpp>
#include <ganymede/state/sequence.hpp>

#include <cmath>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// Under their names in config.json.
struct AttentionConfig {
  Index hidden_size = 0, num_attention_heads = 0, num_key_value_heads = 0, head_dim = 0;
  Index sliding_window = 0;  ///< a query sees the last `sliding_window` positions, its own included; in an encoder as many on; 0: all
  double scale = 0;          ///< of scores; 0: 1 / sqrt(head_dim)
  double clip_qkv = 0;       ///< c: queries, keys and values stay between -c and c (OLMo, MPT); 0: as they are
  double attn_logit_softcapping = 0;  ///< c: scores become c tanh(score / c); 0: they stay

  KeyValueSlot slot() const { return {num_key_value_heads, head_dim}; }
  Index q_size() const { return num_attention_heads * head_dim; }
  Index kv_size() const { return num_key_value_heads * head_dim; }

  /// How scores are formed, where a query sees `after` positions after its own.
  template <Scalar T>
  AttentionSettings<T> settings(Index after) const {
    return {.scale = scale > 0 ? T(scale) : T(1) / std::sqrt(T(head_dim)),
            .softcap = T(attn_logit_softcapping),
            .before = sliding_window > 0 ? sliding_window - 1 : AttentionSettings<T>::unlimited,
            .after = sliding_window > 0 && after == AttentionSettings<T>::unlimited ? sliding_window - 1 : after};
  }

  /// hidden_size / num_attention_heads, which are positive. Throws ConfigError where that leaves a rest.
  Index divided_head_dim(std::string_view file) const {
    if (hidden_size % num_attention_heads != 0)
      throw ConfigError{{.problem = "the heads do not divide the hidden size",
                         .file = std::string(file),
                         .key = "num_attention_heads",
                         .expected = "a divisor of " + std::to_string(hidden_size),
                         .found = std::to_string(num_attention_heads)}};
    return hidden_size / num_attention_heads;
  }

  /// Throws ConfigError where the numbers cannot belong together.
  void validate(std::string_view file) const {
    const auto require = [&](bool holds, const char* key, const char* expected, Index found) {
      if (!holds)
        throw ConfigError{{.problem = "unusable attention settings",
                           .file = std::string(file),
                           .key = key,
                           .expected = expected,
                           .found = std::to_string(found)}};
    };
    constexpr Index limit = 1 << 24;
    require(hidden_size > 0 && hidden_size < limit, "hidden_size", "a positive number", hidden_size);
    require(num_attention_heads > 0 && num_attention_heads < limit, "num_attention_heads", "a positive number", num_attention_heads);
    require(num_key_value_heads > 0 && num_attention_heads % num_key_value_heads == 0, "num_key_value_heads",
            "a divisor of num_attention_heads", num_key_value_heads);
    require(head_dim > 0 && head_dim <= detail::max_head_dim, "head_dim", "1 to 4096", head_dim);
    require(sliding_window >= 0, "sliding_window", "a positive number", sliding_window);
  }
};

}  // namespace ganymede::inline v0
