#include <ganymede/models/ctranslate2_config.hpp>
#include <ganymede/models/ctranslate2_transformer.hpp>

#include "../support/ctranslate2_fixture.hpp"
#include "../support/error_of.hpp"

using namespace ganymede;

TEST_CASE("ctranslate2 config: sizes and options of each side") {
  const Checkpoint checkpoint(GANYMEDE_TEST_DATA "/ctranslate2/f32");
  const CTranslate2Config encoder(checkpoint, "encoder"), decoder(checkpoint, "decoder");
  CHECK(encoder.layers == 2);
  CHECK(decoder.layers == 1);
  CHECK(decoder.ffn_dim == 20);
  CHECK(decoder.vocab_size == 13);
  CHECK(decoder.attention.num_attention_heads == 3);
  CHECK(decoder.attention.head_dim == 4);
  CHECK(decoder.stored_positions == 9);
  CHECK(decoder.embed_scale == doctest::Approx(std::sqrt(12.0)));
  CHECK(decoder.layer_norm_epsilon == 1e-5);
  CHECK(decoder.start_from_zero_embedding);
  CHECK_FALSE(encoder.start_from_zero_embedding);
  CHECK_FALSE(encoder.pre_norm);
  CHECK(encoder.shape(decoder)->slots.size() == 1);
  CHECK(encoder.shape(decoder)->longest == 9);
}

TEST_CASE("ctranslate2 config: what is not supported is refused by name") {
  const auto refused = [](const char* side, const char* name, char value) {
    const ChangedCTranslate2 folder(set_value(std::string(side) + "/" + name, value));
    return error_of<ConfigError>([&] { CTranslate2Transformer{Checkpoint(folder.path())}; });
  };
  CHECK(refused("decoder", "alibi", 1).key == "decoder.alibi");
  CHECK(refused("encoder", "multi_query_attention", 1).key == "encoder.multi_query_attention");
  CHECK(refused("decoder", "num_heads", 5).key == "decoder.num_heads");
  CHECK(refused("encoder", "activation", 5).found == "tanh");
  CHECK(error_of<ConfigError>([] { CTranslate2Config(Checkpoint(GANYMEDE_TEST_DATA "/ctranslate2/f32"), "third"); }).key == "third");
}
