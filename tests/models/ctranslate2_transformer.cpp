#include <ganymede/io/json.hpp>
#include <ganymede/models/ctranslate2_transformer.hpp>

#include <ganymede/text/formats/translation_tokenizers.hpp>
#include <ganymede/text/tokenizer.hpp>

#include "../support/ctranslate2_fixture.hpp"
#include "../support/error_of.hpp"
#include "../support/translation_fixture.hpp"

using namespace fixture;

static_assert(EncoderDecoderModel<CTranslate2PostNorm<>> && EncoderDecoderModel<CTranslate2PreNorm<>>);
static_assert(EncoderDecoderModel<CTranslate2Transformer>);

namespace {

const std::filesystem::path reference = GANYMEDE_TEST_DATA "/ctranslate2";

/// What ctranslate2 4.8.5 computed.
struct Known {
  std::vector<std::vector<TokenId>> sources, targets;
  Json models;
};
Known known() {
  Json facts = read_json(reference / "translations.json");
  return {facts["sources"].get<std::vector<std::vector<TokenId>>>(), facts["targets"].get<std::vector<std::vector<TokenId>>>(),
          std::move(facts["models"])};
}

/// Log-probabilities of each target and the end token behind it, in one batch.
template <class T, class M>
std::vector<std::vector<double>> scores(const M& model, std::span<const std::vector<TokenId>> sources,
                                        std::span<const std::vector<TokenId>> targets, TokenId start, TokenId end) {
  Workspace workspace;
  const std::vector<Source> encoded = model.encode(sources, workspace);
  std::vector<std::vector<TokenId>> inputs(targets.begin(), targets.end());
  for (std::vector<TokenId>& input : inputs) input.insert(input.begin(), start);
  const std::vector<T> logits = teacher_forced<T>(model, encoded, inputs);
  const std::size_t V = static_cast<std::size_t>(model.vocab_size());
  std::vector<std::vector<double>> all;
  const T* row = logits.data();
  for (const std::vector<TokenId>& target : targets) {
    all.emplace_back();
    for (std::size_t i = 0; i <= target.size(); ++i, row += V) {
      const std::vector<float> plain(row, row + V);
      all.back().push_back(log_probability(plain, i < target.size() ? target[i] : end));
    }
  }
  return all;
}

double worst(const std::vector<std::vector<double>>& found, const Json& expected) {
  double worst = 0;
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    REQUIRE(found[i].size() == expected[i].size());
    for (std::size_t t = 0; t < found[i].size(); ++t) worst = std::max(worst, std::abs(found[i][t] - expected[i][t].get<double>()));
  }
  return worst;
}

GenerationConfig eight_tokens() {
  GenerationConfig config;
  config.max_new_tokens = config.min_new_tokens = 8;
  config.eos_token_id = {0};
  return config;
}

}  // namespace

TEST_CASE_TEMPLATE("converted Marian models give the log-probabilities and logits of ctranslate2", T, float, double) {
  const Known k = known();
  for (const Json& model : k.models) {
    if (model["compute"] != "float32") continue;
    CAPTURE(model["folder"]);
    const CTranslate2PostNorm<T> own{Checkpoint(reference / model["folder"].get<std::string>())};
    CHECK(own.vocab_size() == 13);
    CHECK(own.longest_source() == 9);
    CHECK(own.longest_sequence() == 9);
    CHECK(worst(scores<T>(own, k.sources, k.targets, 0, 0), model["log_probabilities"]) < 1e-5);

    // logits of the greedy path
    const auto greedy = model["greedy"].get<std::vector<std::vector<TokenId>>>();
    Workspace workspace;
    const std::vector<Source> sources = own.encode(k.sources, workspace);
    std::vector<std::vector<TokenId>> inputs = greedy;
    std::vector<float> expected;
    for (std::size_t i = 0; i < greedy.size(); ++i) {
      inputs[i].insert(inputs[i].begin(), 0);
      inputs[i].pop_back();
      for (const Json& step : model["logits"][i])
        for (const Json& value : step) expected.push_back(value.get<float>());
    }
    const std::vector<T> logits = teacher_forced<T>(own, sources, inputs);
    std::vector<T> found;
    for (std::size_t i = 0; i < logits.size(); ++i)
      if (i % 13 != 0) found.push_back(logits[i]);
    CHECK(distance(found, expected) < 2e-5);
  }
}

TEST_CASE("converted Marian models: greedy ids are those of ctranslate2, and int8 products are near its own") {
  const Known k = known();
  for (const Json& model : k.models) {
    CAPTURE(model["folder"]);
    const bool int8 = model["compute"] == "int8";
    LoadOptions options;
    if (int8) options.weights = Quantization::int8;
    const CTranslate2Transformer own{Checkpoint(reference / model["folder"].get<std::string>()), options};
    CHECK(worst(scores<float>(own, k.sources, k.targets, 0, 0), model["log_probabilities"]) < (int8 ? 0.1 : 1e-5));
    const auto answers = translate(own, k.sources, 0, eight_tokens());
    for (std::size_t i = 0; i < answers.size(); ++i) CHECK(ids_of(answers[i]) == model["greedy"][i].get<std::vector<TokenId>>());
  }
}

