#include <ganymede/models/qwen3.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Qwen3 gives the logits of transformers") { check_like_transformers<Qwen3>({"qwen3", "qwen3_window"}); }

TEST_CASE("Qwen3 without its norms of heads, or with a bias that is not there, is refused") {
  const Changed biased("qwen3", merge_patched(config_of("qwen3"), {{"attention_bias", true}}));
  CHECK(error_of<TensorError>([&] { Qwen3<>{biased.checkpoint()}; }).key == "model.layers.0.self_attn.q_proj.bias");
  const Changed plain("qwen2", merge_patched(config_of("qwen2"), {{"model_type", "qwen3"}, {"head_dim", 6}, {"attention_bias", false}}));
  CHECK(error_of<TensorError>([&] { Qwen3<>{plain.checkpoint()}; }).key == "model.layers.0.self_attn.q_norm.weight");
  CHECK(refused_key<Qwen3<>>("qwen3", {{"num_experts", 8}}) == "num_experts");
}

TEST_CASE("Qwen3 from GGUF files gives the same logits") { check_gguf_like_transformers<Qwen3>({"qwen3"}); }
