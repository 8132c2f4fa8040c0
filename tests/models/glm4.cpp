#include <ganymede/models/glm4.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("GLM-4 gives the logits of transformers") { check_like_transformers<Glm4>({"glm4"}); }
