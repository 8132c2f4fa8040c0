#include <ganymede/models/olmo3.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("OLMo 3 gives the logits of transformers") { check_as_stored<Olmo3>({"olmo3"}); }

TEST_CASE("OLMo 3's layers have a window, but for each fourth, where nothing else is said") {
  const double unlisted = distance_with<Olmo3<>>("olmo3", {{"layer_types", nullptr}});
  CHECK(unlisted > 1e-3);
  CHECK(unlisted == distance_with<Olmo3<>>("olmo3", {{"layer_types", {"sliding_attention", "sliding_attention", "sliding_attention"}}}));
  CHECK(refused_key<Olmo3<>>("olmo3", {{"sliding_window", 0}}) == "sliding_window");
}

TEST_CASE("transformers 4 stretches OLMo 3's layers without a window alone") {
  const Json yarn{{"rope_type", "yarn"}, {"factor", 4.0}, {"original_max_position_embeddings", 16}, {"attention_factor", 1.2}};
  const Json of_both{{"full_attention", merge_patched(yarn, {{"rope_theta", 700.0}})},
                     {"sliding_attention", {{"rope_type", "default"}, {"rope_theta", 700.0}}}};
  const double now = distance_with<Olmo3<>>("olmo3", {{"rope_parameters", of_both}});
  CHECK(now > 1e-3);
  CHECK(now == distance_with<Olmo3<>>("olmo3", {{"rope_parameters", nullptr}, {"rope_scaling", yarn}, {"rope_theta", 700.0}}));
}
