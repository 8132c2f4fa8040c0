#include <ganymede/core/row_quants.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/ctranslate2_folder.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/weights.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "support/error_of.hpp"
#include "support/model_files.hpp"

using namespace ganymede;

namespace {

const std::filesystem::path models_folder = GANYMEDE_TEST_DATA "/ctranslate2";

std::vector<float> row(const Checkpoint& checkpoint, const char* name, Index index) {
  const StoredTensor* const t = checkpoint.find(name);
  REQUIRE(t != nullptr);
  const Index columns = t->shape.back();
  std::vector<float> values(static_cast<std::size_t>(columns));
  dequantize(t->dtype, t->bytes.data() + static_cast<std::size_t>(index) * row_bytes(t->dtype, columns), values.data(), columns);
  return values;
}

void check_close(const std::vector<float>& found, const Json& expected, double tolerance) {
  REQUIRE(found.size() == expected.size());
  double largest = 0;
  for (const Json& value : expected) largest = std::max(largest, std::abs(value.get<double>()));
  for (std::size_t i = 0; i < found.size(); ++i)
    CHECK(std::abs(static_cast<double>(found[i]) - expected[i].get<double>()) <= tolerance * largest);
}

}  // namespace

TEST_CASE("ctranslate2 folder: the newest version in f32, f16 and int8") {
  const Json expected = read_json(models_folder / "expected.json");
  const std::pair<const char*, double> kinds[] = {{"f32", 0}, {"f16", 0x1p-11}, {"int8", 0.5 / 127 * 1.001}};
  for (const auto& entry : kinds) {
    const std::string kind = entry.first;
    const double tolerance = entry.second;
    CAPTURE(kind);
    const Checkpoint checkpoint{models_folder / kind};
    CHECK(checkpoint.is_ctranslate2());
    CHECK_FALSE(checkpoint.is_gguf());
    CHECK(checkpoint.architecture() == "TransformerSpec");
    check_close(row(checkpoint, "decoder/embeddings/weight", 3), expected["embedding_row"], tolerance);
    check_close(row(checkpoint, "encoder/embeddings_0/weight", 3), expected["embedding_row"], tolerance);
    check_close(row(checkpoint, "decoder/projection/weight", 3), expected["embedding_row"], tolerance);
    check_close(row(checkpoint, "encoder/layer_1/self_attention/linear_0/weight", 5), expected["q_proj_row"], tolerance);
    check_close(row(checkpoint, "decoder/layer_0/ffn/linear_0/weight", 19), expected["fc1_row"], tolerance);
    const std::vector<float> bias = row(checkpoint, "encoder/layer_1/self_attention/linear_0/bias", 0);
    REQUIRE(bias.size() == 36);
    check_close({bias.begin() + 24, bias.end()}, expected["v_proj_bias"], kind == "f16" ? tolerance : 0);
    CHECK(checkpoint.find("decoder/num_heads") == nullptr);
    CHECK(checkpoint.find("decoder/embeddings/weight_scale") == nullptr);
    CHECK(checkpoint.find("decoder/projection/weight")->bytes.data() == checkpoint.find("decoder/embeddings/weight")->bytes.data());

    const Settings settings = checkpoint.settings();
    for (const char* side : {"encoder", "decoder"}) {
      const Settings of = settings.sub(side);
      CHECK(of.get<int>("num_layers") == (std::string(side) == "encoder" ? 2 : 1));
      CHECK(of.get<int>("num_heads") == 3);
      CHECK(of.get<int>("hidden_size") == 12);
      CHECK(of.get<int>("vocab_size") == 13);
      CHECK_FALSE(of.get<bool>("pre_norm"));
      CHECK(of.get<std::string>("activation") == "silu");
      CHECK(of.get<float>("scale_embeddings") == std::sqrt(12.0f));
      CHECK_FALSE(of.get<bool>("layernorm_embedding"));
    }
    CHECK(settings.sub("decoder").get<bool>("start_from_zero_embedding"));
    CHECK(settings.sub("decoder").get<int>("alignment_layer") == -1);
    CHECK(settings.get<int>("spec_revision") == 7);
    CHECK(settings.get<int>("binary_version") == 6);
    CHECK(settings.get<std::string>("decoder_start_token") == "</s>");
    CHECK(settings.get<float>("layer_norm_epsilon") == 1e-5f);
    CHECK(checkpoint.generation().get<int>("eos_token_id") == 0);
    CHECK(checkpoint.generation().get<int>("decoder_start_token_id") == 0);
  }
}

TEST_CASE("ctranslate2 folder: weights by path, and integers that come back from f32 as they were") {
  const Checkpoint checkpoint{models_folder / "int8"};
  const Weights weights(checkpoint, {}, "");
  const Index shape[] = {36, 12};
  CHECK((weights / "encoder" / "layer_0" / "self_attention" / "linear_0").tensor("weight", shape).dtype == DType::f32);
  CHECK(error_of<TensorError>([&] { (weights / "encoder" / "layer_9").tensor("weight", shape); }).key == "encoder/layer_9/weight");

  const MappedFile file{models_folder / "int8" / "model.bin"};
  const CTranslate2 model(file.bytes(), "model.bin");
  for (const StoredTensor& t : model.variables()) {
    if (t.dtype != DType::i8 || t.shape.size() != 2) continue;
    const Index columns = t.shape[1];
    std::vector<std::byte> quantized(static_cast<std::size_t>(columns) + 4);
    for (Index r = 0; r < t.shape[0]; ++r) {
      detail::quantize_int8(row(checkpoint, t.name.c_str(), r).data(), quantized.data(), columns);
      for (Index i = 0; i < columns; ++i)
        CHECK(quantized[static_cast<std::size_t>(4 + i)] == t.bytes[static_cast<std::size_t>(r * columns + i)]);
    }
  }
}

