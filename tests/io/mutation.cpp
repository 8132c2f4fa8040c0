// Thousands of damaged inputs for every parser: each ends in a value or in a ganymede::Error, never in anything else. Run under
// ASan and UBSan. GANYMEDE_MUTATIONS in the environment sets how many; a failure names its seed.
#include <doctest/doctest.h>

#include <ganymede/core/quantized_blocks.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/ctranslate2.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/safetensors.hpp>
#include <ganymede/io/word2vec.hpp>

#include "support/model_files.hpp"
#include "support/mutate.hpp"

using namespace ganymede;

namespace {
/// Calls read(mutated input); any exception but ours fails the test. Some inputs must survive and some must not, or the
/// mutations test nothing.
template <class Read>
void survive(const std::string& input, Read read) {
  read(input);  // the original is valid
  std::uint64_t accepted = 0, refused = 0;
  for (std::uint64_t seed = 0; seed < mutation_count(); ++seed) {
    CAPTURE(seed);
    const std::string damaged = mutate(input, seed);
    try {
      read(damaged);
      ++accepted;
    } catch (const Error&) {
      ++refused;
    } catch (const std::exception& error) {
      FAIL_CHECK("not a ganymede::Error: " << error.what());
    }
  }
  MESSAGE(accepted << " accepted, " << refused << " refused");
  if (mutation_count() >= 100) {
    CHECK(accepted > 0);
    CHECK(refused > 0);
  }
}

/// Bytes in a buffer of exactly their size, so that ASan sees a read behind the end.
std::vector<std::byte> exact(const std::string& text) { return {as_bytes(text).begin(), as_bytes(text).end()}; }

void read_all(std::span<const StoredTensor> tensors) {
  for (const StoredTensor& tensor : tensors) {
    if (!is_weight(tensor.dtype) || tensor.elements() == 0 || tensor.elements() > 1 << 16) continue;
    std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
    dequantize(tensor.dtype, tensor.bytes.data(), values.data(), tensor.elements());
  }
}

std::string gguf_bytes() {
  GgufFile file;
  file.string("general.architecture", "llama")
      .u32("general.alignment", 32)
      .u32("llama.block_count", 5)
      .value("f", 6, raw(1e-5f))
      .value("b", 7, "\x01");
  file.array("tokens", 8, 3, GgufFile::text("a") + GgufFile::text("bc") + GgufFile::text("")).array("scores", 6, 2, raw(1.0f) + raw(2.0f));
  file.array("types", 5, 2, raw(1) + raw(2)).array("nested", 9, 1, raw(std::uint32_t{0}) + raw(std::uint64_t{2}) + "ab");
  file.value("d", 12, raw(0.5))
      .value("n", 11, raw(std::int64_t{-1}))
      .u32("tokenizer.ggml.eos_token_id", 2)
      .value("general.sampling.temp", 6, raw(0.7f));
  file.tensor("a", {4, 2}, 0, std::string(32, 'a'))
      .tensor("b", {32, 1}, 2, std::string(18, 'b'))
      .tensor("c", {256}, 12, std::string(144, 'c'));
  return file.bytes();
}

std::string safetensors_bytes() {
  return safetensors_file(
      R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)"
      R"("b":{"dtype":"BF16","shape":[3],"data_offsets":[8,14]},"c":{"dtype":"I64","shape":[],"data_offsets":[14,22]}})",
      "0123456789abcdefghijkl");
}

/// Asks for every key as every type.
void read_settings(const Settings& settings) {
  for (const auto& item : settings.json().items()) {
    const auto attempt = [&](auto action) {
      try {
        action();
      } catch (const ConfigError&) {}
    };
    attempt([&] { settings.get<Index>(item.key()); });
    attempt([&] { settings.get<std::int8_t>(item.key()); });
    attempt([&] { settings.get<float>(item.key()); });
    attempt([&] { settings.get<std::string>(item.key()); });
    attempt([&] { settings.list<TokenId>(item.key()); });
    attempt([&] { read_settings(settings.sub(item.key())); });
  }
}

const std::string config_text =
    R"({"model_type": "llama", "hidden_size": 64, "rope_scaling": {"type": "linear", "factor": 2.0, "deep": {"er": [[1], {"x": null}]}},
        "eos_token_id": [1, 2], "eps": 1e-5, "tie": false, "act": "gelu_new \u00e9\ud83d\ude00 é😀", "big": 18446744073709551615, "neg": -9223372036854775808})";
}  // namespace

TEST_CASE("mutation: JSON and settings") {
  survive(config_text, [](const std::string& text) { read_settings(Settings(parse_json(text, "x"), "x")); });
}

TEST_CASE("mutation: safetensors") {
  survive(safetensors_bytes(), [](const std::string& text) {
    const auto bytes = exact(text);
    read_all(parse_safetensors(bytes, "x"));
  });
}

TEST_CASE("mutation: safetensors whose header length is kept right") {
  const std::string file = safetensors_bytes();
  const auto length = load<std::uint64_t>(as_bytes(file).data());
  survive(file.substr(8, static_cast<std::size_t>(length)), [&](const std::string& header) {
    const auto bytes = exact(safetensors_file(header, file.substr(8 + static_cast<std::size_t>(length))));
    read_all(parse_safetensors(bytes, "x"));
  });
}

