#include <ganymede/models/load_experts.hpp>

#include <ganymede/models/mixtral.hpp>

#include "../support/error_of.hpp"
#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {
/// Mixtral's fixture with other settings.
Checkpoint mixtral_with(const TemporaryFolder& here, const Json& changes) {
  std::filesystem::copy_file(folder("mixtral") / "model.safetensors", here.path() / "model.safetensors");
  Json config = read_json(folder("mixtral") / "config.json");
  config.update(changes);
  here.write("config.json", config.dump());
  return Checkpoint(here.path());
}
}  // namespace

TEST_CASE("more experts than a file has, or fewer, are an error that names the tensor: nothing is made for them beforehand") {
  const auto tensor_of = [](const Json& changes) {
    const TemporaryFolder here;
    return error_of<TensorError>([&] { Mixtral<>{mixtral_with(here, changes)}; }).key;
  };
  CHECK(tensor_of({{"num_local_experts", 1 << 24}}) == "model.layers.0.block_sparse_moe.gate.weight");
  CHECK(tensor_of({{"num_local_experts", 3}}) == "model.layers.0.block_sparse_moe.gate.weight");
  CHECK(tensor_of({{"intermediate_size", 23}}) == "model.layers.0.block_sparse_moe.experts.0.w1.weight");
}

TEST_CASE("a router keeps its element type, whatever the weights become") {
  const Mixtral<> model{checkpoint("mixtral"), {.weights = DType::f16}};
  const auto& experts = model.layers[1].mlp.experts;
  CHECK(experts.router.matrices().front().dtype() == DType::f32);
  CHECK(experts.experts.size() == 4);
  CHECK(experts.experts[2].up_proj.matrices().front().dtype() == DType::f16);
  CHECK(model.layers[1].mlp.gate_proj.empty());
}
