#include <ganymede/decode/drafting.hpp>
#include <ganymede/decode/generate.hpp>
#include <support/error_of.hpp>
#include <support/model_fixture.hpp>

#include <ganymede/models/any_model.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <map>

using namespace ganymede;

namespace {

using Texts = std::vector<std::vector<TokenId>>;

std::shared_ptr<const AnyModel> drafted_model(const std::string& name, std::optional<DType> weights = {}) {
  return load_model<AnyModel>(fixture::checkpoint(name), {.weights = weights, .threads = 1});
}

/// Prompts that repeat themselves and each other, and one that does not.
Texts repeating(const std::string& name) {
  const std::vector<TokenId> p = fixture::expected(name).prompt;
  Texts prompts{p, p, {p.back()}};
  const std::size_t half = std::min<std::size_t>(p.size(), 6);
  prompts[1].insert(prompts[1].end(), p.begin(), p.begin() + static_cast<std::ptrdiff_t>(half));
  return prompts;
}

void check_same(const std::vector<Generated>& drafted, const std::vector<Generated>& plain) {
  REQUIRE(drafted.size() == plain.size());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    REQUIRE(drafted[i].tokens.size() == plain[i].tokens.size());
    for (std::size_t k = 0; k < plain[i].tokens.size(); ++k) {
      CHECK(drafted[i].tokens[k].id == plain[i].tokens[k].id);
      CHECK(drafted[i].tokens[k].logprob == plain[i].tokens[k].logprob);  // the same bits
      CHECK(drafted[i].tokens[k].top == plain[i].tokens[k].top);
    }
    CHECK(drafted[i].score == plain[i].score);
    CHECK(drafted[i].text == plain[i].text);
    CHECK(drafted[i].finish_reason == plain[i].finish_reason);
  }
}

struct Drafted {
  Index drafted = 0, accepted = 0;
};
/// Checks that drafts change nothing of what a model says to `prompts`; tells how many there were.
template <class Model>
Drafted check_drafts(const Model& model, const Texts& prompts, GenerationConfig config, GenerationHooks hooks = {},
                     std::shared_ptr<const LanguageModel> assistant = {}) {
  const auto plain = generate(model, prompts, config, {}, hooks);
  config.prompt_lookup_num_tokens = 6;
  hooks.assistant_model = std::move(assistant);
  const auto drafted = generate(model, prompts, config, {}, hooks);
  check_same(drafted, plain);
  Drafted all;
  for (const Generated& g : drafted) {
    CHECK(g.drafts.accepted <= g.drafts.drafted);
    CHECK(g.drafts.passes + g.drafts.accepted <= static_cast<Index>(g.tokens.size()));
    all.drafted += g.drafts.drafted;
    all.accepted += g.drafts.accepted;
  }
  for (const Generated& g : plain) CHECK(g.drafts.passes == 0);
  return all;
}

GenerationConfig new_tokens(Index count, double temperature = 0) {
  GenerationConfig c;
  c.max_new_tokens = count;
  c.do_sample = temperature > 0;
  c.temperature = temperature;
  c.seed = 7;
  return c;
}

const std::vector<std::string> drafted_families{"bloom",
                                                "cohere",
                                                "cohere2",
                                                "falcon_7b",
                                                "falcon_40b",
                                                "falcon_alibi",
                                                "gemma",
                                                "gemma2",
                                                "gemma3",
                                                "glm4",
                                                "gpt2",
                                                "gpt_neox",
                                                "gpt_oss",
                                                "gptj",
                                                "granite",
                                                "llama_bf16",
                                                "llama_f16_sharded",
                                                "llama_gqa",
                                                "llama_llama3",
                                                "llama_q8_0",
                                                "llama_yarn",
                                                "minicpm",
                                                "ministral",
                                                "mistral_window",
                                                "mixtral",
                                                "mpt",
                                                "olmo2",
                                                "olmo3",
                                                "opt",
                                                "phi",
                                                "phi3",
                                                "phi3_longrope",
                                                "qwen2_window",
                                                "qwen2_moe",
                                                "qwen3_moe",
                                                "smollm3_window",
                                                "stablelm_parallel",
                                                "starcoder2"};

}  // namespace

