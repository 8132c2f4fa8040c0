#include <ganymede/models/embedding_gemma.hpp>

#include <ganymede/models/any_encoder.hpp>

#include "../support/encoder_fixture.hpp"
#include "../support/family_checks.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<EmbeddingGemma<>>);

TEST_CASE_TEMPLATE("EmbeddingGemma gives the hidden states of transformers, windows to both sides", T, float, double) {
  check_encoder<EmbeddingGemma, T>("embedding_gemma", HeadKind::none);
}

TEST_CASE("Gemma 3 is an encoder only where it sees both ways") {
  const Checkpoint both(encoder_folder("embedding_gemma"));
  CHECK(is_encoder_model(both));
  CHECK_FALSE(is_encoder_model(checkpoint("gemma3")));
  CHECK(error_of<ConfigError>([&] { Gemma3<>{both}; }).key == "use_bidirectional_attention");
  CHECK(contains(error_of<ConfigError>([&] { EmbeddingGemma<>{checkpoint("gemma3")}; }).expected, "use_bidirectional_attention"));
}

TEST_CASE("EmbeddingGemma in a GGUF file gives the same") {
  const Checkpoint gguf(encoder_folder("embedding_gemma_gguf") / "model.gguf");
  CHECK(is_encoder_model(gguf));
  check_encoder<EmbeddingGemma, float>("embedding_gemma_gguf", HeadKind::none);
}
