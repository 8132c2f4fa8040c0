#include <ganymede/models/falcon.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Falcon of every layout gives the logits and greedy ids of transformers") {
  check_like_transformers<Falcon>({"falcon_7b", "falcon_40b", "falcon_alibi"});
  check_as_stored<Falcon>({"falcon_11b", "falcon_rw"});
}

TEST_CASE("Falcon's settings count, or are refused by name") {
  CHECK(distance_with<Falcon<>>("falcon_7b", {{"activation", "relu"}}) > 1e-3);
  CHECK(distance_with<Falcon<>>("falcon_11b", {{"rope_theta", 1000.0}}) > 1e-5);
  CHECK(distance_with<Falcon<>>("falcon_rw", {{"alibi", false}}) > 1e-3);
  CHECK(distance_with<Falcon<>>("falcon_7b", {{"hidden_size", nullptr}, {"n_embed", 30}}) < 2e-5);
  CHECK(distance_with<Falcon<>>("falcon_40b", {{"num_ln_in_parallel_attn", nullptr}}) < 2e-5);
  CHECK(distance_with<Falcon<>>("falcon_7b", {{"apply_residual_connection_post_layernorm", false}, {"ff_factor", 4}}) < 2e-5);
  CHECK(refused_key<Falcon<>>("falcon_7b", {{"num_ln_in_parallel_attn", 2}}) == "num_ln_in_parallel_attn");
  CHECK(refused_key<Falcon<>>("falcon_40b", {{"num_ln_in_parallel_attn", 3}}) == "num_ln_in_parallel_attn");
  CHECK(refused_key<Falcon<>>("falcon_40b", {{"parallel_attn", false}}) == "parallel_attn");
  CHECK(refused_key<Falcon<>>("falcon_40b", {{"num_kv_heads", 4}}) == "num_key_value_heads");
  const Changed biased("falcon_7b", merge_patched(config_of("falcon_7b"), {{"bias", true}}));
  CHECK(error_of<TensorError>([&] { Falcon<>{biased.checkpoint()}; }).key == "transformer.h.0.self_attention.query_key_value.bias");
}

TEST_CASE("Falcon from GGUF gives the same") { check_gguf<Falcon>({"falcon_7b_gguf", "falcon_40b_gguf"}); }
