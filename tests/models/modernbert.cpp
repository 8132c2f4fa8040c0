#include <ganymede/models/modernbert.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<ModernBert<>>);

TEST_CASE_TEMPLATE("ModernBERT checkpoints give the hidden states and the logits of transformers", T, float, double) {
  check_encoder<ModernBert, T>("modernbert_masked", HeadKind::masked_lm);
  check_encoder<ModernBert, T>("modernbert_untied", HeadKind::masked_lm);
  check_encoder<ModernBert, T>("modernbert_sequence", HeadKind::sequence);  // the mean of all tokens
  check_encoder<ModernBert, T>("modernbert_tokens", HeadKind::tokens);      // biases everywhere, other windows and frequencies
}

TEST_CASE("ModernBERT: settings of transformers 4 say the same") {
  const PatchedEncoder old("modernbert_masked",
                           R"({"layer_types": null, "rope_parameters": null, "global_rope_theta": 160000.0, "local_rope_theta": 10000.0,
      "position_embedding_type": "absolute", "reference_compile": false, "repad_logits_with_grad": false, "torch_dtype": "float32"})");
  const ModernBert<> model{old.checkpoint()}, now{Checkpoint(encoder_folder("modernbert_masked"))};
  const ExpectedEncoder e = expected_encoder("modernbert_masked");
  Workspace workspace;
  const auto expected = values_of(now.forward(e.inputs(), workspace));
  CHECK(values_of(model.forward(e.inputs(), workspace)) == expected);
  const PatchedEncoder other("modernbert_masked", R"({"rope_parameters": null, "global_rope_theta": 1000})");
  CHECK(values_of(ModernBert<>{other.checkpoint()}.forward(e.inputs(), workspace)) != expected);
}

TEST_CASE("ModernBERT: a probe of a layer with a window sees a weight for every token, zero beyond it") {
  struct Seen final : AnyProbe {
    Index zeros[3] = {};
    void attention(Index layer, Index, const RowInfo& info, std::span<const float> weights) override {
      CHECK(weights.size() == 12);
      for (Index s = 0; s < 12; ++s)
        if (weights[static_cast<std::size_t>(s)] == 0) {
          ++zeros[layer];
          CHECK(std::abs(s - info.position) > 4);
        }
    }
  } probe;
  const ModernBert<> model{Checkpoint(encoder_folder("modernbert_masked"))};
  const std::vector<TokenId> ids{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  const EncoderInput text{ids};
  Workspace workspace;
  model.forward({&text, 1}, workspace, probe);
  CHECK(probe.zeros[0] == 0);
  CHECK(probe.zeros[1] == 5 * 2 * (1 + 2 + 3 + 4 + 5 + 6 + 7));
  CHECK(probe.zeros[2] == 0);
}

TEST_CASE("ModernBERT: what it cannot follow is refused by its key") {
  const auto refused = [](const char* patch) {
    return error_of<ConfigError>([&] { ModernBert<>{PatchedEncoder("modernbert_sequence", patch).checkpoint()}; }).key;
  };
  CHECK(refused(R"({"classifier_pooling": "max"})") == "classifier_pooling");
  CHECK(refused(R"({"classifier_activation": "gelu_11"})") == "classifier_activation");
  CHECK(refused(R"({"layer_types": ["full_attention"]})") == "layer_types");
  CHECK(refused(R"({"layer_types": ["full_attention", "full_attention", "chunked_attention"]})") == "layer_types");
  CHECK(refused(R"({"local_attention": 0})") == "local_attention");
  CHECK(refused(R"({"rope_parameters": {"full_attention": {"rope_type": "sideways"}}})") == "rope_type");
  CHECK(refused(R"({"hidden_activation": "gelu_11"})") == "hidden_activation");
}
