#pragma once
// The language model inside of a checkpoint that has more: one that sees pictures, whose config.json has a text_config.

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

/// A model_type whose text_config is a family's, wired as that family is. Its other tensors and keys are knowingly not used: they see
/// pictures. (Others, such as Qwen2-VL with positions in three dimensions, are refused by their model_type.)
struct CompositeModel {
  std::string_view model_type, text_type;
  std::string_view text_defaults{};  ///< what the class of text_config says where that is silent, a JSON object
};
inline constexpr CompositeModel composite_models[] = {
    {"gemma3", "gemma3_text",
     R"({"vocab_size": 262208, "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26, "num_attention_heads": 8})"},
    {"mistral3", "mistral"},
    {"llava", "llama"},
    {"llava", "mistral"},
};
inline constexpr std::string_view picture_tensors[] = {"vision_tower.", "multi_modal_projector.", "model.vision_tower.",
                                                       "model.multi_modal_projector."};
inline constexpr std::string_view picture_settings[] = {"architectures",
                                                        "boi_token_index",
                                                        "eoi_token_index",
                                                        "image_token_id",
                                                        "image_token_index",
                                                        "image_seq_length",
                                                        "mm_tokens_per_image",
                                                        "multimodal_projector_bias",
                                                        "projector_hidden_act",
                                                        "spatial_merge_size",
                                                        "vision_config",
                                                        "vision_feature_layer",
                                                        "vision_feature_select_strategy"};

/// The name of a tensor of the language model as that has it by itself: transformers 5 writes "model.language_model.layers.0", its
/// predecessor "language_model.model.layers.0". Empty: it is of the pictures' part.
inline std::string name_in_language_model(std::string_view name) {
  for (const std::string_view prefix : picture_tensors)
    if (name.starts_with(prefix)) return {};
  for (const auto& [prefix, own] :
       {std::pair<std::string_view, std::string_view>{"model.language_model.", "model."}, {"language_model.", ""}})
    if (name.starts_with(prefix)) return std::string(own).append(name.substr(prefix.size()));
  return std::string(name);
}

/// Leaves the language model alone of `settings` and `tensors`, where they are of a composite_models; changes nothing of others. What
/// text_config does not say, the file's first level does.
inline void take_language_model(Settings& settings, std::vector<StoredTensor>& tensors) {
  const Json& all = settings.json();
  const auto of = [](const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto text = all.find("text_config");
  if (text == all.end() || !text->is_object()) return;
  const std::string type = of(all, "model_type"), text_type = of(*text, "model_type");
  const auto* const composite = std::find_if(std::begin(composite_models), std::end(composite_models),
                                             [&](const CompositeModel& m) { return m.model_type == type && m.text_type == text_type; });
  if (composite == std::end(composite_models)) return;
  Json own = composite->text_defaults.empty() ? Json::object() : parse_json(composite->text_defaults, {});
  for (auto at = all.begin(); at != all.end(); ++at)
    if (at.key() != "text_config" &&
        std::find(std::begin(picture_settings), std::end(picture_settings), at.key()) == std::end(picture_settings))
      own[at.key()] = at.value();
  for (auto at = text->begin(); at != text->end(); ++at)
    if (at.key() != "tie_word_embeddings" || !all.contains(at.key())) own[at.key()] = at.value();  // the head is the whole model's
  settings = Settings(std::move(own), settings.file());
  std::erase_if(tensors, [](StoredTensor& tensor) {
    tensor.name = name_in_language_model(tensor.name);
    return tensor.name.empty();
  });
}

}  // namespace ganymede::inline v0::detail
