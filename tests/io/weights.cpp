#include <ganymede/io/weights.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE("a path finds its tensor under Hugging Face's name and under GGUF's") {
  for (const std::string name : {"llama_gqa", "llama_gguf"}) {
    CAPTURE(name);
    const Checkpoint c = checkpoint(name);
    const Weights weights(c, "model.");
    const Weights norm = weights / "model" / "layers" / Index{1} / "input_layernorm";
    CHECK(norm.vector<float>("weight", 60).size() == 60);
    CHECK(!norm.has("bias"));
  }
}

TEST_CASE("missing, mis-shaped and unexpected tensors are named, with what was expected and found") {
  const Checkpoint c = checkpoint("llama_gqa");
  const Weights weights(c, "model.");
  const auto vector = [&](const char* path, const char* leaf, Index size) { return (weights / path).vector<float>(leaf, size); };
  CHECK_THROWS_WITH_AS(vector("model.norm", "bias", 60), doctest::Contains("model.norm.bias"), TensorError);
  CHECK_THROWS_WITH_AS(vector("model.norm", "weight", 61), doctest::Contains("(expected [61], found [60])"), TensorError);
  vector("model.norm", "weight", 60);
  CHECK_THROWS_WITH_AS(weights.require_all_used({}), doctest::Contains("unexpected tensor"), TensorError);
}

TEST_CASE("a base model's names lack the prefix") {
  const Checkpoint c = checkpoint("llama_gqa");
  const Weights weights(c, "base.");
  CHECK((weights / "base.model.norm").has("weight"));
}
