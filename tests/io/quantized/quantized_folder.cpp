// Folders: tests/reference/quantized/make_folders.py, which says what wrote them and what transformers makes of them.
#include <ganymede/io/quantized/quantized_folder.hpp>

#include <doctest/doctest.h>

#include <ganymede/io/json.hpp>
#include <ganymede/models/llama.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/error_of.hpp"
#include "support/json_patch.hpp"
#include "support/model_files.hpp"
#include "support/model_fixture.hpp"

using namespace ganymede;

namespace {

std::filesystem::path quantized(const std::string& name) { return std::filesystem::path(GANYMEDE_TEST_DATA) / "quantized" / name; }

template <class T>
double distance(const Checkpoint& checkpoint, const fixture::Expected& e) {
  const Llama<T> model{checkpoint};
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  const ConstView<T> logits = model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace);
  return fixture::relative_distance(logits, e.logits);
}

/// The key of the error that a folder's settings of quantisation make with this change.
std::string refused(const std::string& name, const Json& change) {
  const TemporaryFolder place;
  std::filesystem::create_symlink(std::filesystem::absolute(quantized(name) / "model.safetensors"), place.path() / "model.safetensors");
  const Json config = fixture::merge_patched(read_json(quantized(name) / "config.json"), {{"quantization_config", change}});
  std::ofstream(place.path() / "config.json") << config.dump();
  return error_of<ConfigError>([&] { Checkpoint{place.path()}; }).key;
}

/// Counts the calls that reach it.
struct CountingExecutor final : Executor {
  int calls = 0;
  Index concurrency() const override { return 1; }
  void parallel_for(Index count, FunctionRef<void(Index)> task) override {
    ++calls;
    for (Index i = 0; i < count; ++i) task(i);
  }
};

}  // namespace

TEST_CASE("weights are unpacked by the executor that a checkpoint is opened with") {
  const auto executor = std::make_shared<CountingExecutor>();
  for (const char* const name : {"gptq_sym", "awq", "bnb_nf4", "ct_int8"}) {
    executor->calls = 0;
    static_cast<void>(checkpoint_for(quantized(name), {.executor = executor}));
    CHECK(executor->calls > 0);
  }
}

TEST_CASE("quantised folders load as they are, exactly, and onto the packed kernels where the layout allows") {
  struct Folder {
    std::string name;
    DType dtype;          // what its layers become
    double exact = 2e-5;  // of the double model
  };
  // Codes of nf4 and fp4 are rounded (core/code_quants.hpp). bf16 and f16 are the products that transformers rounds so too.
  for (const Folder& f : {Folder{"gptq_sym", DType::q4_0},
                          {"gptq_asym", DType::q5_0},
                          {"gptq_v2_row", DType::q5_0},
                          {"gptq_act_order", DType::f16},
                          {"gptq_3bit", DType::q4_0},
                          {"gptq_2bit", DType::q4_0},
                          {"gptq_8bit", DType::q8_0},
                          {"awq", DType::q5_0},
                          {"ct_pack4", DType::q4_0},
                          {"ct_pack4_asym", DType::q5_0},
                          {"ct_pack8_channel", DType::int8},
                          {"ct_int8", DType::int8},
                          {"ct_fp8_tensor", DType::bf16},
                          {"ct_fp8_channel", DType::bf16},
                          {"ct_fp8_block", DType::bf16},
                          {"fp8", DType::f32},
                          {"bnb_int8", DType::int8},
                          {"bnb_nf4", DType::nf4, 0.02},
                          {"bnb_nf4_double", DType::nf4, 0.02},
                          {"bnb_fp4", DType::fp4, 0.02}}) {
    CAPTURE(f.name);
    const Checkpoint checkpoint(quantized(f.name));
    const fixture::Expected e = fixture::expected("../quantized/" + f.name);
    int layers = 0;
    for (const StoredTensor& t : checkpoint.tensors())
      if (t.name.ends_with("_proj.weight")) {
        CHECK(name(t.dtype) == name(f.dtype));
        ++layers;
      }
    CHECK(layers == 7);
    CHECK(distance<double>(checkpoint, e) < f.exact);
    // Activations meet quantised weights in 8 bits, as q8_0's do.
    CHECK(distance<float>(checkpoint, e) < (is_quantized(f.dtype) ? 0.03 : 2e-5));
    if (!is_quantized(f.dtype)) CHECK(fixture::greedy(Llama<>{checkpoint}, e) == e.greedy);
    CHECK_FALSE(checkpoint.settings().has("quantization_config"));
  }
}

