#include <ganymede/models/bloom.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("BLOOM gives the logits and greedy ids of transformers") { check_as_stored<Bloom>({"bloom", "bloom_f16"}); }

TEST_CASE("BLOOM's settings, under all names that it has had") {
  const Json first{{"hidden_size", nullptr},   {"n_embed", 30},         {"n_head", nullptr},
                   {"num_attention_heads", 5}, {"seq_length", 2048},    {"offset_alibi", 100},
                   {"unk_token_id", 0},        {"skip_bias_add", true}, {"masked_softmax_fusion", true}};
  CHECK(distance_with<Bloom<>>("bloom", first) < 2e-5);
  CHECK(refused_key<Bloom<>>("bloom", {{"n_embed", 40}}) == "hidden_size");  // which is 30
  CHECK(refused_key<Bloom<>>("bloom", {{"n_head", 7}}) == "n_head");
  CHECK(refused_key<Bloom<>>("bloom", {{"apply_residual_connection_post_layernorm", true}}) == "apply_residual_connection_post_layernorm");
  CHECK(distance_with<Bloom<>>("bloom", {{"layer_norm_epsilon", 0.1}}) > 1e-4);
  CHECK(distance_with<Bloom<>>("bloom", {{"pretraining_tp", 4}, {"slow_but_exact", true}}) < 2e-5);
}

TEST_CASE("positions of ALiBi go on beyond those of training") {
  const Bloom<> model{checkpoint("bloom")};
  CHECK(model.max_position_embeddings() == 2048);
  CHECK(model.longest_sequence() > 100000);
}

TEST_CASE("BLOOM from GGUF gives the same") { check_gguf<Bloom>({"bloom_gguf"}); }
