#include <ganymede/models/gemma2.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Gemma 2 gives the logits and greedy ids of transformers") {
  check_like_transformers<Gemma2>({"gemma2"});
  check_as_stored<Gemma2>({"gemma2_plain"});  // without caps, in bfloat16 and several files
}

TEST_CASE("Gemma 2's settings count") {
  const auto moves = [](const Json& merge) { return distance_with<Gemma2<>>("gemma2", merge) > 1e-4; };
  for (const auto& [key, value] :
       {std::pair{"final_logit_softcapping", 2.0}, {"attn_logit_softcapping", 1.0}, {"query_pre_attn_scalar", 4.0}})
    CHECK(moves({{key, value}}));
  CHECK(moves({{"sliding_window", 2}}));
  CHECK(distance_with<Gemma2<>>("gemma2", {{"layer_types", nullptr}}) < 2e-5);  // every other layer, as its class has it
  CHECK(moves({{"layer_types", {"full_attention", "full_attention", "full_attention"}}}));
}

TEST_CASE("what Gemma 2 does not follow is refused by name") {
  CHECK(refused_key<Gemma2<>>("gemma2", {{"attn_logit_softcapping", 0.0}}) == "attn_logit_softcapping");
  CHECK(refused_key<Gemma2<>>("gemma2", {{"final_logit_softcapping", -30.0}}) == "final_logit_softcapping");
  CHECK(refused_key<Gemma2<>>("gemma2", {{"query_pre_attn_scalar", 0}}) == "query_pre_attn_scalar");
  const Changed none("gemma2", with_value(merge_patched(config_of("gemma2"), {{"layer_types", nullptr}}), "/sliding_window", nullptr));
  CHECK(error_of<ConfigError>([&] { Gemma2<>{none.checkpoint()}; }).key == "sliding_window");
  CHECK(refused_key<Gemma2<>>("gemma2", {{"use_bidirectional_attention", true}}) == "use_bidirectional_attention");
  CHECK(refused_key<Gemma2<>>("gemma2", {{"hidden_activation", "swiglu"}}) == "hidden_activation");
}

TEST_CASE("Gemma 2 from GGUF gives the same") { check_gguf<Gemma2>({"gemma2_gguf"}); }