TEST_CASE("a trained transliterator: log-probabilities and translations, with 1 and 4 beams") {
  const std::filesystem::path folder = std::filesystem::path(GANYMEDE_SHARED_DATA) / "aren-transliteration";
  if (!exists(folder / "model.bin")) {
    MESSAGE("skipped: no " << folder.string());
    return;
  }
  const Checkpoint checkpoint(folder);
  const CTranslate2Transformer model{checkpoint};
  const CTranslate2PreNorm<double> exact{checkpoint};
  const auto [source, target] = TranslationTokenizers::from_folder(folder);
  GenerationConfig config = read_generation_config(checkpoint.generation());
  const TokenId start = checkpoint.generation().get<TokenId>("decoder_start_token_id"), end = config.eos_token_id.at(0);

  const std::vector<std::vector<TokenId>> sources{source.encode("آتزمون"), source.encode("آتشيسون")};
  const std::vector<std::vector<TokenId>> targets{target.encode("atzmon"), target.encode("achison")};
  const Json expected = Json::parse(R"([[-0.106023, -0.06541, -0.056002, -0.447953, -0.230714, -0.092184, -0.063463],
    [-0.07266, -0.300309, -0.181187, -0.395671, -0.025631, -0.123466, -0.002034, -0.012639]])");
  CHECK(worst(scores<float>(model, sources, targets, start, end), expected) < 1e-5);
  CHECK(worst(scores<double>(exact, sources, targets, start, end), expected) < 1e-5);

  const std::vector<std::vector<TokenId>> names{source.encode("آتزمون"), source.encode("آزا")};
  for (const Index beams : {1, 4}) {
    config.num_beams = beams;
    const std::vector<Generated> answers = translate(model, names, start, config);
    CHECK(target.decode(ids_of(answers[0])) == "atzmon");
    CHECK(target.decode(ids_of(answers[1])) == "azza");
  }

  // Sinusoids have no end: a source longer than the table that is computed once.
  Workspace workspace;
  const std::vector<std::vector<TokenId>> endless{std::vector<TokenId>(600, names[0][0])};
  CHECK(model.encode(endless, workspace)[0]->length() == 600);
}

TEST_CASE("tensors of CTranslate2 that are missing or spare are named as the file names them, and wirings told apart") {
  const auto renamed = [](const std::string& name) {
    const ChangedCTranslate2 folder([&](std::string& bytes) { bytes.replace(bytes.find(name), 7, "encodes"); });
    return error_of<TensorError>([&] { CTranslate2Transformer{Checkpoint(folder.path())}; }).key;
  };
  CHECK(renamed("encoder/layer_1/ffn/linear_1/bias") == "encodes/layer_1/ffn/linear_1/bias");
  CHECK(renamed("encoder/layer_1/ffn/layer_norm/beta") == "encoder/layer_1/ffn/layer_norm/beta");
  CHECK(error_of<ConfigError>([] { CTranslate2PreNorm<>{Checkpoint(reference / "f32")}; }).expected.ends_with("pre_norm 1"));
  const auto configured = [](const Json& more) {
    const ChangedCTranslate2 folder([](std::string&) {});
    Json config = read_json(folder.path() / "config.json");
    config.update(more);
    folder.write("config.json", config.dump());
    CTranslate2Transformer{Checkpoint(folder.path())};
  };
  CHECK_NOTHROW(configured({{"model_type", "m2m_100"}, {"multi_query_attention", false}, {"unheard_of", 0}}));
  for (const char* const key : {"multi_query_attention", "unheard_of"})
    CHECK(error_of<ConfigError>([&] { configured({{key, 1}}); }).key == key);
  CHECK(error_of<ConfigError>([&] { configured({{"layer_norm_epsilon", -1.0}}); }).key == "layer_norm_epsilon");
  const ChangedCTranslate2 mixed(set_value("encoder/pre_norm", 1));
  CHECK(error_of<ConfigError>([&] { CTranslate2Transformer{Checkpoint(mixed.path())}; }).key == "encoder.pre_norm");
}

TEST_CASE("ctranslate2 config: sizes and options of each side") {
  const Checkpoint checkpoint(reference / "f32");
  const EncoderDecoderConfig c = CTranslate2Family<false>::config(checkpoint);
  const CTranslate2PostNorm<> model{checkpoint};
  CHECK(c.encoder.layers == 2);
  CHECK(c.decoder.layers == 1);
  CHECK(c.decoder.ffn_dim == 20);
  CHECK(c.decoder.vocab_size == 13);
  CHECK(c.decoder.attention.num_attention_heads == 3);
  CHECK(c.decoder.attention.head_dim == 4);
  CHECK(checkpoint.settings().get<Index>("max_target_positions") == 9);
  CHECK(model.decoder.embed_scale == doctest::Approx(std::sqrt(12.0)));
  CHECK(c.norm_eps == 1e-5);
  CHECK(model.decoder.positions.start_from_zero_embedding);
  CHECK_FALSE(model.encoder.positions.start_from_zero_embedding);
  CHECK(c.wiring == Wiring::post_norm);
  CHECK(model.source_shape->slots.size() == 1);
  CHECK(model.source_shape->longest == 9);
}

TEST_CASE("ctranslate2 config: what is not supported is refused by name") {
  const auto refused = [](const char* side, const char* name, char value) {
    const ChangedCTranslate2 folder(set_value(std::string(side) + "/" + name, value));
    return error_of<ConfigError>([&] { CTranslate2Transformer{Checkpoint(folder.path())}; });
  };
  CHECK(refused("decoder", "alibi", 1).key == "decoder.alibi");
  CHECK(refused("encoder", "multi_query_attention", 1).key == "encoder.multi_query_attention");
  CHECK(refused("decoder", "num_heads", 5).key == "decoder.num_heads");
  CHECK(refused("encoder", "activation", 5).found == "tanh");
}
