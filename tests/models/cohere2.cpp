#include <ganymede/models/cohere2.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Command R7B gives the logits of transformers") { check_like_transformers<Cohere2>({"cohere2", "cohere2_fourth"}); }

TEST_CASE("which layers of Command R7B have a window and positions: by list or by pattern") {
  CHECK(distance_with<Cohere2<>>("cohere2", {{"layer_types", nullptr}, {"sliding_window_pattern", 2}}) < 2e-5);
  CHECK(distance_with<Cohere2<>>("cohere2", {{"layer_types", nullptr}}) > 1e-3);  // each fourth
  CHECK(refused_key<Cohere2<>>("cohere2", {{"layer_types", nullptr}, {"sliding_window_pattern", 0}}) == "sliding_window_pattern");
  CHECK(refused_key<Cohere2<>>("cohere2", {{"use_qk_norm", true}}) == "use_qk_norm");
}

TEST_CASE("Command R7B from GGUF files gives the same logits") { check_gguf_like_transformers<Cohere2>({"cohere2_fourth"}); }
