#include <ganymede/models/qwen2.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Qwen2 gives the logits of transformers, with windows and without") { check_like_transformers<Qwen2>({"qwen2", "qwen2_window"}); }

TEST_CASE("Qwen2's windows begin where max_window_layers or layer_types say, if use_sliding_window does") {
  CHECK(distance_with<Qwen2<>>("qwen2_window", {{"layer_types", nullptr}}) < 2e-5);  // max_window_layers says the same
  CHECK(distance_with<Qwen2<>>("qwen2_window", {{"layer_types", nullptr}, {"max_window_layers", 2}}) > 1e-3);
  CHECK(distance_with<Qwen2<>>("qwen2_window", {{"layer_types", nullptr}, {"use_sliding_window", false}}) > 1e-3);
  CHECK(distance_with<Qwen2<>>("qwen2", {{"sliding_window", 3}}) < 2e-5);  // of no use without the switch
  CHECK(refused_key<Qwen2<>>("qwen2_window", {{"use_sliding_window", false}}) == "layer_types");
  CHECK(refused_key<Qwen2<>>("qwen2_window", {{"layer_types", {"full_attention"}}}) == "layer_types");
  CHECK(refused_key<Qwen2<>>("qwen2", {{"mlp_bias", true}}) == "mlp_bias");
  CHECK(refused_key<Qwen2<>>("qwen2", {{"rope_parameters", {{"mrope_section", {1, 1, 1}}}}}) == "mrope_section");
}

TEST_CASE("Qwen2 from GGUF files gives the same logits") { check_gguf_like_transformers<Qwen2>({"qwen2"}); }
