#include <ganymede/io/weights.hpp>

#include <ganymede/io/gguf_writer.hpp>

#include <cstring>
#include <map>

#include "../support/error_of.hpp"
#include "../support/model_files.hpp"
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

namespace {

/// A GGUF file of f32 tensors that count up from 0, of an architecture that has no table.
class CountedFile {
 public:
  explicit CountedFile(std::vector<std::pair<std::string, std::vector<Index>>> tensors) {
    GgufWriter writer;
    writer.add("general.architecture", std::string_view("counted"));
    for (const auto& [name, shape] : tensors) writer.tensor(name, DType::f32, shape);
    writer.write(folder_.path() / "counted.gguf", [&](std::size_t i, const GgufWriter::Sink& sink) {
      Index elements = 1;
      for (const Index extent : tensors[i].second) elements *= extent;
      std::vector<float> values;
      for (Index n = 0; n < elements; ++n) values.push_back(static_cast<float>(n));
      sink(std::as_bytes(std::span<const float>(values)));
    });
  }
  Checkpoint open() const { return Checkpoint(folder_.path() / "counted.gguf"); }

 private:
  TemporaryFolder folder_;
};

std::vector<float> values_of(const StoredTensor& t) {
  std::vector<float> values(t.bytes.size() / sizeof(float));
  std::memcpy(values.data(), t.bytes.data(), t.bytes.size());
  return values;
}

constexpr TensorName::Rows alike = TensorName::Rows::alike;
using Part = TensorName::Part;

}  // namespace

TEST_CASE("matrices that a file has below one another are read as slices of its bytes, and all of them have to be") {
  static constexpr TensorName names[] = {{"layers.{}.q_proj", "blk.{}.qkv", alike, Part::first},
                                         {"layers.{}.k_proj", "blk.{}.qkv", alike, Part::middle},
                                         {"layers.{}.v_proj", "blk.{}.qkv", alike, Part::last}};
  const CountedFile file({{"blk.0.qkv.weight", {4, 2}}, {"blk.0.qkv.bias", {4}}});
  const Checkpoint checkpoint = file.open();
  const StoredTensor& whole = *checkpoint.find("blk.0.qkv.weight");
  const Index two[] = {2, 2}, one[] = {1, 2};
  {
    const Weights weights(checkpoint, names, "");
    const Weights layer = weights / "layers" / Index{0};
    CHECK(values_of((layer / "q_proj").tensor("weight", two)) == std::vector<float>{0, 1, 2, 3});
    CHECK((layer / "q_proj").tensor("weight", two).bytes.data() == whole.bytes.data());
    CHECK(values_of((layer / "k_proj").tensor("weight", one)) == std::vector<float>{4, 5});
    CHECK((layer / "k_proj").vector<float>("bias", 1) == std::vector<float>{2});
    (layer / "q_proj").vector<float>("bias", 2);
    (layer / "v_proj").vector<float>("bias", 1);
    const ErrorDetails unread = error_of<TensorError>([&] { weights.require_all_used({}); });
    CHECK(unread.key == "blk.0.qkv.weight");
    CHECK(contains(unread.problem, "do not use it all"));
    CHECK(values_of((layer / "v_proj").tensor("weight", one)) == std::vector<float>{6, 7});
    CHECK(&(layer / "v_proj").tensor("weight", one) == &(layer / "v_proj").tensor("weight", one));
    CHECK_NOTHROW(weights.require_all_used({}));
  }
  const Weights weights(checkpoint, names, "");
  const Weights layer = weights / "layers" / Index{0};
  const auto refused = [&](const char* name, std::vector<Index> shape) {
    return error_of<TensorError>([&] { (layer / name).tensor("weight", shape); });
  };
  CHECK(refused("q_proj", {4, 2}).found == "[4, 2]");  // nothing would be left
  CHECK(refused("k_proj", {2, 2}).key == "blk.0.qkv.weight");
  CHECK(contains(refused("v_proj", {3, 2}).expected, "[3, 2]"));
  CHECK_FALSE(refused("q_proj", {2, 3}).problem.empty());
  CHECK_FALSE(refused("q_proj", {0, 2}).problem.empty());
  CHECK_FALSE(refused("q_proj", {2}).problem.empty());
}

