#include <ganymede/models/glm4.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("GLM-4 gives the logits of transformers") { check_like_transformers<Glm4>({"glm4"}); }

TEST_CASE("GLM-4 from GGUF files gives the same logits") { check_gguf_like_transformers<Glm4>({"glm4"}); }
