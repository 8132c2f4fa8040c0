#include <ganymede/models/bart.hpp>
#include <ganymede/models/encoder_decoder.hpp>
#include <ganymede/models/marian.hpp>
#include <ganymede/models/t5.hpp>

#include "../support/model_files.hpp"
#include "../support/translation_fixture.hpp"

#include <random>

using namespace fixture;

namespace {
const Marian<>& marian() {
  static const Marian<> model{checkpoint("marian")};
  return model;
}
const T5<>& t5() {
  static const T5<> model{checkpoint("t5_gated")};
  return model;
}

/// Texts of 1 to 45 tokens.
std::vector<std::vector<TokenId>> texts(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::vector<TokenId>> all(count);
  for (auto& text : all)
    for (std::size_t left = 1 + random() % 45; left > 0; --left) text.push_back(static_cast<TokenId>(3 + random() % 120));
  return all;
}
bool same_bits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

/// Encoder output and then logits of every row, encoded in batches of `batch` and decoded in pieces of `piece` tokens.
template <class M>
std::vector<std::vector<float>> values(const M& model, std::span<const std::vector<TokenId>> sources,
                                       std::span<const std::vector<TokenId>> targets, std::size_t batch, std::size_t piece,
                                       SequenceOptions options = {}) {
  Workspace workspace;
  std::vector<std::vector<float>> all(sources.size());
  for (std::size_t from = 0; from < sources.size(); from += batch) {
    const std::size_t count = std::min(batch, sources.size() - from);
    EncoderOutput<float> output;
    const std::vector<Source> encoded = model.encode(sources.subspan(from, count), workspace, options, output);
    const float* row = output.values.data();
    std::vector<Sequence> sequences;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t size = sources[from + i].size() * static_cast<std::size_t>(model.encoder.hidden_size());
      all[from + i].assign(row, row + size);
      row += size;
      sequences.push_back(model.new_sequence(encoded[i], options));
    }
    for (std::size_t at = 0; at < 50; at += piece) {
      Batch next;
      std::vector<std::size_t> who;
      for (std::size_t i = 0; i < count; ++i)
        if (at < targets[from + i].size()) {
          const std::span<const TokenId> left = std::span(targets[from + i]).subspan(at);
          next.add(sequences[i], left.first(std::min(piece, left.size())), LogitRows::all);
          who.push_back(from + i);
        }
      if (who.empty()) break;
      const ConstView<float> logits = model.forward(next, workspace);
      for (std::size_t i = 0; i < who.size(); ++i) {
        const Segment& s = next.segments()[i];
        const float* const first = logits.data() + s.first_logit * logits.cols();
        all[who[i]].insert(all[who[i]].end(), first, first + s.logit_rows * logits.cols());
      }
    }
  }
  return all;
}

template <class M>
void check_batches(const M& model, CacheType cache) {
  const auto sources = texts(64, 3), targets = texts(64, 4);
  const auto alone = values(model, sources, targets, 1, 50, {.cache = cache});
  struct Way {
    std::size_t batch, piece;
  };
  for (const Way way : {Way{1, 1}, Way{2, 50}, Way{7, 1}, Way{64, 50}, Way{64, 3}}) {
    CAPTURE(way.batch);
    CAPTURE(way.piece);
    const auto together = values(model, sources, targets, way.batch, way.piece, {.cache = cache});
    for (std::size_t i = 0; i < sources.size(); ++i) CHECK(same_bits(together[i], alone[i]));
  }
}
}  // namespace

TEST_CASE("batches of 1, 2, 7 and 64 sources, and targets in one piece or token by token, give the same bits") {
  for (const CacheType cache : {CacheType::f32, CacheType::f16, CacheType::int8}) check_batches(marian(), cache);
  check_batches(t5(), CacheType::f32);
}

TEST_CASE("one thread and three give the same bits") {
  const auto sources = texts(7, 5), targets = texts(7, 6);
  const auto check = [&](const auto& one, const auto& three) {
    const auto a = values(one, sources, targets, 7, 50), b = values(three, sources, targets, 7, 50);
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(same_bits(a[i], b[i]));
  };
  check(Marian<>{checkpoint("marian"), {.threads = 1}}, Marian<>{checkpoint("marian"), {.threads = 3}});
  check(T5<>{checkpoint("t5"), {.threads = 1}}, T5<>{checkpoint("t5"), {.threads = 3}});
}

TEST_CASE("beams of a batch are those of each source alone, with the same scores") {
  const auto sources = texts(7, 8);
  GenerationConfig config;
  config.num_beams = 4;
  config.max_new_tokens = 12;
  config.no_repeat_ngram_size = 2;
  config.eos_token_id = {2};
  const std::vector<Generated> together = translate(marian(), sources, 130, config);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Generated alone = translate(marian(), std::span(sources).subspan(i, 1), 130, config).front();
    CHECK(ids_of(alone) == ids_of(together[i]));
    CHECK(alone.score == together[i].score);
  }
}

