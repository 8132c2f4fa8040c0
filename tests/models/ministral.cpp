#include <ganymede/models/ministral.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Ministral gives the logits of transformers") { check_like_transformers<Ministral>({"ministral"}); }

TEST_CASE("all layers of a Ministral have a window where it lists no types, none where it has no window") {
  const double all = distance_with<Ministral<>>("ministral", {{"layer_types", nullptr}});
  CHECK(all > 1e-3);
  CHECK(all == distance_with<Ministral<>>("ministral", {{"layer_types", {"sliding_attention", "sliding_attention", "sliding_attention"}}}));
  CHECK(refused_key<Ministral<>>("ministral", {{"layer_types", {"chunked_attention", "full_attention", "full_attention"}}}) ==
        "layer_types");
  CHECK(refused_key<Ministral<>>("ministral", {{"attention_bias", true}}) == "attention_bias");
}
