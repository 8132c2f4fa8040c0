#include <ganymede/models/nomic_bert.hpp>

#include "../support/encoder_fixture.hpp"

using namespace fixture;

static_assert(EncoderOnlyModel<NomicBert<>>);

TEST_CASE_TEMPLATE("Nomic's BERT checkpoints give the hidden states and the logits of transformers", T, float, double) {
  check_encoder<NomicBert, T>("nomic_bert", HeadKind::masked_lm);
  check_encoder<NomicBert, T>("nomic_bert_sequence", HeadKind::sequence);
}

TEST_CASE("Nomic's BERT: the settings of its authors' program say the same") {
  const std::string own =
      R"({"hidden_size": null, "num_attention_heads": null, "num_hidden_layers": null, "intermediate_size": null, "max_position_embeddings": null,
      "layer_norm_eps": null, "hidden_act": null, "rope_parameters": null, "head_dim": null, "n_embd": 30, "n_head": 5, "n_layer": 3, "n_inner": 50, "n_positions": 64,
      "layer_norm_epsilon": 1e-12, "activation_function": "swiglu", "rotary_emb_base": 1000, "rotary_emb_fraction": 1.0, "rotary_emb_interleaved": false, "rotary_emb_scale_base": null,
      "rotary_scaling_factor": null, "prenorm": false, "causal": false, "qkv_proj_bias": false, "mlp_fc1_bias": false, "use_rms_norm": false, "parallel_block": false,
      "pad_vocab_size_multiple": 64, "use_flash_attn": true, "scale_attn_weights": true, "max_trained_positions": 2048)";
  const NomicBert<> model{PatchedEncoder("nomic_bert", own + "}").checkpoint()}, now{Checkpoint(encoder_folder("nomic_bert"))};
  const ExpectedEncoder e = expected_encoder("nomic_bert");
  Workspace workspace;
  const auto expected = values_of(now.logits(e.inputs(), workspace));
  CHECK(values_of(model.logits(e.inputs(), workspace)) == expected);
  const auto refused = [&](const char* more) {
    return error_of<ConfigError>([&] {
             NomicBert<>{PatchedEncoder("nomic_bert", merge_patched(Json::parse(own + "}"), Json::parse(more)).dump()).checkpoint()};
           })
        .key;
  };
  CHECK(refused(R"({"prenorm": true})") == "prenorm");
  CHECK(refused(R"({"rotary_emb_interleaved": true})") == "rotary_emb_interleaved");
  CHECK(refused(R"({"rotary_scaling_factor": 2})") == "rotary_scaling_factor");
  CHECK(refused(R"({"activation_function": "geglu"})") == "activation_function");
  CHECK(refused(R"({"num_experts": 8})") == "num_experts");
}

TEST_CASE_TEMPLATE("Nomic's BERT in a GGUF file gives the hidden states of transformers", T, float, double) {
  check_encoder<NomicBert, T>("nomic_bert_gguf", HeadKind::none);
}