TEST_CASE("a source is shared by its sequences and their forks, and outlives the others") {
  Workspace workspace;
  const auto sources = texts(1, 9);
  const auto pool = std::make_shared<PagePool>();
  std::vector<Source> encoded = marian().encode(sources, workspace, {.pool = pool});
  const std::size_t bytes = pool->bytes_in_use();
  Sequence a = marian().new_sequence(encoded.front()), b = a.fork();
  CHECK(a.source() == b.source());
  CHECK(a.source()->length() == static_cast<Index>(sources[0].size()));
  CHECK(pool->bytes_in_use() == bytes);
  encoded.clear();
  const std::vector<TokenId> target{130, 4};
  marian().forward(Batch{}.add(a, target).add(b, target), workspace);
  CHECK(pool->bytes_in_use() == bytes);
}

TEST_CASE("caches of fewer bits stay close") {
  const auto sources = texts(5, 10), targets = texts(5, 11);
  const auto all = [&](CacheType cache) {
    std::vector<float> joined;
    for (const auto& v : values(marian(), sources, targets, 5, 50, {.cache = cache})) joined.insert(joined.end(), v.begin(), v.end());
    return joined;
  };
  const std::vector<float> exact = all(CacheType::f32), half = all(CacheType::f16);
  CHECK(half != exact);
  CHECK(distance(half, exact) < 5e-3);
  CHECK(distance(all(CacheType::int8), exact) < 3e-2);
}

namespace {
/// Weights by kind, in the order they come in: layer, head, row.
struct Maps {
  static constexpr bool wants_attention = true, wants_hidden_states = false;
  std::vector<float> of[3];
  Index columns = 0;  // of self-attention: padded with the zeros that transformers has behind the row
  void attention(Index, Index, const RowInfo& info, std::span<const float> weights) {
    auto& map = of[static_cast<int>(info.kind)];
    map.insert(map.end(), weights.begin(), weights.end());
    if (info.kind == AttentionKind::self) map.resize(map.size() + static_cast<std::size_t>(columns) - weights.size());
  }
};
template <class M>
void check_attention(const std::string& name) {
  CAPTURE(name);
  const M model{checkpoint(name)};
  const ExpectedTranslation e = expected_translation(name);
  const std::vector<float> expected = read_binary<float>((folder(name) / "attention.f32").string());
  Maps maps;
  maps.columns = static_cast<Index>(e.targets.back().size());
  Workspace workspace;
  Sequence sequence = model.new_sequence(model.encode(std::span(e.sources).last(1), workspace, {}, maps).front());
  Sequence unseen = model.new_sequence(sequence.source());
  const ConstView<float> logits = model.forward(Batch{}.add(sequence, e.targets.back()), workspace, maps);
  const std::vector<float> seen(logits.data(), logits.data() + logits.size());
  std::vector<float> found = maps.of[static_cast<int>(AttentionKind::encoder)];
  for (const AttentionKind kind : {AttentionKind::self, AttentionKind::cross})
    found.insert(found.end(), maps.of[static_cast<int>(kind)].begin(), maps.of[static_cast<int>(kind)].end());
  REQUIRE(found.size() == expected.size());
  double worst = 0;
  for (std::size_t i = 0; i < found.size(); ++i) worst = std::max(worst, std::abs(double(found[i]) - double(expected[i])));
  CHECK(worst < 1e-5);
  const ConstView<float> again = model.forward(Batch{}.add(unseen, e.targets.back()), workspace);
  CHECK(same_bits(seen, {again.data(), static_cast<std::size_t>(again.size())}));
}
}  // namespace

TEST_CASE("probes see the attention of transformers' encoder, decoder and cross-attention, and change no bit") {
  check_attention<Marian<>>("marian");
  check_attention<Bart<>>("bart");
}

TEST_CASE("workspace memory does not grow with the number of layers, nor after warm-up") {
  const auto sources = texts(40, 12);
  const auto capacity = [&](std::size_t layers) {
    Marian<> model{checkpoint("marian")};
    while (model.encoder.layers.size() < layers) model.encoder.layers.push_back(model.encoder.layers.front());
    Workspace workspace;
    for (int i = 0; i < 2; ++i) model.encode(sources, workspace);
    return workspace.capacity();
  };
  CHECK(capacity(2) == capacity(9));
}