TEST_CASE("drafts change no bit of what models say, of any kind") {
  std::map<std::string, Drafted> greedy;
  Index by_model = 0;
  for (const std::string& name : drafted_families) {
    CAPTURE(name);
    const auto model = drafted_model(name);
    const auto self = as_language_model(model);
    GenerationConfig config = new_tokens(20);
    config.top_logprobs = 2;
    greedy[name] = check_drafts(*model, repeating(name), config);
    const Drafted assisted = check_drafts(*model, repeating(name), config, {}, self);  // a model that is always right
    by_model += assisted.accepted;
    check_drafts(*model, repeating(name), new_tokens(20, 0.7), {}, self);
  }
  CHECK(by_model > 30);
  Drafted all;
  for (const auto& [name, d] : greedy) all.drafted += d.drafted, all.accepted += d.accepted;
  CHECK(all.accepted > 0);
  CHECK(all.drafted > all.accepted);  // some were refused
}

TEST_CASE("drafts change nothing with any cache type, weights, and settings") {
  const auto model = drafted_model("llama_gqa");
  const auto self = as_language_model(model);
  const Texts prompts = repeating("llama_gqa");
  for (const CacheType cache : {CacheType::f16, CacheType::int8}) {
    const GenerationHooks hooks{.sequence = {.cache = cache}};
    CHECK(check_drafts(*model, prompts, new_tokens(24), hooks, self).accepted > 0);
    check_drafts(*model, prompts, new_tokens(24, 1.0), hooks, self);
  }
  check_drafts(*drafted_model("llama_gqa", DType::int8), prompts, new_tokens(24), {}, self);
  std::vector<GenerationConfig> configs(8, new_tokens(24, 0.9));
  configs[0].repetition_penalty = 1.3;
  configs[1].no_repeat_ngram_size = 2;
  configs[2].top_p = 0.8;
  configs[2].frequency_penalty = 0.5;
  configs[3].num_return_sequences = 4;
  configs[4].eos_token_id = {11, 12, 13};
  configs[4].ignore_eos = true;
  configs[5].eos_token_id = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120};
  configs[6].min_new_tokens = 5;
  configs[6].eos_token_id = configs[5].eos_token_id;
  configs[7].on_overflow = Overflow::slide;
  configs[7].max_new_tokens = 90;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    CAPTURE(i);
    check_drafts(*model, prompts, configs[i], {}, self);
    configs[i].do_sample = false;
    check_drafts(*model, prompts, configs[i], {}, self);
  }
}

TEST_CASE("hooks see what they see without drafts, in the same order for each sequence") {
  const auto model = drafted_model("llama_gqa");
  const Texts prompts = repeating("llama_gqa");
  std::map<Index, Texts> seen[2];
  std::vector<Generated> answers[2];
  for (const bool drafts : {false, true}) {
    GenerationConfig config = new_tokens(20);
    config.prompt_lookup_num_tokens = drafts ? 5 : 0;
    config.stop = {"xyz", "ab"};
    static const std::string letters = "abcdefghijklmnopqrstuvwxyz";
    const GenerationHooks hooks{
        .token_bytes = [](Index, TokenId id) { return std::string_view(letters).substr(static_cast<std::size_t>(id) % 26, 1); },
        .process_logits =
            [&](Index s, std::span<const TokenId> history, std::span<float> logits) {
              seen[drafts ? 1 : 0][s].emplace_back(history.begin(), history.end());
              logits[history.size() % 7] += 3;
            },
        .should_stop = [](Index, std::span<const TokenId> history) { return history.size() == 30; },
        .assistant_model = drafts ? as_language_model(model) : nullptr};
    answers[drafts ? 1 : 0] = generate(*model, prompts, config, {}, hooks);
  }
  check_same(answers[1], answers[0]);
  CHECK(seen[1] == seen[0]);
}

