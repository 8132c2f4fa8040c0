#include <ganymede/io/language_model_part.hpp>

#include <ganymede/models/any_model.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("the language model of one that sees pictures gives transformers' logits; pictures' tensors are passed over") {
  for (const std::string name : {"gemma3_pictures", "llava_llama", "mistral3"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const AnyModel model{checkpoint(name)};
    const std::vector<float> logits = logits_in_pieces(model, e.prompt, e.prompt.size());
    CHECK(relative_distance(view_of(logits.data(), static_cast<Index>(e.prompt.size()), model.vocab_size()), e.logits) < 2e-5);
    CHECK(greedy(model, e) == e.greedy);
  }
}

TEST_CASE("names of both versions of transformers; tensors and settings that nobody knows are refused") {
  CHECK(detail::name_in_language_model("model.language_model.layers.0.mlp.up_proj.weight") == "model.layers.0.mlp.up_proj.weight");
  CHECK(detail::name_in_language_model("language_model.model.layers.0.mlp.up_proj.weight") == "model.layers.0.mlp.up_proj.weight");
  CHECK(detail::name_in_language_model("language_model.lm_head.weight") == "lm_head.weight");
  CHECK(detail::name_in_language_model("lm_head.weight") == "lm_head.weight");
  CHECK(detail::name_in_language_model("vision_tower.vision_model.post_layernorm.weight").empty());
  CHECK(detail::name_in_language_model("model.multi_modal_projector.mm_input_projection_weight").empty());
  CHECK(refused_key<AnyModel>("gemma3_pictures", {{"unheard_of", 1}}) == "unheard_of");
  CHECK(refused_key<AnyModel>("gemma3_pictures", {{"text_config", {{"unheard_of", 1}}}}) == "unheard_of");
}

TEST_CASE("models whose text part is wired otherwise are refused by name") {
  const auto refused = [](const char* type, const char* text) {
    const Changed changed("gemma3_pictures",
                          merge_patched(config_of("gemma3_pictures"), {{"model_type", type}, {"text_config", {{"model_type", text}}}}));
    return error_of<ConfigError>([&] { AnyModel{changed.checkpoint()}; });
  };
  for (const char* const type : {"qwen2_vl", "qwen2_5_vl", "gemma3n", "mllama", "paligemma", "idefics3", "llama4", "mistral4"}) {
    CAPTURE(type);
    CHECK(refused(type, "qwen2").found == type);
    CHECK(refused(type, "qwen2").key == "model_type");
  }
  CHECK(refused("llava", "gemma2").found == "llava");
  CHECK(refused("gemma3", "unknown").key == "text_config");
}
