#include <ganymede/decode/generate.hpp>
#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>
#include <support/error_of.hpp>

#include "../support/model_fixture.hpp"

#include <map>
#include <memory>

using namespace fixture;
using Ids = std::vector<TokenId>;
using Prompts = std::vector<Ids>;

namespace {

/// Logits depend on the last token and its position, at random; it remembers how many tokens each segment of each pass had.
struct ToyModel {
  Index vocabulary = 12, positions = 64;
  std::uint64_t seed = 1;
  double spread = 2;
  std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(StateShape{{}, 1000});
  mutable std::vector<std::vector<Index>> passes{};
  mutable bool fail = false, broken = false;

  Index vocab_size() const { return vocabulary; }
  Index max_position_embeddings() const { return positions; }
  Index longest_sequence() const { return positions; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }

  std::vector<float> logits(TokenId last, Index position) const {
    Random random(seed, static_cast<std::uint64_t>(last * 1000 + position + 1));
    std::vector<float> row;
    for (Index v = 0; v < vocabulary; ++v) row.push_back(static_cast<float>(spread * (random.uniform() - 0.5)));
    return row;
  }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
    if (fail) throw CapacityError{{.problem = "no pages left"}};
    workspace.begin_pass();
    View<float> result = workspace.keep<float>(batch.logit_rows(), vocabulary);
    passes.emplace_back();
    for (const Segment& s : batch.segments()) {
      passes.back().push_back(s.rows);
      const TokenId last = batch.tokens()[static_cast<std::size_t>(s.first_row + s.rows - 1)];
      const std::vector<float> row = logits(last, s.sequence->length() + s.rows - 1);
      for (Index v = 0; v < vocabulary; ++v) result(s.first_logit, v) = broken ? std::nanf("") : row[static_cast<std::size_t>(v)];
    }
    for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return view_of(static_cast<const float*>(result.data()), result.rows(), result.cols());
  }
};
static_assert(CausalModel<ToyModel>);

GenerationConfig beams(Index num_beams, Index new_tokens, Index answers = 1) {
  GenerationConfig c;
  c.num_beams = num_beams;
  c.max_new_tokens = new_tokens;
  c.num_return_sequences = answers;
  return c;
}
template <class M>
std::vector<Generated> run(const M& model, const Prompts& prompts, const GenerationConfig& c, GenerationHooks hooks = {}) {
  BeamSearch search(model, prompts, c, std::move(hooks));
  while (search.step()) {}
  CHECK(search.finished());
  return search.take();
}
Ids ids(const Generated& g) {
  Ids result;
  for (const GeneratedToken& t : g.tokens) result.push_back(t.id);
  return result;
}
bool same(const Generated& a, const Generated& b) { return ids(a) == ids(b) && a.score == b.score && a.finish_reason == b.finish_reason; }

template <class M>
void compare(const M& model, const Json& test, double& worst) {
  GenerationConfig config = read_generation_config(Settings(test.at("config"), "beams.json"));
  if (config.eos_token_id.empty()) config.eos_token_id = {2};  // the checkpoints' own
  const auto prompts = test.at("prompts").get<Prompts>();
  const std::vector<Generated> answers = run(model, prompts, config);
  REQUIRE(answers.size() == test.at("answers").size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CAPTURE(i);
    const Json& expected = test.at("answers")[i];
    CHECK(ids(answers[i]) == expected.at("ids").get<Ids>());
    worst = std::max(worst, std::abs(answers[i].score - expected.at("score").get<double>()));
    REQUIRE(answers[i].tokens.size() == expected.at("logprobs").size());
    for (std::size_t t = 0; t < answers[i].tokens.size(); ++t)
      worst = std::max(worst, std::abs(answers[i].tokens[t].logprob - expected.at("logprobs")[t].get<double>()));
    const TokenId last = answers[i].tokens.back().id;
    const bool eos = std::find(config.eos_token_id.begin(), config.eos_token_id.end(), last) != config.eos_token_id.end();
    CHECK(answers[i].finish_reason == (eos ? FinishReason::eos : FinishReason::length));
  }
}

}  // namespace

