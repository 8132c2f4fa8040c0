#include <ganymede/models/minicpm.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("MiniCPM is Granite in other words") { check_like_transformers<MiniCpm>({"minicpm"}); }

TEST_CASE("MiniCPM's factors, and what is refused") {
  for (const char* key : {"scale_emb", "scale_depth", "dim_model_base"}) {
    CAPTURE(key);
    CHECK(distance_with<MiniCpm<>>("minicpm", {{key, nullptr}}) > 1e-3);
    CHECK(refused_key<MiniCpm<>>("minicpm", {{key, -1}}) == key);
  }
  CHECK(distance_with<MiniCpm<>>("minicpm", {{"num_experts", 0}, {"mup_denominator", 32}}) < 2e-5);
  CHECK(refused_key<MiniCpm<>>("minicpm", {{"num_experts", 8}}) == "num_experts");
  CHECK(refused_key<MiniCpm<>>("minicpm", {{"sparse_config", {{"topk", 8}}}}) == "sparse_config");
}

TEST_CASE("MiniCPM from GGUF files gives the same logits") { check_gguf_like_transformers<MiniCpm>({"minicpm"}); }
