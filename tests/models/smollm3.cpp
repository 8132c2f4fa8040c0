#include <ganymede/models/smollm3.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("SmolLM3 gives the logits of transformers") { check_like_transformers<SmolLm3>({"smollm3", "smollm3_window", "smollm3_fourth"}); }

TEST_CASE("which layers of SmolLM3 have positions: by list or by interval, and windows where they have none") {
  CHECK(distance_with<SmolLm3<>>("smollm3_window", {{"no_rope_layers", nullptr}}) < 2e-5);  // the interval says the same
  CHECK(distance_with<SmolLm3<>>("smollm3_window", {{"layer_types", nullptr}}) < 2e-5);
  CHECK(distance_with<SmolLm3<>>("smollm3_window", {{"no_rope_layers", {1, 1, 1}}}) > 1e-3);
  CHECK(distance_with<SmolLm3<>>("smollm3", {{"no_rope_layers", nullptr}}) > 1e-3);  // each fourth: all three have positions
  CHECK(distance_with<SmolLm3<>>("smollm3", {{"max_window_layers", 28}}) < 2e-5);    // published, and of no use
  CHECK(refused_key<SmolLm3<>>("smollm3", {{"no_rope_layers", {1, 0}}}) == "no_rope_layers");
  CHECK(refused_key<SmolLm3<>>("smollm3", {{"no_rope_layers", nullptr}, {"no_rope_layer_interval", 0}}) == "no_rope_layer_interval");
}

TEST_CASE("SmolLM3 from GGUF files gives the same logits") { check_gguf_like_transformers<SmolLm3>({"smollm3_fourth"}); }