TEST_CASE("ids, scores and log-probabilities are those of transformers") {
  const Json cases = read_json(std::filesystem::path(GANYMEDE_TEST_DATA) / "decode" / "beams.json");
  CHECK(cases.size() >= 60);
  double worst = 0;
  std::map<std::string, std::unique_ptr<Gpt2<>>> gpts;
  std::map<std::string, std::unique_ptr<Llama<>>> llamas;
  for (std::size_t number = 0; number < cases.size(); ++number) {
    const Json& test = cases[number];
    const std::string name = test.at("model").get<std::string>(), settings = test.at("config").dump();
    CAPTURE(number);
    CAPTURE(name);
    CAPTURE(settings);
    if (name.starts_with("gpt2")) {
      auto& model = gpts[name];
      if (!model) model = std::make_unique<Gpt2<>>(checkpoint(name));
      compare(*model, test, worst);
    } else {
      auto& model = llamas[name];
      if (!model) model = std::make_unique<Llama<>>(checkpoint(name));
      compare(*model, test, worst);
    }
  }
  MESSAGE(cases.size() << " searches, largest difference of a score or log-probability " << worst);
  CHECK(worst < 1e-4);  // transformers adds log-probabilities in float32
}

TEST_CASE("enough beams for every text find the best texts there are") {
  for (const double length_penalty : {1.0, 0.0, -0.5, 1.7})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      CAPTURE(length_penalty);
      CAPTURE(seed);
      const ToyModel model{.vocabulary = 4, .seed = seed, .spread = 6};
      const Index n = 4;
      const TokenId eos = 3, prompt = 1;
      struct Text {
        Ids ids;
        double score;
      };
      std::vector<Text> all, open{{{}, 0}};  // every text of up to n tokens, without any beams
      for (Index length = 1; length <= n; ++length) {
        std::vector<Text> longer;
        for (const Text& text : open) {
          const std::vector<float> logits = model.logits(text.ids.empty() ? prompt : text.ids.back(), length - 1);
          for (TokenId id = 0; id < 4; ++id) {
            Text t{text.ids, text.score + log_probability(logits, id)};
            t.ids.push_back(id);
            if (id == eos || length == n)
              all.push_back({t.ids, t.score / std::pow(double(length), length_penalty)});
            else
              longer.push_back(t);
          }
        }
        open = longer;
      }
      std::sort(all.begin(), all.end(), [](const Text& a, const Text& b) { return a.score > b.score; });
      GenerationConfig c = beams(256, n, 10);
      c.eos_token_id = {eos};
      c.length_penalty = length_penalty;
      c.early_stopping = EarlyStopping::never;
      const auto found = run(model, {{prompt}}, c);
      for (std::size_t i = 0; i < 10; ++i) {
        CHECK(ids(found[i]) == all[i].ids);
        CHECK(found[i].score == doctest::Approx(all[i].score).epsilon(1e-6));
      }
    }
}

TEST_CASE("more answers than texts: the last ones are empty") {
  const auto all = run(ToyModel{.vocabulary = 2}, {{1}}, beams(8, 2, 8));
  REQUIRE(all.size() == 8);
  for (std::size_t i = 0; i < 4; ++i) CHECK(all[i].tokens.size() == 2);
  for (std::size_t i = 4; i < 8; ++i) {
    CHECK(all[i].tokens.empty());
    CHECK(std::isinf(all[i].score));
  }
  CHECK(run(ToyModel{}, {{1}}, beams(3, 0))[0].tokens.empty());
  CHECK(run(ToyModel{}, {}, beams(3, 5)).empty());
}

TEST_CASE("each prompt is computed once, and answered as it is alone, with one beam or many") {
  const Prompts prompts{{1, 2, 3}, {4}, {5, 6, 7, 8, 9}};
  for (const bool draw : {false, true}) {
    GenerationConfig c = beams(3, 8, 2);
    c.eos_token_id = {3, 5};
    c.do_sample = draw;
    c.seed = 4;
    const ToyModel model;
    const auto together = run(model, prompts, c);
    CHECK(model.passes[0] == std::vector<Index>{3, 1, 5});
    CHECK(model.passes[1] == std::vector<Index>(9, 1));
    REQUIRE(together.size() == 6);
    for (std::size_t p = 0; p < prompts.size(); ++p) {
      const auto alone = run(ToyModel{}, {prompts[p]}, c);
      for (std::size_t k = 0; k < 2; ++k) CHECK(same(alone[k], together[2 * p + k]));
    }
  }
  const ToyModel model;
  GenerationConfig one = beams(1, 8);
  const auto single = run(model, prompts, one), greedy = generate(model, prompts, one);
  for (std::size_t p = 0; p < prompts.size(); ++p) {
    CHECK(ids(single[p]) == ids(greedy[p]));
    CHECK(single[p].score == doctest::Approx(greedy[p].score).epsilon(1e-5));
  }
}

