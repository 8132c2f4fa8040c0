#include <ganymede/models/stablelm.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("StableLM gives the logits of transformers, one layer after the other or both side by side") {
  check_like_transformers<StableLm>({"stablelm", "stablelm_parallel"});
}

TEST_CASE("StableLM's settings have their tensors") {
  const auto missing = [](const char* name, const Json& merge) {
    const Changed changed(name, merge_patched(config_of(name), merge));
    return error_of<TensorError>([&] { StableLm<>{changed.checkpoint()}; }).key;
  };
  CHECK(missing("stablelm", {{"qk_layernorm", true}}) == "model.layers.0.self_attn.q_layernorm.norms.0.weight");
  CHECK(missing("stablelm_parallel", {{"use_parallel_residual", false}}) == "model.layers.0.post_attention_layernorm.weight");
  CHECK(missing("stablelm", {{"use_parallel_residual", true}}) == "model.layers.0.post_attention_layernorm.bias");
  CHECK(missing("stablelm_parallel", {{"use_qkv_bias", true}}) == "model.layers.0.self_attn.q_proj.bias");
}

TEST_CASE("StableLM from GGUF files gives the same logits") { check_gguf_like_transformers<StableLm>({"stablelm", "stablelm_parallel"}); }
