#include <ganymede/models/gpt_oss.hpp>

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
