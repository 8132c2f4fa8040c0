#include <ganymede/models/lfm2.hpp>

#include <ganymede/app/export_gguf.hpp>
#include <ganymede/inspect/attention_choice.hpp>
#include <ganymede/inspect/attention_recorder.hpp>

#include "../support/error_of.hpp"
#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE_TEMPLATE("Lfm2 checkpoints give the logits of transformers", T, float, double) {
  for (const std::string name : {"lfm2", "lfm2_old", "lfm2_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Lfm2<T> model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    const ConstView<T> logits = model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace);
    CHECK(relative_distance(logits, e.logits) < 2e-5);
  }
}

TEST_CASE("Lfm2's greedy ids equal those of transformers, token by token") {
  for (const std::string name : {"lfm2", "lfm2_old", "lfm2_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Lfm2<> model{checkpoint(name)};
    CHECK(greedy(model, e) == e.greedy);
  }
}

TEST_CASE("LFM2: pieces, forks and ragged batches are bit for bit the whole; only to the beginning can it go back") {
  const Lfm2<> model{checkpoint("lfm2")};
  const Expected e = expected("lfm2");
  const std::vector<float> whole = logits_in_pieces(model, e.prompt, e.prompt.size());
  CHECK(logits_in_pieces(model, e.prompt, 1) == whole);
  CHECK(logits_in_pieces(model, e.prompt, 2) == whole);
  CHECK(logits_in_pieces(model, e.prompt, 7) == whole);
  Workspace workspace;
  Sequence first = model.new_sequence(), second = model.new_sequence();
  const std::span<const TokenId> prompt(e.prompt);
  model.forward(Batch{}.add(first, prompt.first(5)).add(second, prompt.first(11)), workspace);
  Sequence fork = first.fork();
  const ConstView<float> logits = model.forward(
      Batch{}.add(second, prompt.subspan(11), LogitRows::all).add(fork, prompt.subspan(5, 1)).add(first, prompt.subspan(7, 3)), workspace);
  const Index V = model.vocab_size(), others = static_cast<Index>(e.prompt.size()) - 11;
  CHECK(std::equal(logits.data(), logits.data() + others * V, whole.begin() + 11 * V));
  CHECK(std::equal(logits.data() + others * V, logits.data() + (others + 1) * V, whole.begin() + 5 * V));
  CHECK_THROWS_AS(second.truncate(3), InputError);
  second.truncate(0);
  CHECK(second.length() == 0);
  const ConstView<float> again = model.forward(Batch{}.add(second, prompt, LogitRows::all), workspace);
  CHECK(std::equal(again.data(), again.data() + again.size(), whole.begin()));
}

TEST_CASE("LFM2: a cache of f16 or int8 takes its place beside the convolutions' states") {
  const Lfm2<> model{checkpoint("lfm2")};
  const Expected e = expected("lfm2");
  for (const CacheType type : {CacheType::f16, CacheType::int8}) {
    const std::vector<float> logits = logits_in_pieces(model, e.prompt, 3, {.cache = type});
    CHECK(relative_distance(view_of(logits.data(), static_cast<Index>(e.prompt.size()), model.vocab_size()), e.logits) < 0.05);
  }
}

TEST_CASE("LFM2: attention maps are those of its attention layers; convolutions have zeros") {
  const Lfm2<> model{checkpoint("lfm2")};
  const Expected e = expected("lfm2");
  Workspace workspace;
  Sequence sequence = model.new_sequence();
  AttentionRecorder<float> recorder;
  model.forward(Batch{}.add(sequence, e.prompt), workspace, recorder);
  const Tensor<float> first = recorder.at(0, 0, 4), second = recorder.at(0, 1, 4);
  CHECK(first.view().isZero(0));
  CHECK_FALSE(recorder.has(AttentionKind::self, 0));
  for (Index t = 0; t < second.rows(); ++t) CHECK(second.view().row(t).sum() == doctest::Approx(1));
  const Tensor<float> mean = recorder.mean(AttentionKind::self, 0, 1), all = chosen_attention(recorder, 0, {});
  CHECK(all.view() == mean.view());
  CHECK(attention_rollout(recorder, AttentionKind::self, 0).view().row(3).sum() == doctest::Approx(1));
  CHECK_THROWS_AS(recorder.at(0, 2, 0), InputError);
  CHECK_THROWS_AS(recorder.at(0, 0, 5), InputError);
}

TEST_CASE("LFM2: a folder becomes a GGUF file with the same answers, unless GGUF cannot say it") {
  const TemporaryFolder temporary;
  export_gguf<Lfm2Family>(checkpoint("lfm2_old"), temporary.path() / "lfm2.gguf", DType::f32);
  const Expected e = expected("lfm2_old");
  const Lfm2<> written{Checkpoint(temporary.path() / "lfm2.gguf")};
  CHECK(greedy(written, e) == e.greedy);
  const auto refused =
      error_of<ConfigError>([&] { export_gguf<Lfm2Family>(checkpoint("lfm2"), temporary.path() / "no.gguf", DType::f32); });
  CHECK(refused.key == "conv_bias");
}

TEST_CASE("LFM2: settings that cannot be are refused by name") {
  const auto key_of = [](const Json& changes) {
    const TemporaryFolder here;
    std::filesystem::copy_file(folder("lfm2") / "model.safetensors", here.path() / "model.safetensors");
    Json config = read_json(folder("lfm2") / "config.json");
    config.update(changes);
    here.write("config.json", config.dump());
    return error_of<Error>([&] { Lfm2<>{Checkpoint(here.path())}; }).key;
  };
  CHECK(key_of({{"layer_types", {"conv", "full_attention"}}}) == "layer_types");
  CHECK(key_of({{"layer_types", {"conv", "full_attention", "mamba"}}}) == "layer_types");
  CHECK(key_of({{"conv_L_cache", 0}}) == "conv_L_cache");
  CHECK(key_of({{"conv_L_cache", 1 << 20}}) == "conv_L_cache");
  CHECK(key_of({{"conv_L_cache", 4}}) == "model.layers.0.conv.conv.weight");
  CHECK(key_of({{"block_use_swiglu", false}}) == "block_use_swiglu");
  CHECK(key_of({{"theta", 5.0}}) == "theta");
  CHECK(key_of({{"use_pos_enc", false}}) == "use_pos_enc");
  CHECK(key_of({{"block_multiple_of", 0}}) == "block_multiple_of");
  CHECK(key_of({{"num_hidden_layers", 1 << 30}, {"layer_types", nullptr}, {"full_attn_idxs", {1}}}) == "num_hidden_layers");
}