TEST_CASE("what cannot be encoded is refused by number, and nothing is taken") {
  Workspace workspace;
  const auto pool = std::make_shared<PagePool>();
  const auto encode = [&](std::vector<std::vector<TokenId>> sources, SequenceOptions options = {}) {
    options.pool = pool;
    return marian().encode(sources, workspace, options);
  };
  CHECK_THROWS_AS(encode({}), InputError);
  CHECK_THROWS_WITH_AS(encode({{3}, {}}), doctest::Contains("source 1"), InputError);
  CHECK_THROWS_WITH_AS(encode({{3}, {4, 131}}), doctest::Contains("source 1"), InputError);
  CHECK_THROWS_AS(encode({{-1}}), InputError);
  CHECK_THROWS_WITH_AS(encode({std::vector<TokenId>(49, 5)}), doctest::Contains("at most 48"), ContextError);
  CHECK_THROWS_WITH_AS(encode({{3, 4, 5}}, {.max_length = 2}), doctest::Contains("at most 2"), ContextError);
  CHECK(pool->bytes_in_use() == 0);
  CHECK(encode({std::vector<TokenId>(48, 5)}).front()->length() == 48);
  const std::vector<std::vector<TokenId>> one{{3, 4}};
  CHECK_THROWS_AS(marian().encode(one, workspace, {.pool = std::make_shared<PagePool>(100)}), CapacityError);
}

TEST_CASE("a sequence needs a source of the model's own") {
  Workspace workspace;
  const std::vector<std::vector<TokenId>> one{{3, 4}};
  const std::vector<TokenId> target{130, 4}, outside{131};
  Sequence none = marian().new_sequence(), foreign = marian().new_sequence(t5().encode(one, workspace).front()),
           other = t5().new_sequence(marian().encode(one, workspace).front()),
           good = marian().new_sequence(marian().encode(one, workspace).front());
  CHECK_THROWS_WITH_AS(marian().forward(Batch{}.add(none, target), workspace), doctest::Contains("source"), InputError);
  CHECK_THROWS_WITH_AS(marian().forward(Batch{}.add(good, target).add(foreign, target), workspace), doctest::Contains("source"),
                       InputError);
  CHECK_THROWS_AS(marian().forward(Batch{}.add(other, target), workspace), InputError);
  CHECK_THROWS_AS(marian().forward(Batch{}.add(good, outside), workspace), InputError);
  CHECK_THROWS_AS(marian().forward(Batch{}, workspace), InputError);
  CHECK(good.length() == 0);
  marian().forward(Batch{}.add(good, target), workspace);
  CHECK(good.length() == 2);
}

namespace {
/// A copy of a fixture's checkpoint with another config.json.
struct ChangedConfig : TemporaryFolder {
  ChangedConfig(const std::string& name, const std::string& from, const std::string& to) {
    std::ifstream config(folder(name) / "config.json");
    std::string text((std::istreambuf_iterator<char>(config)), std::istreambuf_iterator<char>());
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    write("config.json", text.replace(at, from.size(), to));
    std::filesystem::create_symlink(folder(name) / "model.safetensors", path() / "model.safetensors");
  }
  Checkpoint checkpoint() const { return Checkpoint(path()); }
};
}  // namespace

TEST_CASE("checkpoints that are not exactly such a model are refused by name") {
  CHECK_THROWS_WITH_AS(Bart<>{checkpoint("marian")}, doctest::Contains("model_type"), ConfigError);
  CHECK_THROWS_WITH_AS(Marian<>{ChangedConfig("marian", "\"swish\"", "\"mish\"").checkpoint()}, doctest::Contains("mish"), ConfigError);
  CHECK_THROWS_WITH_AS(Marian<>{ChangedConfig("marian", "\"encoder_layers\": 2", "\"encoder_layers\": 3").checkpoint()},
                       doctest::Contains("layers.2"), TensorError);
  CHECK_THROWS_WITH_AS(Marian<>{ChangedConfig("marian", "\"encoder_layers\": 2", "\"encoder_layers\": 1").checkpoint()},
                       doctest::Contains("layers.1"), TensorError);
  CHECK_THROWS_WITH_AS(Marian<>{ChangedConfig("marian", "\"vocab_size\": 131", "\"vocab_size\": 132").checkpoint()},
                       doctest::Contains("132"), TensorError);
  CHECK_THROWS_WITH_AS(Marian<>{ChangedConfig("marian", "\"decoder_attention_heads\": 3", "\"decoder_attention_heads\": 4").checkpoint()},
                       doctest::Contains("decoder_attention_heads"), ConfigError);
  CHECK_THROWS_WITH_AS(Bart<>{ChangedConfig("bart", "\"max_position_embeddings\": 48", "\"max_position_embeddings\": 47").checkpoint()},
                       doctest::Contains("embed_positions"), TensorError);
  CHECK_THROWS_WITH_AS(
      T5<>{ChangedConfig("t5", "\"relative_attention_num_buckets\": 12", "\"relative_attention_num_buckets\": 2").checkpoint()},
      doctest::Contains("relative_attention_num_buckets"), ConfigError);
  CHECK_THROWS_WITH_AS(T5<>{ChangedConfig("t5", "\"is_gated_act\": false", "\"is_gated_act\": true").checkpoint()},
                       doctest::Contains("wi_0"), TensorError);
  CHECK_THROWS_WITH_AS(T5<>{ChangedConfig("t5", "\"d_kv\": 7", "\"d_kv\": 6").checkpoint()}, doctest::Contains("SelfAttention.q"),
                       TensorError);
}
