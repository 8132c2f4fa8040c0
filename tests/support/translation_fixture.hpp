#pragma once
// Encoder-decoder checkpoints of tests/reference/models, what transformers computed with them, and the comparison.

#include <ganymede/decode/generate.hpp>
#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/encoder_decoder.hpp>

#include "model_fixture.hpp"
#include "read_binary.hpp"

namespace fixture {

struct Search {
  GenerationConfig config;
  std::vector<std::vector<TokenId>> ids;  // of each source, searched alone
  std::vector<double> scores;
};
struct ExpectedTranslation {
  std::vector<std::vector<TokenId>> sources, targets, greedy;
  std::vector<Search> searches;
  std::vector<float> encoder, logits;
};

inline ExpectedTranslation expected_translation(const std::string& name) {
  const Json facts = read_json(folder(name) / "expected.json");
  const auto ids = [](const Json& json) { return json.get<std::vector<std::vector<TokenId>>>(); };
  ExpectedTranslation e{ids(facts["sources"]), ids(facts["targets"]), ids(facts["greedy"]), {}, {}, {}};
  for (const Json& search : facts["searches"]) {
    Search s{read_generation_config(Settings(search["settings"], "settings")), ids(search["ids"]),
             search["scores"].get<std::vector<double>>()};
    s.config.max_new_tokens = 17;
    s.config.eos_token_id = {2};
    e.searches.push_back(std::move(s));
  }
  e.encoder = read_binary<float>((folder(name) / "encoder.f32").string());
  e.logits = read_binary<float>((folder(name) / "logits.f32").string());
  return e;
}

/// The encoder's output.
template <class T>
struct EncoderOutput {
  static constexpr bool wants_attention = false, wants_hidden_states = true;
  std::vector<T> values;
  void hidden_states(Index, const ConstView<T>& x) {
    values.clear();
    for (Index t = 0; t < x.rows(); ++t) values.insert(values.end(), x.row(t).begin(), x.row(t).end());
  }
};

template <class T>
double distance(const std::vector<T>& found, const std::vector<float>& expected) {
  REQUIRE(found.size() == expected.size());
  return relative_distance(view_of(found.data(), 1, static_cast<Index>(found.size())), expected);
}

/// Logits of all rows of `targets`, in one batch.
template <class T, class M>
std::vector<T> teacher_forced(const M& model, std::span<const Source> sources, std::span<const std::vector<TokenId>> targets) {
  Workspace workspace;
  std::vector<Sequence> sequences;
  for (const Source& source : sources) sequences.push_back(model.new_sequence(source));
  Batch batch;
  for (std::size_t i = 0; i < targets.size(); ++i) batch.add(sequences[i], targets[i], LogitRows::all);
  const ConstView<T> logits = model.forward(batch, workspace);
  return {logits.data(), logits.data() + logits.size()};
}

/// Answers to all sources at once, each beginning with `start`.
template <class M>
std::vector<Generated> translate(const M& model, std::span<const std::vector<TokenId>> sources, TokenId start,
                                 const GenerationConfig& config, SequenceOptions options = {}) {
  Workspace workspace;
  const std::vector<Source> encoded = model.encode(sources, workspace, options);
  GenerationHooks hooks{.sequence = options};
  hooks.new_sequence = [&](Index prompt, const SequenceOptions& o) {
    return model.new_sequence(encoded[static_cast<std::size_t>(prompt)], o);
  };
  return generate(model, std::vector<std::vector<TokenId>>(sources.size(), {start}), config, {}, hooks);
}

inline std::vector<TokenId> ids_of(const Generated& g) {
  std::vector<TokenId> ids;
  for (const GeneratedToken& token : g.tokens) ids.push_back(token.id);
  return ids;
}

/// Encoder output and logits within 2e-5 of transformers.
template <template <class> class Model, class T>
void check_values(const std::string& name) {
  CAPTURE(name);
  const ExpectedTranslation e = expected_translation(name);
  const Model<T> model{checkpoint(name)};
  Workspace workspace;
  EncoderOutput<T> output;
  const std::vector<Source> sources = model.encode(e.sources, workspace, {}, output);
  CHECK(distance(output.values, e.encoder) < 2e-5);
  CHECK(distance(teacher_forced<T>(model, sources, e.targets), e.logits) < 2e-5);
}

/// Greedy and beam ids equal to those of transformers, which searched each source alone; scores within 1e-4.
template <class M>
void check_searches(const M& model, const std::string& name) {
  CAPTURE(name);
  const ExpectedTranslation e = expected_translation(name);
  const TokenId start = e.targets.front().front();
  GenerationConfig greedy;
  greedy.max_new_tokens = 17;
  greedy.no_repeat_ngram_size = 2;
  greedy.eos_token_id = {2};
  const std::vector<Generated> answers = translate(model, e.sources, start, greedy);
  for (std::size_t i = 0; i < e.sources.size(); ++i) CHECK(ids_of(answers[i]) == e.greedy[i]);
  for (const Search& search : e.searches) {
    const std::vector<Generated> found = translate(model, e.sources, start, search.config);
    for (std::size_t i = 0; i < e.sources.size(); ++i) {
      CHECK(ids_of(found[i]) == search.ids[i]);
      CHECK(std::abs(found[i].score - search.scores[i]) < 1e-4);
    }
  }
}

}  // namespace fixture
