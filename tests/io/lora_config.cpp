#include <ganymede/io/lora_config.hpp>

#include <ganymede/io/json.hpp>

#include "../support/error_of.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace {
ganymede::detail::LoraConfig lora_config(const std::string& text) {
  return ganymede::detail::LoraConfig(ganymede::Settings(ganymede::Json::parse(text), "adapter_config.json"));
}
}  // namespace

TEST_CASE("ranks and alphas of modules: whole paths behind ^, or their ends at a dot") {
  const auto c = lora_config(
      R"({"peft_type": "LORA", "r": 4, "lora_alpha": 8, "rank_pattern": {"q_proj": 2, "^model\\.layers\\.0\\.mlp\\.up_proj$": 16},
                                 "alpha_pattern": {"layers.1.self_attn.q_proj": 3}})");
  CHECK(c.rank_of("model.layers.0.self_attn.q_proj") == 2);
  CHECK(c.rank_of("q_proj") == 2);
  CHECK(c.rank_of("model.layers.0.self_attn.eq_proj") == 4);
  CHECK(c.rank_of("model.layers.0.mlp.up_proj") == 16);
  CHECK(c.rank_of("my.model.layers.0.mlp.up_proj") == 4);
  CHECK(c.scale_of("model.layers.0.self_attn.v_proj") == 2);
  CHECK(c.scale_of("model.layers.0.self_attn.q_proj") == 4);
  CHECK(c.scale_of("model.layers.1.self_attn.q_proj") == 1.5);
  CHECK(lora_config(R"({"peft_type": "LORA", "r": 4, "lora_alpha": 8, "use_rslora": true})").scale_of("x") == 4);
  CHECK(lora_config(R"({"peft_type": "LORA", "r": 2, "lora_alpha": 2})").scale_of("x") == 1);
}

TEST_CASE("keys of adapter_config.json are read, known, or refused by name") {
  const auto key = [](const std::string& member) {
    return error_of<ganymede::ConfigError>([&] { lora_config(R"({"peft_type": "LORA", "r": 8, "lora_alpha": 8, )" + member + "}"); }).key;
  };
  CHECK_NOTHROW(lora_config(
      R"({"peft_type": "LORA", "r": 8, "lora_alpha": 8, "bias": "lora_only", "init_lora_weights": "eva", "target_modules": "all-linear", "loftq_config": {},
                                "megatron_core": "megatron.core", "task_type": null, "trainable_token_indices": null, "runtime_config": {"a": 1}})"));
  CHECK(key(R"("something_new": 1)") == "something_new");
  CHECK(key(R"("bias": "some")") == "bias");
  CHECK(key(R"("init_lora_weights": "olora")") == "init_lora_weights");
  CHECK(key(R"("init_lora_weights": "loftq")") == "init_lora_weights");
  CHECK(key(R"("trainable_token_indices": [1])") == "trainable_token_indices");
  CHECK(key(R"("use_qalora": true)") == "use_qalora");
  CHECK(key(R"("alora_invocation_tokens": [1, 2])") == "alora_invocation_tokens");
  CHECK(error_of<ganymede::ConfigError>([] { lora_config(R"({"peft_type": "LORA", "lora_alpha": 8, "r": 0})"); }).key == "r");
  CHECK(key(R"("alpha_pattern": {"layers.[01].q_proj": 2})") == "alpha_pattern");
  CHECK(key(R"("rank_pattern": {"q_proj": 0})") == "q_proj");
  CHECK(key(R"("use_dora": true, "lora_bias": true)") == "lora_bias");
}

TEST_CASE("patterns of ranks and alphas are names of modules, or how names end") {
  const auto fits = [](const std::string& pattern, std::string_view path) {
    return lora_config(R"({"peft_type": "LORA", "r": 8, "lora_alpha": 8, "rank_pattern": {")" + pattern + "\": 3}}").rank_of(path) == 3;
  };
  CHECK(fits("q_proj", "model.layers.0.self_attn.q_proj"));
  CHECK(fits("0.self_attn.q_proj", "model.layers.0.self_attn.q_proj"));
  CHECK(fits("^q_proj", "q_proj"));
  CHECK(fits("self_attn\\\\.q_proj", "self_attn.q_proj"));
  CHECK_FALSE(fits("proj", "model.layers.0.self_attn.q_proj"));
  CHECK_FALSE(fits("^q_proj", "a.q_proj"));
  CHECK_THROWS_AS(fits("q|v", "q"), ganymede::ConfigError);
}