TEST_CASE("mutation: GGUF") {
  survive(gguf_bytes(), [](const std::string& text) {
    const auto bytes = exact(text);
    const Gguf gguf{bytes, "x"};
    read_all(gguf.tensors());
    const Json metadata = gguf.metadata();
    const auto attempt = [&](auto action) {
      try {
        action();
      } catch (const ConfigError&) {}
    };
    for (const auto& item : metadata.items()) {
      attempt([&] { gguf.get<Index>(item.key()); });
      attempt([&] { gguf.get<float>(item.key()); });
      attempt([&] { gguf.get<std::string_view>(item.key()); });
      attempt([&] { gguf.strings(item.key()); });
      attempt([&] { gguf.floats(item.key()); });
      attempt([&] { gguf.integers(item.key()); });
    }
  });
}

TEST_CASE("mutation: checkpoints out of bytes") {
  survive(gguf_bytes(), [](const std::string& text) {
    const auto bytes = exact(text);
    const Checkpoint checkpoint{bytes, "x"};
    read_settings(checkpoint.settings());
    read_settings(checkpoint.generation());
    read_all(checkpoint.tensors());
    static_cast<void>(checkpoint.architecture());
  });
}

TEST_CASE("mutation: CTranslate2 models and vocabularies") {
  const auto text = [](const std::string& s) { return raw(static_cast<std::uint16_t>(s.size() + 1)) + s + '\0'; };
  const auto variable = [&](const std::string& name, const std::string& dims, char type, const std::string& data) {
    return text(name) + dims + type + raw(static_cast<std::uint32_t>(data.size())) + data;
  };
  const std::string one = std::string(1, '\1') + raw(std::uint32_t{2}),
                    matrix = std::string(1, '\2') + raw(std::uint32_t{2}) + raw(std::uint32_t{3});
  const std::string model = raw(std::uint32_t{6}) + text("TransformerSpec") + raw(std::uint32_t{7}) + raw(std::uint32_t{8}) +
                            variable("encoder/layer_0/w/weight", matrix, 1, "abcdef") +
                            variable("encoder/layer_0/w/weight_scale", one, 0, raw(2.0f) + raw(3.0f)) +
                            variable("encoder/embeddings_0/weight", matrix, 4, "abcdefghijkl") +
                            variable("encoder/num_heads", std::string(1, '\0'), 2, std::string("\3\0", 2)) +
                            variable("encoder/activation", std::string(1, '\0'), 1, "\2") +
                            variable("encoder/pre_norm", std::string(1, '\0'), 1, "\1") +
                            variable("decoder/layer_0/b", one, 0, raw(2.0f) + raw(3.0f)) +
                            variable("decoder/scale_embeddings", std::string(1, '\0'), 0, raw(2.0f)) + raw(std::uint32_t{1}) +
                            text("decoder/embeddings/weight") + text("encoder/layer_0/w/weight");
  survive(model, [](const std::string& damaged) {
    const auto bytes = exact(damaged);
    read_all(CTranslate2(bytes, "x").variables());
  });
  const TemporaryFolder folder;
  folder.write("shared_vocabulary.json", R"(["<s>", "</s>", "\u2581a"])");
  survive(model, [&](const std::string& damaged) {
    folder.write("model.bin", damaged);
    const Checkpoint checkpoint(folder.path());
    read_settings(checkpoint.settings());
    read_settings(checkpoint.generation());
    read_all(checkpoint.tensors());
  });
  folder.write("model.bin", model);
  survive(R"(["<s>", "</s>", "\u2581a", "b", "c"])", [&](const std::string& damaged) {
    folder.write("shared_vocabulary.json", damaged);
    read_settings(Checkpoint(folder.path()).settings());
  });
}

TEST_CASE("mutation: word2vec files, text and binary") {
  std::string text = "6 3\n", binary = text;
  for (const char* const word : {"king", "queen", "caf\u00e9", "\u5317\u4eac", "<b>", "a"}) {
    text.append(word).append(" 0.5 -1.25e-3 12\n");
    binary.append(word).append(" ").append(raw(0.5F) + raw(-1.25e-3F) + raw(12.0F)).append("\n");
  }
  for (const std::string& file : {text, binary})
    survive(file, [](const std::string& damaged) {
      const auto bytes = exact(damaged);
      const Word2vec found = parse_word2vec(bytes, "x");
      CHECK(found.vectors.size() == found.words.size() * static_cast<std::size_t>(found.dimensions));
      CHECK(std::all_of(found.vectors.begin(), found.vectors.end(), [](float v) { return std::isfinite(v); }));
    });
}

TEST_CASE("mutation: folders whose index is damaged") {
  const TemporaryFolder folder;
  folder.write("config.json", config_text);
  folder.write("one.safetensors", safetensors_bytes());
  folder.write("two.safetensors", safetensors_file(R"({"d":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "xy"));
  survive(
      R"({"metadata":{"total_size":24},"weight_map":{"a":"one.safetensors","b":"one.safetensors","c":"one.safetensors","d":"two.safetensors"}})",
      [&](const std::string& text) {
        folder.write("model.safetensors.index.json", text);
        read_all(Checkpoint(folder.path()).tensors());
      });
}
