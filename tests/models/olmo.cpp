#include <ganymede/models/olmo.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("OLMo gives the logits of transformers, clipped and not") { check_like_transformers<Olmo>({"olmo", "olmo_bias"}); }

TEST_CASE("OLMo's bound of queries, keys and values") {
  CHECK(distance_with<Olmo<>>("olmo", {{"clip_qkv", nullptr}}) > 1e-3);
  CHECK(refused_key<Olmo<>>("olmo", {{"clip_qkv", 0}}) == "clip_qkv");
  CHECK(refused_key<Olmo<>>("olmo", {{"clip_qkv", "8"}}) == "clip_qkv");
}

TEST_CASE("OLMo from GGUF files gives the same logits") { check_gguf_like_transformers<Olmo>({"olmo"}); }