TEST_CASE("a prompt whose search is over leaves the batch") {
  ToyModel model;
  GenerationConfig c = beams(2, 30);
  c.eos_token_id = {0, 1, 2, 3};
  c.early_stopping = EarlyStopping::yes;
  run(model, {{4}, {5}, {6}, {7}}, c);
  CHECK(model.passes.front().size() == 4);
  CHECK(model.passes[1].size() == 8);
  CHECK(model.passes.back().size() < 8);
  CHECK(std::is_sorted(model.passes.begin() + 1, model.passes.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); }));
}

TEST_CASE("beams share the pages of their common past") {
  ToyModel model;
  model.shape = std::make_shared<StateShape>(StateShape{{{1, 8}}, 1000});
  model.positions = 1000;
  const auto pool = std::make_shared<PagePool>();
  const auto pages = [&] { return pool->bytes_in_use() / PageLayout{1, 8, CacheType::f32}.bytes(); };
  BeamSearch search(model, Prompts{Ids(70, 3)}, beams(4, 60, 4), {.sequence = {.pool = pool}});
  CHECK(search.step());
  CHECK(pages() == 3);  // four beams, and no page was copied for them yet
  for (int token = 0; token < 20; ++token) {
    CHECK(search.step());
    CHECK(pages() <= 2 + 4);  // the prompt's two full pages once, and of what follows one page a beam
  }
  while (search.step()) CHECK(pages() <= 2 + 4 * 3);
  CHECK(pages() == 0);
}

TEST_CASE("beams with one successor each go on in their own pages: none is ever copied") {
  /// Each token wants its own successor, by far; two tokens are equally good at first.
  struct Chain : ToyModel {
    ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
      for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
      workspace.begin_pass();
      View<float> logits = workspace.keep<float>(batch.logit_rows(), vocabulary);
      for (const Segment& s : batch.segments()) {
        const TokenId last = batch.tokens()[static_cast<std::size_t>(s.first_row + s.rows - 1)];
        for (Index v = 0; v < vocabulary; ++v) logits(s.first_logit, v) = v == (last + 2) % 12 || (last == 0 && v == 3) ? 50.0F : 0.0F;
        s.sequence->commit(s.rows);
      }
      return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
    }
  };
  Chain model;
  model.shape = std::make_shared<StateShape>(StateShape{{{1, 8}}, 1000});
  model.positions = 1000;
  const std::size_t bytes = PageLayout{1, 8, CacheType::f32}.bytes();
  const auto pool = std::make_shared<PagePool>(2 * bytes);  // a third page would be an error
  BeamSearch search(model, Prompts{{0}}, beams(2, 30, 2), {.sequence = {.pool = pool}});
  for (int token = 0; token < 29; ++token) {
    REQUIRE(search.step());
    CHECK(search.running_beams() == 2);
    CHECK(pool->bytes_in_use() == (token == 0 ? 1 : 2) * bytes);
  }
}

TEST_CASE("tokens can be drawn, equally from equal seeds; the scores are those of what was drawn") {
  const ToyModel model;
  GenerationConfig c = beams(3, 10, 3);
  c.do_sample = true;
  c.temperature = 1.5;
  c.seed = 7;
  const auto first = run(model, {{3}}, c), second = run(model, {{3}}, c);
  for (std::size_t i = 0; i < 3; ++i) CHECK(same(first[i], second[i]));
  CHECK(first[0].score >= first[1].score);
  for (const Generated& g : first) {
    double sum = 0;
    TokenId last = 3;
    for (std::size_t t = 0; t < g.tokens.size(); ++t) {
      const auto logits = model.logits(last, static_cast<Index>(t));
      CHECK(g.tokens[t].logprob == doctest::Approx(log_probability(logits, g.tokens[t].id)).epsilon(1e-5));
      sum += g.tokens[t].logprob / 1.5;  // log-probabilities divided by the temperature, as in transformers
      last = g.tokens[t].id;
    }
    CHECK(g.score == doctest::Approx(sum / 10).epsilon(1e-5));
  }
  c.seed = 8;
  CHECK(ids(run(model, {{3}}, c)[0]) != ids(first[0]));
  c.top_k = 1;  // at least two tokens are kept for each beam, so that one does not end
  CHECK(run(model, {{3}}, c)[0].tokens.size() == 10);
}

TEST_CASE("a failed pass can be tried again, logits that are no numbers end the search, and so do tokens all forbidden") {
  ToyModel model;
  BeamSearch search(model, Prompts{{3, 4}}, beams(3, 6));
  CHECK(search.step());
  CHECK(search.step());
  model.fail = true;
  CHECK_THROWS_AS(search.step(), CapacityError);
  model.fail = false;
  while (search.step()) {}
  CHECK(same(search.take()[0], run(model, {{3, 4}}, beams(3, 6))[0]));

  model.broken = true;
  BeamSearch other(model, Prompts{{3, 4}}, beams(3, 6));
  CHECK_THROWS_AS(other.step(), Error);
  CHECK(other.finished());
  CHECK_FALSE(other.step());
  model.broken = false;
  GenerationConfig c = beams(3, 6);
  for (TokenId id = 0; id < 12; ++id) c.suppress_tokens.push_back(id);
  CHECK_THROWS_AS(run(model, {{1}}, c), Error);
}

