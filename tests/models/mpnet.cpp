#include <ganymede/models/mpnet.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<Mpnet<>>);

TEST_CASE_TEMPLATE("MPNet checkpoints give the hidden states and the logits of transformers", T, float, double) {
  check_encoder<Mpnet, T>("mpnet_masked", HeadKind::masked_lm);
  check_encoder<Mpnet, T>("mpnet_sequence", HeadKind::sequence);  // f16, padding inside of texts
}

TEST_CASE("MPNet: other numbers of buckets are refused, as transformers computes with 32 whatever the table has") {
  const PatchedEncoder patched("mpnet_sequence", R"({"relative_attention_num_buckets": 16})");
  CHECK(error_of<ConfigError>([&] { Mpnet<>{patched.checkpoint()}; }).key == "relative_attention_num_buckets");
  const Mpnet<> model{Checkpoint(encoder_folder("mpnet_sequence"))};
  CHECK(model.facts().problem_type == ProblemType::multi_label_classification);
  CHECK(model.facts().longest_sequence == 62);
}
