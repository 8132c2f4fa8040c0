#include <ganymede/io/json.hpp>
#include <ganymede/models/token_tables.hpp>

#include <ganymede/app/export_gguf.hpp>

#include "../support/error_of.hpp"
#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {

/// The f32 checkpoint `name` with one tensor more: [V, D], `factor` times its tensor `source`.
class WithTensor {
 public:
  WithTensor(const std::string& name, const std::string& added, const std::string& source, float factor) {
    const Checkpoint original = checkpoint(name);
    const StoredTensor& table = *original.find(source);
    REQUIRE(table.dtype == DType::f32);
    Json header = Json::object();
    std::string data;
    const auto add = [&](const std::string& as, const StoredTensor& t, std::string_view bytes) {
      header[as] = {{"dtype", "F32"}, {"shape", t.shape}, {"data_offsets", {data.size(), data.size() + bytes.size()}}};
      data += bytes;
    };
    for (const StoredTensor& t : original.tensors()) add(t.name, t, {reinterpret_cast<const char*>(t.bytes.data()), t.bytes.size()});
    std::string scaled(reinterpret_cast<const char*>(table.bytes.data()), table.bytes.size());
    for (std::size_t at = 0; at < scaled.size(); at += sizeof(float)) {
      float value = 0;
      std::memcpy(&value, &scaled[at], sizeof value);
      value *= factor;
      std::memcpy(&scaled[at], &value, sizeof value);
    }
    add(added, table, scaled);
    here_.write("model.safetensors", safetensors_file(header.dump(), data));
    std::filesystem::copy(folder(name) / "config.json", here_.path());
    if (exists(folder(name) / "tokenizer.json")) std::filesystem::copy(folder(name) / "tokenizer.json", here_.path());
  }
  Checkpoint checkpoint_of() const { return Checkpoint(here_.path()); }

 private:
  TemporaryFolder here_;
};

template <class M>
void check_heads(const std::string& name, const std::string& table) {
  const std::vector<TokenId> prompt = expected(name).prompt;
  const auto logits = [&prompt](const Checkpoint& c) { return logits_in_pieces(M{c, {.threads = 1}}, prompt, prompt.size()); };
  const std::vector<float> tied = logits(checkpoint(name));

  const WithTensor copy(name, "lm_head.weight", table, 1);
  CHECK(logits(copy.checkpoint_of()) == tied);
  const WithTensor other(name, "lm_head.weight", table, -2);
  std::vector<float> turned = tied;  // a factor of a power of two: exact
  for (float& value : turned) value *= -2;
  CHECK(logits(other.checkpoint_of()) == turned);

  for (const bool is_copy : {true, false}) {
    const Checkpoint from = (is_copy ? copy : other).checkpoint_of();
    const TemporaryFolder out;
    export_gguf<typename M::Family>(from, out.path() / "out.gguf", DType::f32, {.threads = 1});
    const Checkpoint written(out.path() / "out.gguf");
    CHECK((written.find("output.weight") == nullptr) == is_copy);
    CHECK(logits(written) == (is_copy ? tied : turned));
  }
}

}  // namespace

TEST_CASE("a head that is called tied but differs is the head, in a model and in the file made of it; a copy of the embedding is none") {
  check_heads<Gpt2<>>("gpt2", "transformer.wte.weight");
  check_heads<Llama<>>("llama_gqa", "model.embed_tokens.weight");
}

TEST_CASE("a head of another shape than the embedding is no head") {
  const WithTensor wide("llama_gqa", "lm_head.weight", "model.layers.0.mlp.gate_proj.weight", 1);
  CHECK(error_of<TensorError>([&] { Llama<>{wide.checkpoint_of()}; }).key == "lm_head.weight");
}
