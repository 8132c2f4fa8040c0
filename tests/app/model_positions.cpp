#include <ganymede/app/model_positions.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
Checkpoint reference(const std::string& name) { return Checkpoint(std::filesystem::path(GANYMEDE_TEST_DATA) / name); }
}  // namespace

TEST_CASE("a Llama's rotary positions have the base and the scaling that its files say") {
  const PositionPicture p = model_position_picture(reference("models/llama_linear"), 20);
  CHECK(p.kind == "rotary");
  RopeConfig rope = LlamaConfig(reference("models/llama_linear")).rope;
  CHECK(rope.type == RopeConfig::Type::linear);
  const std::vector<float> frequencies = rope.inverse_frequencies(rope.max_position_embeddings);
  for (std::size_t t = 0; t < 20; ++t)
    for (std::size_t i = 0; i < frequencies.size(); ++i)
      CHECK(double(p.values[t * frequencies.size() + i]) == doctest::Approx(std::cos(double(t) * double(frequencies[i]))).epsilon(1e-5));
  CHECK(model_position_picture(reference("models/llama_gguf/model.gguf"), 20).kind == "rotary");
  CHECK(model_position_picture(reference("models/llama_yarn"), 20).largest > 1);
}

TEST_CASE("a T5's biases are its file's, by bucket") {
  const Checkpoint t5 = reference("models/t5");
  const PositionPicture p = model_position_picture(t5, 12);
  const StoredTensor* const stored = t5.find("encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight");
  REQUIRE(stored != nullptr);
  const Index heads = stored->shape[1];
  std::vector<float> table(static_cast<std::size_t>(stored->elements()));
  dequantize(stored->dtype, stored->bytes.data(), table.data(), stored->elements());
  const RelativeBuckets buckets = T5Config(t5).buckets;
  CHECK(p.rows.size() == static_cast<std::size_t>(2 * heads));
  CHECK(p.columns.size() == 23);
  for (Index head = 0; head < heads; ++head)
    for (Index distance = -11; distance < 12; ++distance) {
      CHECK(p.values[static_cast<std::size_t>(head * 23 + distance + 11)] ==
            table[static_cast<std::size_t>(buckets.bucket(distance) * heads + head)]);
      CHECK(std::isnan(p.values[static_cast<std::size_t>((heads + head) * 23 + distance + 11)]) == (distance > 0));
    }
}

TEST_CASE("Marian adds sines before cosines; other families are refused by name") {
  const PositionPicture p = model_position_picture(reference("models/marian"), 5);
  CHECK(p.kind == "sinusoidal");
  CHECK(p.values[p.columns.size() / 2] == 1);  // the first cosine of position 0
  CHECK(p.values[0] == 0);
  CHECK_THROWS_WITH_AS(model_position_picture(reference("models/gpt2"), 5), doctest::Contains("gpt2"), ConfigError);
}