TEST_CASE("each step gives a sequence one token at the most, and a caller may end it at any") {
  const auto model = drafted_model("llama_gqa");
  const Texts prompts = repeating("llama_gqa");
  GenerationConfig config = new_tokens(20);
  const auto plain = generate(*model, prompts, config);
  config.prompt_lookup_num_tokens = 8;
  for (std::size_t end = 1; end < 12; ++end) {
    Generation generation(*model, prompts, config, {.assistant_model = as_language_model(model)});
    while (generation.step()) {
      std::vector<Index> told;
      for (const GenerationEvent& e : generation.events()) {
        CHECK(std::find(told.begin(), told.end(), e.sequence) == told.end());
        told.push_back(e.sequence);
        if (e.sequence == 0 && generation[0].tokens.size() == end) generation.cancel(0);
      }
    }
    CHECK(generation[0].tokens.size() == end);
    CHECK(generation[0].finish_reason == FinishReason::cancelled);
    for (std::size_t k = 0; k < end; ++k) CHECK(generation[0].tokens[k].id == plain[0].tokens[k].id);
    CHECK(generation[1].tokens.size() == plain[1].tokens.size());
    const auto sequence = generation.take_sequence(0);  // holds the prompt and the new tokens but the last, and no draft
    REQUIRE(sequence);
    CHECK(sequence->length() == static_cast<Index>(prompts[0].size() + end) - 1);
  }
}

TEST_CASE("where drafts find no room, the pass goes on without them") {
  const auto model = drafted_model("llama_gqa");
  const Texts prompts{repeating("llama_gqa")[0]};
  GenerationConfig config = new_tokens(static_cast<Index>(32 - prompts[0].size()) + 1);  // the first page of each layer, to its end
  const std::size_t page = PageLayout{5, 6, CacheType::f32}.bytes();
  const auto pool = std::make_shared<PagePool>(2 * page);
  const auto plain = generate(*model, prompts, config, {}, {.sequence = {.pool = pool}});
  config.prompt_lookup_num_tokens = 12;
  check_same(generate(*model, prompts, config, {}, {.sequence = {.pool = pool}}), plain);
  config.max_new_tokens = *config.max_new_tokens + 1;  // one more position has no page, with drafts or without
  CHECK_THROWS_AS(generate(*model, prompts, config, {}, {.sequence = {.pool = pool}}), CapacityError);
}

TEST_CASE("requests with and without drafts are answered together") {
  const auto model = drafted_model("llama_gqa");
  const Texts prompts = repeating("llama_gqa");
  std::vector<GenerationRequest> requests{{prompts[0], {.max_new_tokens = 12, .temperature = 0, .prompt_lookup_num_tokens = 5}},
                                          {prompts[1], {.max_new_tokens = 12, .temperature = 0.9, .seed = 3}},
                                          {prompts[2], {.max_new_tokens = 12, .num_beams = 2}},
                                          {prompts[1], {.num_beams = 2, .prompt_lookup_num_tokens = 5}}};
  const auto together = generate(*model, requests);
  for (std::size_t r = 0; r < 3; ++r) {
    REQUIRE(together[r].ok());
    requests[r].options.prompt_lookup_num_tokens = {};
    check_same(together[r].answers, generate(*model, {&requests[r], 1})[0].answers);
  }
  CHECK(error_of<InputError>([&] { together[3].best(); }).key == "requests[3].prompt_lookup_num_tokens");
}

TEST_CASE("what cannot be drafted for is refused by name") {
  const auto recurrent = drafted_model("lfm2");
  const Texts prompts{{3, 4, 5}};
  GenerationConfig config = new_tokens(3);
  config.prompt_lookup_num_tokens = 4;
  CHECK(error_of<InputError>([&] { generate(*recurrent, prompts, config); }).key == "prompt_lookup_num_tokens");
  const auto model = drafted_model("llama_gqa");
  CHECK(error_of<InputError>([&] {
          generate(*recurrent, prompts, new_tokens(3), {}, {.assistant_model = as_language_model(model)});
        }).key == "assistant_model");
  CHECK(error_of<InputError>([&] {
          generate(*drafted_model("qwen2"), prompts, new_tokens(3), {}, {.assistant_model = as_language_model(model)});
        }).key == "assistant_model");  // 131 tokens, and 517
  GenerationConfig beams = new_tokens(3);
  beams.num_beams = 2;
  CHECK(error_of<InputError>([&] { generate(*model, prompts, beams, {}, {.assistant_model = as_language_model(model)}); }).key ==
        "assistant_model");
  for (const GenerationOptions& options : {GenerationOptions{.prompt_lookup_num_tokens = 256},
                                           GenerationOptions{.max_matching_ngram_size = 0}, GenerationOptions{.num_assistant_tokens = -1}})
    CHECK_THROWS_AS(resolve({}, options), InputError);
}

