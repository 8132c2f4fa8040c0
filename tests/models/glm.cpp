#include <ganymede/models/glm.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("GLM gives the logits of transformers") { check_like_transformers<Glm>({"glm", "glm_odd"}); }

TEST_CASE("GLM's settings have their tensors") {
  CHECK(distance_with<Glm<>>("glm", {{"rope_parameters", {{"partial_rotary_factor", 1.0}}}}) > 1e-3);
  CHECK(refused_key<Glm<>>("glm", {{"hidden_act", "swiglu"}}) == "hidden_act");
}

TEST_CASE("GLM from GGUF files gives the same logits") { check_gguf_like_transformers<Glm>({"glm"}); }
