#pragma once
// The settings of CTranslate2's Transformers under Hugging Face's keys.

#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_checks.hpp>
#include <ganymede/io/setting_names.hpp>
#include <ganymede/io/settings.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// Where the answer to a key stands.
struct CTranslate2Setting {
  enum class By : std::uint8_t {
    value,     ///< at `own`, a path of keys
    both,      ///< at `own` of both sides, which must agree
    scaled,    ///< whether `own`, a factor, is not 1
    rows,      ///< how many rows the variable `own` has; nothing where it is not there
    constant,  ///< always `own`, a JSON text
  };
  std::string_view key, own;
  By by = By::value;
};

inline constexpr CTranslate2Setting ctranslate2_transformer_settings[] = {
    {"d_model", "hidden_size", CTranslate2Setting::By::both},
    {"encoder_layers", "encoder.num_layers"},
    {"decoder_layers", "decoder.num_layers"},
    {"encoder_attention_heads", "encoder.num_heads"},
    {"decoder_attention_heads", "decoder.num_heads"},
    {"encoder_ffn_dim", "encoder/layer_0/ffn/linear_0/weight", CTranslate2Setting::By::rows},
    {"decoder_ffn_dim", "decoder/layer_0/ffn/linear_0/weight", CTranslate2Setting::By::rows},
    {"vocab_size", "encoder.vocab_size"},
    {"decoder_vocab_size", "decoder.vocab_size"},
    {"max_source_positions", "encoder/position_encodings/encodings", CTranslate2Setting::By::rows},
    {"max_target_positions", "decoder/position_encodings/encodings", CTranslate2Setting::By::rows},
    {"activation_function", "activation", CTranslate2Setting::By::both},
    {"normalize_before", "pre_norm", CTranslate2Setting::By::both},
    {"scale_embedding", "decoder.scale_embeddings", CTranslate2Setting::By::scaled},
    {"share_encoder_decoder_embeddings", "false", CTranslate2Setting::By::constant},  // each table stands in its place
    {"tie_word_embeddings", "false", CTranslate2Setting::By::constant},
    {"is_encoder_decoder", "true", CTranslate2Setting::By::constant},
    {"pad_token_id", "null", CTranslate2Setting::By::constant},
    {"max_position_embeddings", "decoder/position_encodings/encodings", CTranslate2Setting::By::rows},
};

class CTranslate2SettingNames final : public SettingNames {
 public:
  using By = CTranslate2Setting::By;

  /// `find(name)` is the StoredTensor of that name, or null; it is not kept.
  template <class Find>
  explicit CTranslate2SettingNames(Find find) {
    for (const CTranslate2Setting& s : ctranslate2_transformer_settings)
      if (s.by == By::rows)
        if (const auto* const tensor = find(s.own)) rows_[s.own] = tensor->shape.empty() ? 0 : tensor->shape.front();
  }

  /// The keys of the table, and all that are the file's own.
  std::optional<std::string> own_key(std::string_view key) const override {
    const CTranslate2Setting* const s = find(key);
    if (s == nullptr) return std::string(key);
    return s->by == By::both ? "encoder." + std::string(s->own) : std::string(s->own);
  }

  std::optional<Json> derived(std::string_view key, const Settings& own) const override {
    const CTranslate2Setting* const s = find(key);
    if (s == nullptr) return std::nullopt;
    switch (s->by) {
      case By::value:
        return value(s->own, own);
      case By::both:
        return both(s->own, own);
      case By::scaled: {
        const Json factor = value(s->own, own);
        return factor.is_null() ? factor : Json(factor != 1);
      }
      case By::rows: {
        const auto rows = rows_.find(s->own);
        return rows == rows_.end() ? Json() : Json(rows->second);
      }
      case By::constant:
        return parse_json(s->own, {});
    }
    return std::nullopt;
  }

 private:
  static const CTranslate2Setting* find(std::string_view key) {
    for (const CTranslate2Setting& s : ctranslate2_transformer_settings)
      if (s.key == key) return &s;
    return nullptr;
  }

  /// Null where the side or its key is missing.
  static Json value(std::string_view path, const Settings& own) {
    const std::string_view side = path.substr(0, path.find('.')), key = path.substr(side.size() + 1);
    if (!own.has(side)) return {};
    const Settings settings = own.sub(side);
    return settings.has(key) ? settings.json().at(std::string(key)) : Json();
  }
  /// ConfigError where the sides disagree.
  static Json both(std::string_view key, const Settings& own) {
    const std::string encoder = "encoder." + std::string(key);
    Json source = value(encoder, own);
    const Json target = value("decoder." + std::string(key), own);
    if (!source.is_null() && !target.is_null() && source != target)
      throw ConfigError{{.problem = "encoder and decoder do not fit together",
                         .file = own.file(),
                         .key = encoder,
                         .expected = target.is_string() ? target.get<std::string>() : describe(target),
                         .found = source.is_string() ? source.get<std::string>() : describe(source)}};
    return target.is_null() ? target : source;
  }

  std::map<std::string_view, Index> rows_;  // of the variables that the table names and the file has
};

}  // namespace ganymede::inline v0::detail