TEST_CASE("drafting ends where it does not pay, and begins again where it does") {
  Drafting drafting(3, nullptr);
  GenerationConfig config;
  config.prompt_lookup_num_tokens = 8;
  Draft draft;
  std::vector<TokenId> history;
  Random random(5);
  const auto pass = [&](TokenId (*next)(Random&, std::size_t)) {  // one token, or as many as drafts are right
    const DraftRequest request[] = {{.number = 0, .history = history, .start = 0, .most = 8, .config = &config, .draft = &draft}};
    drafting.draft(request);
    const std::size_t rows = 1 + draft.tokens().size();
    drafting.measure(static_cast<Index>(rows), 1, 1 + 0.2 * double(rows));
    TokenId token = 0;
    do history.push_back(token = next(random, history.size()));
    while (draft.take(token));
    return rows - 1;
  };
  const auto noise = [](Random& r, std::size_t) { return static_cast<TokenId>(r.next() % 8); };  // pairs come again, and go on otherwise
  const auto circle = [](Random&, std::size_t at) { return static_cast<TokenId>(at * at % 97 + 10); };
  std::size_t tried = 0;
  for (int i = 0; i < 300; ++i) pass(noise);
  for (int i = 0; i < 300; ++i) tried += pass(noise);
  CHECK(tried < 60);  // of 2400
  CHECK(draft.report.accepted < 100);
  for (int i = 0; i < 400; ++i) pass(circle);
  tried = 0;
  for (int i = 0; i < 20; ++i) tried += pass(circle);
  CHECK(tried > 100);  // of 160
}

namespace {
/// Six tokens whose logits depend on the last one alone.
struct MarkovModel {
  std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(StateShape{{}, 4000});
  static float logit(TokenId last, Index v) { return static_cast<float>((last * 7 + v * 5) % 6) * 0.7F; }
  Index vocab_size() const { return 6; }
  Index max_position_embeddings() const { return 4000; }
  Index longest_sequence() const { return 4000; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    workspace.begin_pass();
    View<float> logits = workspace.keep<float>(batch.logit_rows(), 6);
    for (const Segment& s : batch.segments()) {
      s.sequence->reserve(s.rows);
      for (Index i = 0; i < s.logit_rows; ++i)
        for (Index v = 0; v < 6; ++v)
          logits(s.first_logit + i, v) = logit(batch.tokens()[static_cast<std::size_t>(s.first_row + s.rows - s.logit_rows + i)], v);
      s.sequence->commit(s.rows);
    }
    return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
  }
};
}  // namespace

TEST_CASE("what is drawn with drafts has the model's distribution, over 100,000 draws") {
  GenerationConfig config = new_tokens(1000, 1.0);
  config.num_return_sequences = 100;
  config.prompt_lookup_num_tokens = 4;
  const MarkovModel model;
  const auto answers = generate(model, Texts{{0, 1, 2, 3, 4, 5}}, config, {}, {.assistant_model = refer_to(model)});
  std::array<std::array<double, 6>, 6> counts{};
  Index drafted = 0;
  for (const Generated& g : answers) {
    drafted += g.drafts.accepted;
    TokenId last = 5;
    for (const GeneratedToken& t : g.tokens) counts[static_cast<std::size_t>(last)][static_cast<std::size_t>(t.id)] += 1, last = t.id;
  }
  CHECK(drafted > 100);
  double chi_square = 0;
  for (TokenId last = 0; last < 6; ++last) {
    const auto& row = counts[static_cast<std::size_t>(last)];
    double sum = 0, draws = 0;
    for (Index v = 0; v < 6; ++v) sum += std::exp(double(MarkovModel::logit(last, v))), draws += row[static_cast<std::size_t>(v)];
    for (Index v = 0; v < 6; ++v) {
      const double expected = draws * std::exp(double(MarkovModel::logit(last, v))) / sum,
                   off = row[static_cast<std::size_t>(v)] - expected;
      chi_square += off * off / expected;
    }
  }
  CHECK(chi_square < 59.7);  // 30 degrees of freedom: one in a thousand is above
}
