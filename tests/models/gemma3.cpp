#include <ganymede/models/gemma3.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("Gemma 3 gives the logits and greedy ids of transformers, in both spellings") {
  check_as_stored<Gemma3>({"gemma3", "gemma3_old"});
  const Json old{{"rope_parameters", nullptr},
                 {"rope_theta", 10000.0},
                 {"rope_local_base_freq", 500.0},
                 {"rope_scaling", {{"rope_type", "linear"}, {"factor", 2.0}}}};
  CHECK(distance_with<Gemma3<>>("gemma3", old) < 2e-5);
}

TEST_CASE("each kind of layer has its own rotary base, and only the global one is scaled") {
  const auto moves = [](const Json& rope) { return distance_with<Gemma3<>>("gemma3", {{"rope_parameters", rope}}) > 1e-4; };
  CHECK(moves({{"full_attention", {{"factor", 3.0}}}}));
  CHECK(moves({{"full_attention", {{"rope_theta", 20000.0}}}}));
  CHECK(moves({{"sliding_attention", {{"rope_theta", 600.0}}}}));
  CHECK(!moves({{"sliding_attention", {{"rope_type", "default"}}}}));
  CHECK(refused_key<Gemma3<>>("gemma3", {{"rope_parameters", {{"sliding_attention", {{"rope_type", "spiral"}}}}}}) == "rope_type");
  CHECK(refused_key<Gemma3<>>("gemma3", {{"rope_parameters", {{"full_attention", {{"twist", 2}}}}}}) == "twist");
  const Checkpoint from = checkpoint("gemma3_old");
  const Gemma3Config config(from);
  CHECK(config.rope.factor == 8);
  CHECK(config.window_rope->rope_theta == 100);
  CHECK(config.full_attention == std::vector<bool>{false, true, false});  // by sliding_window_pattern
}

TEST_CASE("what Gemma 3 does not follow is refused by name") {
  CHECK(refused_key<Gemma3<>>("gemma3", {{"attn_logit_softcapping", 50.0}}) == "attn_logit_softcapping");
  CHECK(refused_key<Gemma3<>>("gemma3", {{"use_bidirectional_attention", true}}) == "use_bidirectional_attention");  // EmbeddingGemma
  CHECK(refused_key<Gemma3<>>("gemma3", {{"final_logit_softcapping", 0.0}}) == "final_logit_softcapping");
  CHECK(refused_key<Gemma3<>>("gemma3", {{"model_type", "gemma3"}, {"text_config", {{"vocab_size", 131}}}}) == "text_config");
  CHECK(refused_key<Gemma3<>>("gemma3", {{"layer_types", {"full_attention"}}}) == "layer_types");
  CHECK(refused_key<Gemma3<>>("gemma3_old", {{"sliding_window_pattern", 0}}) == "sliding_window_pattern");
}

TEST_CASE("Gemma 3 from GGUF gives the same") { check_gguf<Gemma3>({"gemma3_gguf"}); }
