#include <ganymede/models/gemma.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Gemma gives the logits and greedy ids of transformers") {
  check_like_transformers<Gemma>({"gemma"});
  check_as_stored<Gemma>({"gemma_old"});
}

TEST_CASE("Gemma's first release said gelu and meant its tanh form; another activation is another model") {
  CHECK(distance_with<Gemma<>>("gemma", {{"hidden_act", "gelu"}}) < 2e-5);
  CHECK(distance_with<Gemma<>>("gemma", {{"hidden_activation", "gelu_pytorch_tanh"}}) < 2e-5);
  CHECK(distance_with<Gemma<>>("gemma", {{"hidden_act", "silu"}}) > 1e-3);
  CHECK(refused_key<Gemma<>>("gemma", {{"hidden_activation", "gelu"}}) == "hidden_activation");
  CHECK(refused_key<Gemma<>>("gemma", {{"use_bidirectional_attention", true}}) == "use_bidirectional_attention");
  CHECK(refused_key<Gemma<>>("gemma", {{"num_hidden_layers", 0}}) == "num_hidden_layers");
}

TEST_CASE("what Gemma's class takes for granted: heads of 256") {
  const Changed changed("gemma", merge_patched(config_of("gemma"), {{"head_dim", nullptr}}));
  CHECK(error_of<TensorError>([&] { Gemma<>{changed.checkpoint()}; }).expected == "[1280, 30]");
}

TEST_CASE("Gemma from GGUF gives the same") { check_gguf<Gemma>({"gemma_gguf"}); }
