#pragma once
// The settings of a CTranslate2 model under its own keys: single values, and what names and shapes say.

#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/ctranslate2.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>

#include <cmath>
#include <map>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// Settings out of the model: its single values as objects by path, and for each side what older revisions leave to be known.
class CTranslate2Settings {
 public:
  explicit CTranslate2Settings(const CTranslate2& model) : model_(model) {
    if (model.revision() < 2 && model.spec().starts_with("Transformer"))
      throw ConfigError{
          {"revision of the specification is not supported", model.file(), model.spec(), "2 or later", std::to_string(model.revision())}};
  }

  /// `config`: config.json, or an empty object. ConfigError, FormatError.
  Json read(Json config) const {
    if (const auto type = config.find("quantization_type"); type != config.end() && *type != 0)
      throw ConfigError{{"quantisation is not supported", model_.file(), "quantization_type", "0", describe(*type)}};
    Json out = std::move(config);
    const auto otherwise = [&out](const char* key, Json value) {
      if (!out.contains(key) || out[key].is_null()) out[key] = std::move(value);
    };
    otherwise("unk_token", "<unk>");
    otherwise("bos_token", "<s>");
    otherwise("eos_token", "</s>");
    otherwise("add_source_bos", value("with_source_bos", 0) != 0);
    otherwise("add_source_eos", value("with_source_eos", 0) != 0);
    if (!out.contains("decoder_start_token"))  // null: the caller gives it
      out["decoder_start_token"] = value("with_target_bos", 1) != 0 ? out["bos_token"] : out["eos_token"];
    otherwise("layer_norm_epsilon", 1e-5);
    for (const StoredTensor& variable : model_.variables())
      if (variable.shape.empty()) put(out, variable);
    for (const std::string side : {"encoder", "decoder"})
      if (const auto layers = count_layers(side); layers > 0) describe_side(out[side], side, layers);
    out["spec"] = model_.spec();
    out["spec_revision"] = model_.revision();
    out["binary_version"] = model_.version();
    return out;
  }

 private:
  static double number(const StoredTensor& t) {
    if (t.dtype == DType::i8) return load<std::int8_t>(t.bytes.data());
    if (t.dtype == DType::i16) return load<std::int16_t>(t.bytes.data());
    if (t.dtype == DType::i32) return load<std::int32_t>(t.bytes.data());
    float value = 0;
    dequantize(t.dtype, t.bytes.data(), &value, 1);
    return static_cast<double>(value);
  }
  const StoredTensor* single(const std::string& name) const {
    const StoredTensor* const t = model_.find(name);
    return t != nullptr && t->shape.empty() ? t : nullptr;
  }
  double value(const std::string& name, double otherwise) const {
    const StoredTensor* const t = single(name);
    return t == nullptr ? otherwise : number(*t);
  }
  std::int64_t whole(const std::string& key, double number) const {
    if (!(std::abs(number) <= 32767))
      throw ConfigError{{"setting has the wrong range", model_.file(), key, "at most 32767", std::to_string(number)}};
    return static_cast<std::int64_t>(number);
  }
  /// Of one side; older revisions have one value for both.
  double value(const std::string& side, const std::string& name, double otherwise) const {
    return value(side + "/" + name, value(name, otherwise));
  }

  void put(Json& out, const StoredTensor& t) const {
    Json* at = &out;
    std::string_view rest = t.name;
    for (int depth = 0;; ++depth) {
      const std::size_t end = rest.find('/');
      if (!at->is_object() || depth > 16) throw FormatError{{"name of a value cannot be part of a path", model_.file(), t.name, {}, {}}};
      at = &(*at)[std::string(rest.substr(0, end))];
      if (end == std::string_view::npos) break;
      if (at->is_null()) *at = Json::object();
      rest.remove_prefix(end + 1);
    }
    const bool integer = !(t.dtype == DType::f32 || t.dtype == DType::f16 || t.dtype == DType::bf16);
    *at = integer ? Json(static_cast<std::int64_t>(number(t))) : Json(number(t));
  }

  /// encoder/layer_0 ... without a hole.
  std::size_t count_layers(const std::string& side) const {
    std::map<std::size_t, bool> seen;
    const std::string prefix = side + "/layer_";
    for (const StoredTensor& variable : model_.variables()) {
      const std::string_view name = variable.name;
      if (!name.starts_with(prefix)) continue;
      const std::string_view digits =
          name.substr(prefix.size(), std::min(name.find_first_not_of("0123456789", prefix.size()), name.size()) - prefix.size());
      if (digits.empty() || digits.size() > 6) continue;  // layer_norm, layer_norm_embedding
      seen[std::stoul(std::string(digits))] = true;
    }
    if (!seen.empty() && seen.rbegin()->first + 1 != seen.size())
      throw FormatError{
          {"layers have a hole", model_.file(), prefix, std::to_string(seen.rbegin()->first + 1) + " layers", std::to_string(seen.size())}};
    return seen.size();
  }

  void describe_side(Json& out, const std::string& side, std::size_t layers) const {
    if (!out.is_object() && !out.is_null()) throw FormatError{{"name of a value is that of a side", model_.file(), side, {}, {}}};
    out["num_layers"] = layers;
    const bool big = model_.spec().starts_with("TransformerBig"), base = model_.spec().starts_with("TransformerBase");
    if (const double heads = value(side, "num_heads", big ? 16 : base ? 8 : 0); heads > 0)
      out["num_heads"] = whole(side + "/num_heads", heads);
    out["pre_norm"] = value(side, "pre_norm", 1) != 0;
    constexpr const char* activations[] = {"relu", "gelu_new", "silu", "gelu", "quick_gelu", "tanh", "sigmoid"};
    const double activation = value(side, "activation", 0);
    if (!(activation >= 0 && activation < std::size(activations)))
      throw ConfigError{{"unknown activation", model_.file(), side + "/activation", "0 to 6", std::to_string(activation)}};
    out["activation"] = activations[static_cast<std::size_t>(activation)];
    out["layernorm_embedding"] = model_.find(side + "/layernorm_embedding/gamma") != nullptr;
    out["with_relative_position"] = value("with_relative_position", model_.spec().ends_with("Relative")) != 0;
    out["start_from_zero_embedding"] = value(side, "start_from_zero_embedding", 0) != 0;
    out["alignment_layer"] = whole(side + "/alignment_layer", value(side, "alignment_layer", -1));
    out["alignment_heads"] = whole(side + "/alignment_heads", value(side, "alignment_heads", 1));

    const StoredTensor* embeddings = model_.find(side + "/embeddings/weight");
    if (embeddings == nullptr) embeddings = model_.find(side + "/embeddings_0/weight");
    if (embeddings == nullptr || embeddings->shape.size() != 2) return;
    out["vocab_size"] = embeddings->shape[0];
    out["hidden_size"] = embeddings->shape[1];
    // A flag, scale by the root of the width or not, or the factor itself.
    const StoredTensor* const scale = single(side + "/scale_embeddings");
    const double flag = scale == nullptr ? value(side + "/embeddings/multiply_by_sqrt_depth", 1) : number(*scale);
    const bool is_factor = scale != nullptr && scale->dtype != DType::i8;
    out["scale_embeddings"] = is_factor ? flag : flag != 0 ? static_cast<double>(std::sqrt(static_cast<float>(embeddings->shape[1]))) : 1.0;
  }

  const CTranslate2& model_;
};

}  // namespace ganymede::inline v0::detail
