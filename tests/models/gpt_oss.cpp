#include <ganymede/models/gpt_oss.hpp>

#include <ganymede/inspect/attention_recorder.hpp>

#include "../support/error_of.hpp"
#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE_TEMPLATE("GptOss checkpoints give the logits of transformers", T, float, double) {
  for (const std::string name : {"gpt_oss", "gpt_oss_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const GptOss<T> model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    const ConstView<T> logits = model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace);
    CHECK(relative_distance(logits, e.logits) < 2e-5);
  }
}

TEST_CASE("GptOss's greedy ids equal those of transformers, token by token") {
  for (const std::string name : {"gpt_oss", "gpt_oss_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const GptOss<> model{checkpoint(name)};
    CHECK(greedy(model, e) == e.greedy);
  }
}

TEST_CASE("gpt-oss: pieces are bit for bit the whole, windows and sinks included") {
  const GptOss<> model{checkpoint("gpt_oss")};
  const Expected e = expected("gpt_oss");
  const std::vector<float> whole = logits_in_pieces(model, e.prompt, e.prompt.size());
  CHECK(logits_in_pieces(model, e.prompt, 1) == whole);
  CHECK(logits_in_pieces(model, e.prompt, 7) == whole);
}

TEST_CASE("gpt-oss: experts in MXFP4 are kept in 4 bits") {
  for (const std::string name : {"gpt_oss_mxfp4", "gpt_oss_mxfp4_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const GptOss<double> exact{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = exact.new_sequence();
    CHECK(relative_distance(exact.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace), e.logits) < 2e-5);
    const GptOss<> model{checkpoint(name)};
    CHECK(model.layers[0].mlp.experts.experts[0].gate_proj.matrices().front().dtype() == DType::mxfp4);
    Sequence own = model.new_sequence();
    CHECK(relative_distance(model.forward(Batch{}.add(own, e.prompt, LogitRows::all), workspace), e.logits) < 0.06);  // inputs in 8 bits
  }
}

TEST_CASE("gpt-oss: a head's weights leave the sink its share") {
  const GptOss<> model{checkpoint("gpt_oss")};
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  AttentionRecorder<float> recorder;
  model.forward(Batch{}.add(sequence, expected("gpt_oss").prompt), workspace, recorder);
  for (Index head = 0; head < 5; ++head) {
    const Tensor<float> map = recorder.at(0, 0, head);
    // Of position 0 there is one score: its weight is 1 / (1 + e^(sink - score)), less than 1.
    CHECK(map.view()(0, 0) < 1);
    CHECK(map.view()(0, 0) > 0);
    CHECK(map.view()(20, 13) == 0);  // outside the window of 7
    CHECK(map.view().row(20).sum() < 1);
  }
}

TEST_CASE("gpt-oss: settings that cannot be are refused by name, and what is left out is as released") {
  const auto with = [](const TemporaryFolder& here, const Json& changes, const char* without = nullptr) {
    std::filesystem::copy_file(folder("gpt_oss") / "model.safetensors", here.path() / "model.safetensors");
    Json config = read_json(folder("gpt_oss") / "config.json");
    config.update(changes);
    if (without != nullptr) config.erase(without);
    here.write("config.json", config.dump());
    return Checkpoint(here.path());
  };
  const auto key_of = [&](const Json& changes) {
    const TemporaryFolder here;
    return error_of<Error>([&] { GptOss<>{with(here, changes)}; }).key;
  };
  CHECK(key_of({{"swiglu_limit", -1.0}}) == "swiglu_limit");
  CHECK(key_of({{"num_experts_per_tok", 5}}) == "num_experts_per_tok");
  CHECK(key_of({{"attention_bias", false}}) == "model.layers.0.self_attn.k_proj.bias");
  CHECK(key_of({{"layer_types", {"sliding_attention", "full_attention"}}}) == "layer_types");
  CHECK(key_of({{"intermediate_size", 21}}) == "model.layers.0.mlp.experts.gate_up_proj");
  const TemporaryFolder one, two;
  const GptOssConfig plain(with(one, Json::object(), "layer_types")), stretched(with(two, Json::object(), "rope_parameters"));
  CHECK(plain.full_attention == std::vector<bool>{false, true, false});
  CHECK(stretched.rope.type == RopeConfig::Type::yarn);
  CHECK(stretched.rope.factor == 32);
  CHECK(stretched.rope.rope_theta == 150000);
}
