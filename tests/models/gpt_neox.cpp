#include <ganymede/models/gpt_neox.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("GPT-NeoX gives the logits and greedy ids of transformers") {
  check_as_stored<GptNeoX>({"gpt_neox", "gpt_neox_sequential", "gpt_neox_old", "gpt_neox_odd"});
  const Json old{{"rope_parameters", nullptr}, {"rotary_emb_base", 1000}, {"rotary_pct", 0.67}};
  CHECK(distance_with<GptNeoX<>>("gpt_neox", old) < 2e-5);
}

TEST_CASE("GPT-NeoX's settings count") {
  CHECK(distance_with<GptNeoX<>>("gpt_neox", {{"use_parallel_residual", false}}) > 1e-3);
  CHECK(distance_with<GptNeoX<>>("gpt_neox", {{"hidden_act", "relu"}}) > 1e-3);
  CHECK(distance_with<GptNeoX<>>("gpt_neox_old", {{"rotary_pct", 0.5}}) > 1e-4);
  CHECK(distance_with<GptNeoX<>>("gpt_neox", {{"rope_parameters", {{"rope_theta", 500}}}}) > 1e-5);
  CHECK(distance_with<GptNeoX<>>("gpt_neox_old", {{"rotary_pct", nullptr}}) < 2e-5);                // a quarter
  CHECK(refused_key<GptNeoX<>>("gpt_neox_old", {{"rotary_pct", 0.1}}) == "partial_rotary_factor");  // less than a pair
  CHECK(refused_key<GptNeoX<>>("gpt_neox_old", {{"rope_theta", 500}}) == "rope_theta");             // not what it is called here
  const Json pct = config_of("gpt_neox_old").value("rotary_pct", Json(0.25));                       // transformers 4 writes both
  CHECK(distance_with<GptNeoX<>>("gpt_neox_old", {{"partial_rotary_factor", pct}}) < 2e-5);
  CHECK(refused_key<GptNeoX<>>("gpt_neox_old", {{"partial_rotary_factor", 1}}) == "partial_rotary_factor");
  CHECK(distance_with<GptNeoX<>>("gpt_neox", {{"attention_probs_dropout_prob", 0}, {"hidden_dropout_prob", 0}}) < 2e-5);
}

TEST_CASE("GPT-NeoX without the biases that its settings ask for is refused") {
  const Changed changed("gpt_neox_sequential", merge_patched(config_of("gpt_neox_sequential"), {{"attention_bias", true}}));
  CHECK(error_of<TensorError>([&] { GptNeoX<>{changed.checkpoint()}; }).key == "gpt_neox.layers.0.attention.query_key_value.bias");
}

TEST_CASE("GPT-NeoX from GGUF gives the same") { check_gguf<GptNeoX>({"gpt_neox_gguf"}); }