TEST_CASE("experts of one tensor are read by their number, and a vector as the only row of a matrix") {
  static constexpr TensorName names[] = {{"layers.{}.experts.{}.up_proj", "blk.{}.up_exps", alike, Part::numbered},
                                         {"logits_bias", "bias", alike, Part::row}};
  const CountedFile file({{"blk.1.up_exps.weight", {3, 2, 2}}, {"bias", {3}}});
  const Checkpoint checkpoint = file.open();
  const Weights weights(checkpoint, names, "");
  const Weights experts = weights / "layers" / Index{1} / "experts";
  const Index shape[] = {2, 2}, row[] = {1, 3}, rows[] = {3, 1};
  CHECK(values_of((experts / Index{2} / "up_proj").tensor("weight", shape)) == std::vector<float>{8, 9, 10, 11});
  CHECK(error_of<TensorError>([&] { (experts / Index{3} / "up_proj").tensor("weight", shape); }).key == "blk.1.up_exps.weight");
  CHECK(error_of<TensorError>([&] { (experts / Index{0} / "up_proj").tensor("weight", row); }).found == "[3, 2, 2]");
  CHECK(values_of((weights / "logits_bias").tensor("", row)) == std::vector<float>{0, 1, 2});
  CHECK_FALSE(error_of<TensorError>([&] { (weights / "logits_bias").tensor("", rows); }).problem.empty());
  CHECK(error_of<TensorError>([&] { weights.require_all_used({}); }).key == "blk.1.up_exps.weight");
  (experts / Index{0} / "up_proj").tensor("weight", shape);
  (experts / Index{1} / "up_proj").tensor("weight", shape);
  CHECK_NOTHROW(weights.require_all_used({}));
}

TEST_CASE("an axis of one that a table takes away may be there: converters differ") {
  static constexpr TensorName names[] = {{"gate", "gate", alike, Part::row}, {"conv", "conv", alike, Part::squeezed}};
  const CountedFile file({{"gate.weight", {1, 3}}, {"conv.weight", {2, 1, 3}}});
  const Checkpoint checkpoint = file.open();
  const Weights weights(checkpoint, names, "");
  const Index row[] = {1, 3}, channels[] = {2, 1, 3}, others[] = {2, 1, 2};
  CHECK(values_of((weights / "gate").tensor("weight", row)) == std::vector<float>{0, 1, 2});
  CHECK(values_of((weights / "conv").tensor("weight", channels)) == std::vector<float>{0, 1, 2, 3, 4, 5});
  CHECK(error_of<TensorError>([&] { (weights / "conv").tensor("weight", others); }).found == "[2, 1, 3]");
  CHECK_NOTHROW(weights.require_all_used({}));
}

TEST_CASE("what a model adds to a weight is not added again to one that has it already") {
  static constexpr TensorName names[] = {{"norm", "out_norm", alike, Part::whole, 1.0}, {"other_norm", "other"}};
  const CountedFile file({{"out_norm.weight", {3}}, {"out_norm.bias", {3}}, {"other.weight", {3}}});
  const Checkpoint checkpoint = file.open();
  const Weights weights(checkpoint, names, "");
  CHECK((weights / "norm").vector<float>("weight", 3, 1) == std::vector<float>{0, 1, 2});
  CHECK((weights / "norm").vector<double>("weight", 3) == std::vector<double>{-1, 0, 1});
  CHECK((weights / "norm").vector<float>("bias", 3) == std::vector<float>{0, 1, 2});
  CHECK((weights / "other_norm").vector<float>("weight", 3, 1) == std::vector<float>{1, 2, 3});
  CHECK((weights / "other_norm").vector<float>("weight", 3) == std::vector<float>{0, 1, 2});
}

TEST_CASE("the first of two places that a file has is read; where it has neither, the first is missing") {
  static constexpr TensorName names[] = {{"embed_tokens", "embeddings_0"}, {"embed_tokens", "embeddings"}};
  const CountedFile file({{"embeddings.weight", {3}}});
  const Checkpoint checkpoint = file.open();
  const Weights weights(checkpoint, names, "");
  CHECK((weights / "embed_tokens").vector<float>("weight", 3).size() == 3);
  CHECK(error_of<TensorError>([&] { (weights / "embed_tokens").vector<float>("bias", 3); }).key == "embeddings_0.bias");
}
