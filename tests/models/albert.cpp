#include <ganymede/models/albert.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<Albert<>>);

TEST_CASE_TEMPLATE("ALBERT checkpoints give the hidden states and the logits of transformers", T, float, double) {
  check_encoder<Albert, T>("albert_masked", HeadKind::masked_lm);
  check_encoder<Albert, T>("albert_untied", HeadKind::masked_lm);
  check_encoder<Albert, T>("albert_sequence", HeadKind::sequence);  // two groups of two layers, embeddings as wide as layers
}

TEST_CASE("ALBERT's layers share their weights, and are counted apart") {
  const Albert<> model{Checkpoint(encoder_folder("albert_sequence"))};
  REQUIRE(model.layers.size() == 10);
  const auto weights = [&](std::size_t l) { return &model.layers[l].mlp.up_proj.matrices(); };
  CHECK(weights(0) == weights(2));
  CHECK(weights(0) != weights(1));
  CHECK(weights(4) != weights(6));
  CHECK(weights(6) == weights(8));
  CHECK(model.layers[8].self_attn.layer == 8);
}

TEST_CASE("ALBERT: groups that there cannot be are refused by name") {
  const auto refused = [](const char* patch) {
    return error_of<ConfigError>([&] { Albert<>{PatchedEncoder("albert_sequence", patch).checkpoint()}; }).key;
  };
  CHECK(refused(R"({"num_hidden_groups": 6})") == "num_hidden_groups");
  CHECK(refused(R"({"inner_group_num": 2000000})") == "inner_group_num");
  CHECK(refused(R"({"num_hidden_layers": 2000000000})") == "num_hidden_layers");
}