TEST_CASE("variants that are not supported are refused by their key") {
  const std::string within = "quantization_config.";
  CHECK(refused("gptq_sym", {{"quant_method", "hqq"}}) == "quantization_config");
  CHECK(refused("gptq_sym", {{"quant_method", nullptr}}) == "quantization_config");
  CHECK(refused("gptq_sym", {{"bits", 5}}) == within + "bits");
  CHECK(refused("gptq_sym", {{"bits", nullptr}}) == within + "bits");
  CHECK(refused("gptq_sym", {{"group_size", nullptr}}) == within + "group_size");
  CHECK(refused("gptq_v2_row", {{"group_size", 0}}) == within + "group_size");
  CHECK(refused("gptq_sym", {{"checkpoint_format", "marlin"}}) == within + "checkpoint_format");
  CHECK(refused("gptq_sym", {{"format", "marlin"}}) == within + "format");
  CHECK(refused("gptq_sym", {{"is_marlin_format", true}}) == within + "is_marlin_format");
  CHECK(refused("gptq_sym", {{"pack_dtype", "int8"}}) == within + "pack_dtype");
  CHECK(refused("gptq_sym", {{"dynamic", {{"-:.*down.*", Json::object()}}}}).starts_with(within + "dynamic"));
  CHECK(refused("gptq_sym", {{"unheard_of", 1}}) == within + "unheard_of");
  CHECK(refused("gptq_sym", {{"format", "gptq_v2"}, {"checkpoint_format", "gptq"}}) == within + "format");
  CHECK(refused("awq", {{"version", "gemv"}}) == within + "version");
  // what transformers 5.24 writes for AWQ: the first that is refused is the one put there for this
  CHECK(refused("awq", {{"act_group_aware", true},
                        {"batch_size", 1},
                        {"cache_block_outputs", true},
                        {"damp_percent", 0.1},
                        {"desc_act", false},
                        {"format", "gemm"},
                        {"sym", true},
                        {"true_sequential", true},
                        {"backend", "auto"},
                        {"zzz", 1}}) == within + "zzz");
  CHECK(refused("awq", {{"zero_point", false}}) == within + "zero_point");
  CHECK(refused("awq", {{"bits", 8}}) == within + "bits");
  CHECK(refused("awq", {{"backend", "llm-awq"}}) == within + "backend");
  CHECK(refused("ct_pack4", {{"format", "marlin-24"}}) == within + "format");
  CHECK(refused("ct_pack4", {{"kv_cache_scheme", {{"num_bits", 8}}}}) == within + "kv_cache_scheme");
  CHECK(refused("ct_pack4", {{"sparsity_config", {{"format", "sparse-24-bitmask"}}}}) == within + "sparsity_config");
  CHECK(refused("ct_pack4", {{"transform_config", {{"config_groups", 1}}}}) == within + "transform_config");
  CHECK(refused("ct_pack4", {{"unheard_of", 1}}) == within + "unheard_of");
  const auto group = [&](const std::string& name, const Json& change) { return refused(name, {{"config_groups", {{"group_0", change}}}}); };
  const std::string first = within + "config_groups.group_0.";
  CHECK(group("ct_pack4", {{"weights", {{"strategy", "tensor_group"}}}}) == first + "weights.strategy");
  CHECK(group("ct_pack4", {{"weights", {{"num_bits", 16}}}}) == first + "weights.num_bits");
  CHECK(group("ct_pack4", {{"weights", {{"type", "complex"}}}}) == first + "weights.type");
  CHECK(group("ct_pack4", {{"weights", {{"dynamic", true}}}}) == first + "weights.dynamic");
  CHECK(group("ct_pack4", {{"weights", {{"unheard_of", 1}}}}) == first + "weights.unheard_of");
  CHECK(group("ct_pack4", {{"output_activations", {{"num_bits", 8}}}}) == first + "output_activations");
  CHECK(group("ct_fp8_block", {{"weights", {{"block_structure", {32}}}}}) == first + "weights.block_structure");
  CHECK(refused("fp8", {{"fmt", "e5m2"}}) == within + "fmt");
  CHECK(refused("fp8", {{"weight_block_size", {0, 1}}}) == within + "weight_block_size");
  CHECK(refused("fp8", {{"expert_dtype", "fp4"}}) == within + "expert_dtype");
  CHECK(refused("bnb_int8", {{"llm_int8_has_fp16_weight", true}}) == within + "llm_int8_has_fp16_weight");
  CHECK(refused("bnb_nf4", {{"unheard_of", 1}}) == within + "unheard_of");
  CHECK(refused("gptq_3bit", {{"quant_method", "mxfp4"}}) == "quantization_config");  // none of its tensors are there
}
