#include <ganymede/models/phi.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Phi-2 gives the logits of transformers, with norms of heads too") { check_like_transformers<Phi>({"phi", "phi_qk_layernorm"}); }

TEST_CASE("variants of Phi that are not followed are refused by name") {
  CHECK(refused_key<Phi<>>("phi", {{"rope_parameters", {{"partial_rotary_factor", 0.5}}}}) == "partial_rotary_factor");  // 3 dimensions
  CHECK(refused_key<Phi<>>("phi", {{"hidden_act", "gelu_10"}}) == "hidden_act");
  const Changed normed("phi", merge_patched(config_of("phi"), {{"qk_layernorm", true}}));
  CHECK(error_of<TensorError>([&] { Phi<>{normed.checkpoint()}; }).key == "model.layers.0.self_attn.q_layernorm.weight");
}

TEST_CASE("Phi-2 from GGUF files gives the same logits") { check_gguf_like_transformers<Phi>({"phi"}); }
