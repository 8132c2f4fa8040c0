#include <ganymede/models/olmo2.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("OLMo 2 gives the logits of transformers") { check_like_transformers<Olmo2>({"olmo2"}); }

TEST_CASE("OLMo 2 from GGUF files gives the same logits") { check_gguf_like_transformers<Olmo2>({"olmo2"}); }