TEST_CASE("ctranslate2 folder: damaged weights, settings and vocabularies") {
  const auto text = [](const std::string& s) { return raw(static_cast<std::uint16_t>(s.size() + 1)) + s + '\0'; };
  const auto variable = [&](const std::string& name, std::vector<std::uint32_t> dims, char type, const std::string& data) {
    std::string out = text(name) + static_cast<char>(dims.size());
    for (const std::uint32_t dim : dims) out += raw(dim);
    return out + type + raw(static_cast<std::uint32_t>(data.size())) + data;
  };
  const TemporaryFolder folder;
  const auto open = [&](std::initializer_list<std::string> variables, const char* spec = "TransformerBase", std::uint32_t revision = 3) {
    std::string bytes = raw(std::uint32_t{6}) + text(spec) + raw(revision) + raw(static_cast<std::uint32_t>(variables.size()));
    for (const std::string& v : variables) bytes += v;
    folder.write("model.bin", bytes + raw(std::uint32_t{0}));
    return Checkpoint(folder.path());
  };
  // defaults of old revisions
  const Settings old =
      open({variable("encoder/layer_0/w", {1}, 0, raw(1.0f)), variable("encoder/embeddings/weight", {3, 4}, 0, std::string(48, 'x'))})
          .settings();
  CHECK(old.sub("encoder").get<int>("num_heads") == 8);
  CHECK(old.sub("encoder").get<bool>("pre_norm"));
  CHECK(old.sub("encoder").get<float>("scale_embeddings") == 2.0f);
  CHECK(old.get<std::string>("decoder_start_token") == "<s>");
  CHECK_FALSE(old.has("decoder"));

  const std::string q = variable("weight", {2, 1}, 1, "xy");
  CHECK(error_of<FormatError>([&] { open({q}); }).expected == "weight_scale");
  CHECK(contains(error_of<FormatError>([&] { open({q, variable("weight_scale", {3}, 0, std::string(12, 'x'))}); }).problem, "do not fit"));
  CHECK(contains(error_of<FormatError>([&] { open({q, variable("weight_scale", {}, 0, raw(0.0f))}); }).problem, "positive"));
  CHECK(open({variable("weight", {2}, 2, raw(std::int16_t{-3}) + raw(std::int16_t{4})), variable("weight_scale", {}, 0, raw(2.0f))})
            .tensors()
            .size() == 1);
  CHECK(contains(error_of<FormatError>([&] { open({variable("encoder/layer_1/w", {1}, 0, raw(1.0f))}); }).problem, "hole"));
  CHECK(error_of<ConfigError>([&] { open({}, "TransformerBase", 1); }).expected == "2 or later");
  CHECK(error_of<FormatError>([&] { open({variable("a", {}, 1, "x"), variable("a/b", {}, 1, "x")}); }).key == "a/b");
  CHECK(error_of<ConfigError>([&] {
          open({variable("activation", {}, 1, "\x63"), variable("encoder/layer_0/w", {1}, 0, raw(1.0f))});
        }).key == "encoder/activation");
  error_of<ConfigError>([&] { open({variable("num_heads", {}, 0, raw(1e30f)), variable("encoder/layer_0/w", {1}, 0, raw(1.0f))}); });

  folder.write("config.json", "[]");
  error_of<ConfigError>([&] { open({}); });
  folder.write("config.json", R"({"quantization_type": 1})");
  CHECK(error_of<ConfigError>([&] { open({}); }).key == "quantization_type");
  folder.write("config.json", "{}");
  folder.write("shared_vocabulary.json", "{}");
  error_of<FormatError>([&] { open({}); });
  folder.write("shared_vocabulary.json", R"(["a", 1])");
  CHECK(error_of<FormatError>([&] { open({}); }).key == "[1]");
}

TEST_CASE("ctranslate2 folder: the Arabic transliterator beside the checkout") {
  const std::filesystem::path folder = GANYMEDE_SHARED_DATA "/aren-transliteration";
  if (!std::filesystem::exists(folder / "model.bin")) {
    MESSAGE("skipped: no shared data");
    return;
  }
  const Checkpoint checkpoint{folder};
  CHECK(checkpoint.architecture() == "TransformerBase");
  CHECK(checkpoint.tensors().size() == 200);
  const Settings settings = checkpoint.settings();
  CHECK(settings.get<int>("binary_version") == 2);
  for (const char* side : {"encoder", "decoder"}) {
    CHECK(settings.sub(side).get<int>("num_layers") == 6);
    CHECK(settings.sub(side).get<int>("num_heads") == 8);
    CHECK(settings.sub(side).get<int>("hidden_size") == 32);
    CHECK(settings.sub(side).get<bool>("pre_norm"));
    CHECK(settings.sub(side).get<std::string>("activation") == "relu");
    CHECK(settings.sub(side).get<float>("scale_embeddings") == std::sqrt(32.0f));
  }
  CHECK(settings.get<int>("decoder_start_token_id") == 1);
  CHECK(settings.get<int>("eos_token_id") == 2);
  CHECK(settings.get<int>("unk_token_id") == 42);  // not in the file: behind its last token
}
