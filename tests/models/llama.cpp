#include <ganymede/models/llama.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

// Float sums in another order than the reference's: 2e-5 relative is the project's promise, double must do far better than that.
constexpr double tolerance = 2e-5;

TEST_CASE_TEMPLATE("Llama checkpoints give the logits of transformers", T, float, double) {
  for (const std::string name : {"llama_gqa", "llama_untied_old", "llama_bf16", "llama_f16_sharded", "llama_linear", "llama_dynamic",
                                 "llama_yarn", "llama_llama3", "llama_llama3_old", "mistral_window", "llama_gguf", "llama_q8_0"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Llama<T> model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence({.max_length = static_cast<Index>(e.prompt.size())});
    const ConstView<T> logits = model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace);
    CHECK(relative_distance(logits, e.logits) < (name == "llama_q8_0" && std::same_as<T, float> ? 0.03 : tolerance));
  }
}

TEST_CASE("greedy ids equal those of transformers, token by token") {
  for (const std::string name : {"llama_gqa", "llama_untied_old", "llama_bf16", "llama_f16_sharded", "llama_linear", "llama_yarn",
                                 "llama_llama3", "mistral_window", "llama_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Llama<> model{checkpoint(name)};
    CHECK(greedy(model, e) == e.greedy);
  }
}

TEST_CASE("weights can be kept in a coarser type: the answer moves by as much as that type rounds, and no more") {
  const Expected e = expected("llama_q8_0");
  double before = 0;
  // Bounds: about three times what one rounding of every weight does to these logits.
  for (const auto& [type, bound] : {std::pair{DType::f32, tolerance}, {DType::f16, 4e-3}, {DType::bf16, 0.06}}) {
    const std::string_view kept = name(type);
    CAPTURE(kept);
    const Llama<> model{checkpoint("llama_q8_0"), {.weights = type}};
    const std::vector<float> logits = logits_in_pieces(model, e.prompt, e.prompt.size());
    const double distance = relative_distance(view_of(logits.data(), static_cast<Index>(e.prompt.size()), model.vocab_size()), e.logits);
    CHECK(distance < bound);
    CHECK(distance > before);
    before = distance;
  }
}

TEST_CASE("a checkpoint of another family, or with other tensors, is refused by name") {
  CHECK_THROWS_WITH_AS(Llama<>{checkpoint("gpt2")}, doctest::Contains("model_type"), ConfigError);
}
