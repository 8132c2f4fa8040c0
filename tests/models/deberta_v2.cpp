#include <ganymede/models/deberta_v2.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<DebertaV2<>>);

TEST_CASE_TEMPLATE("DeBERTa v2 and v3 checkpoints give the hidden states and the logits of transformers", T, float, double) {
  check_encoder<DebertaV2, T>("deberta_v2_sequence", HeadKind::sequence);            // as v3: buckets, keys shared
  check_encoder<DebertaV2, T>("deberta_v2_masked", HeadKind::masked_lm);             // projections of positions of their own
  check_encoder<DebertaV2, T>("deberta_v2_tokens", HeadKind::tokens);                // no buckets, from content alone, segments
  check_encoder<DebertaV2, T>("deberta_v2_absolute", HeadKind::question_answering);  // no distances
}

TEST_CASE("DeBERTa v2: what it cannot follow is refused by its key") {
  const auto refused = [](const char* patch) {
    return error_of<ConfigError>([&] { DebertaV2<>{PatchedEncoder("deberta_v2_sequence", patch).checkpoint()}; }).key;
  };
  CHECK(refused(R"({"pos_att_type": "p2c|p2p"})") == "pos_att_type");
  CHECK(refused(R"({"norm_rel_ebd": "batch_norm"})") == "norm_rel_ebd");
  CHECK(refused(R"({"position_buckets": 1})") == "position_buckets");
  CHECK(refused(R"({"position_buckets": 200})") == "position_buckets");
  CHECK(refused(R"({"embedding_size": 20})") == "embedding_size");
  CHECK(refused(R"({"pooler_hidden_size": 20})") == "pooler_hidden_size");
  CHECK(refused(R"({"pooler_hidden_act": "gelu_11"})") == "pooler_hidden_act");
}