TEST_CASE("a cancelled search answers with what it has") {
  const ToyModel model;
  std::atomic<bool> enough = false;
  BeamSearch search(model, Prompts{{1}, {2}}, beams(2, 9, 2), {.cancel = &enough});
  for (int token = 0; token < 4; ++token) CHECK(search.step());
  enough = true;
  CHECK_FALSE(search.step());
  const auto all = search.take();
  REQUIRE(all.size() == 4);
  for (const Generated& g : all) {
    CHECK(g.tokens.size() == 4);
    CHECK(g.finish_reason == FinishReason::cancelled);
  }
  CHECK(all[0].score >= all[1].score);
  CHECK(BeamSearch(model, Prompts{{1}}, beams(2, 9)).take()[0].finish_reason == FinishReason::cancelled);
}

TEST_CASE("a sequence may hold the prompt's beginning") {
  const ToyModel model;
  Workspace workspace;
  Sequence begun = model.new_sequence({.max_length = 20});
  const Ids prompt{1, 2, 3, 4};
  model.forward(Batch{}.add(begun, std::span(prompt).first(3)), workspace);
  model.passes.clear();
  const GenerationHooks hooks{.new_sequence = [&](Index, const SequenceOptions&) { return begun.fork(); }};
  for (const Index num_beams : {1, 3}) {
    const auto all = generate(model, Prompts{prompt}, beams(num_beams, 5), {}, hooks);
    CHECK(model.passes[0] == std::vector<Index>{1});
    CHECK(ids(all[0]) == ids(generate(ToyModel{}, Prompts{prompt}, beams(num_beams, 5))[0]));
    CHECK(error_of<InputError>([&] { generate(model, Prompts{{1, 2, 3}}, beams(num_beams, 5), {}, hooks); }).key == "new_sequence");
    model.passes.clear();
  }
}

TEST_CASE("texts come from the tokens of the answers, and what beams cannot do is named") {
  const ToyModel model;
  std::string piece;
  const auto all = run(model, {{1}}, beams(3, 4, 2), {.token_bytes = [&](Index s, TokenId id) {
                         return std::string_view(piece = std::to_string(s) + ':' + std::to_string(id) + ' ');
                       }});
  for (std::size_t i = 0; i < 2; ++i) {
    std::string text;
    for (const TokenId id : ids(all[i])) text += std::to_string(i) + ':' + std::to_string(id) + ' ';
    CHECK(all[i].text == text);
  }
  GenerationConfig c = beams(2, 3);
  CHECK(error_of<InputError>([&] { run(model, {{}}, c); }).key == "prompts");
  CHECK(error_of<InputError>([&] { generate(model, Prompts{{1}}, c, [](Index, const GeneratedToken&) { return true; }); }).key ==
        "on_token");
  CHECK(error_of<InputError>([&] { Generation(model, Prompts{{1}}, c); }).key == "num_beams");
  CHECK_THROWS_AS(run(model, {Ids(64, 1)}, c), ContextError);
  c.stop = {"x"};
  CHECK(error_of<InputError>([&] { run(model, {{1}}, c, {.token_bytes = [](Index, TokenId) { return std::string_view("x"); }}); }).key ==
        "stop");
  c.stop.clear();
  c.on_overflow = Overflow::slide;
  CHECK(error_of<InputError>([&] { run(model, {{1}}, c); }).key == "on_overflow");
}

TEST_CASE("a processor of one's own takes part in a beam search; a stopping rule does not") {
  const ToyModel model;
  GenerationHooks hooks;
  hooks.process_logits = [](Index, std::span<const TokenId>, std::span<float> logprobs) {
    for (std::size_t id = 0; id < logprobs.size(); ++id)
      if (id % 2 == 1) logprobs[id] = -std::numeric_limits<float>::infinity();
  };
  for (const Generated& g : run(model, Prompts{{1}, {2}}, beams(3, 5, 2), hooks))
    for (const GeneratedToken& t : g.tokens) CHECK(t.id % 2 == 0);
  hooks.should_stop = [](Index, std::span<const TokenId>) { return true; };
  CHECK(error_of<InputError>([&] { run(model, Prompts{{1}}, beams(3, 5), hooks); }).key == "should_stop");
}
