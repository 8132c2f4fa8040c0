#include <ganymede/models/gptj.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("GPT-J gives the logits and greedy ids of transformers") {
  check_as_stored<GptJ>({"gptj", "gptj_tied"});  // the tied head with a bias of its own
}

TEST_CASE("GPT-J's settings count") {
  CHECK(distance_with<GptJ<>>("gptj", {{"rotary_dim", 2}}) > 1e-4);
  CHECK(distance_with<GptJ<>>("gptj", {{"activation_function", "relu"}}) > 1e-4);
  CHECK(distance_with<GptJ<>>("gptj", {{"rotary", true}, {"scale_attn_weights", true}, {"n_ctx", 64}}) < 2e-5);
  CHECK(distance_with<GptJ<>>("gptj", {{"n_embd", nullptr}, {"hidden_size", 30}}) < 2e-5);
  CHECK(refused_key<GptJ<>>("gptj", {{"rotary_dim", 8}}) == "rotary_dim");  // more than a head
  CHECK(refused_key<GptJ<>>("gptj", {{"rotary_dim", 3}}) == "rotary_dim");
  CHECK(refused_key<GptJ<>>("gptj", {{"scale_attn_weights", false}}) == "scale_attn_weights");
  CHECK(refused_key<GptJ<>>("gptj", {{"hidden_size", 24}}) == "hidden_size");  // n_embd is 30
  const Changed without("gptj", with_value(config_of("gptj"), "/rotary_dim", nullptr));
  CHECK(error_of<ConfigError>([&] { GptJ<>{without.checkpoint()}; }).key == "rotary_dim");
}
