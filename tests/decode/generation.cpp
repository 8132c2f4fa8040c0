#include <ganymede/decode/generation.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>
#include <type_traits>

using namespace ganymede;
using Ids = std::vector<TokenId>;
using Prompts = std::vector<Ids>;

namespace {

/// A model of 12 tokens whose logits depend on a token and its position; it remembers what it was fed.
struct PassCounter {
  Index positions = 64, longest = 0;
  std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(StateShape{{}, 1000});
  mutable std::vector<std::vector<Ids>> passes{};  // tokens of each segment of each pass
  mutable bool fail = false, broken = false;

  Index vocab_size() const { return 12; }
  Index max_position_embeddings() const { return positions; }
  Index longest_sequence() const { return longest ? longest : positions; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
    if (fail) throw CapacityError{{.problem = "no pages left"}};
    workspace.begin_pass();
    View<float> logits = workspace.keep<float>(batch.logit_rows(), 12);
    passes.emplace_back();
    for (const Segment& s : batch.segments()) {
      const auto tokens = batch.tokens().subspan(static_cast<std::size_t>(s.first_row), static_cast<std::size_t>(s.rows));
      passes.back().emplace_back(tokens.begin(), tokens.end());
      const Index position = s.sequence->length() + s.rows - 1;
      for (Index v = 0; v < 12; ++v)
        logits(s.first_logit, v) = broken ? std::nanf("") : static_cast<float>((tokens.back() * 7 + v * 5 + position * 3) % 12) / 4.0F;
    }
    for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
  }
};
static_assert(CausalModel<PassCounter>);

GenerationConfig new_tokens_config(Index new_tokens) {
  GenerationConfig c;
  c.max_new_tokens = new_tokens;
  return c;
}
GenerationConfig sampling(Index new_tokens, std::uint64_t seed, Index copies = 1) {
  GenerationConfig c = new_tokens_config(new_tokens);
  c.do_sample = true;
  c.seed = seed;
  c.num_return_sequences = copies;
  return c;
}
std::vector<Generated> run(const PassCounter& model, const Prompts& prompts, const GenerationConfig& c, GenerationHooks hooks = {}) {
  Generation generation(model, prompts, c, std::move(hooks));
  while (generation.step()) {}
  CHECK(generation.finished());
  return generation.take();
}
Ids ids_of(const Generated& g) {
  Ids result;
  for (const GeneratedToken& t : g.tokens) result.push_back(t.id);
  return result;
}
std::string_view letter(Index, TokenId id) {
  static const std::string letters = "abcdefghijkl";
  return std::string_view(letters).substr(static_cast<std::size_t>(id), 1);
}
std::string letters(const Ids& tokens) {
  std::string text;
  for (const TokenId id : tokens) text += letter(0, id);
  return text;
}

}  // namespace

TEST_CASE("greedy generation feeds the prompt once and then token by token") {
  const PassCounter model;
  const auto all = run(model, {{3, 4}}, new_tokens_config(3));
  REQUIRE(all.size() == 1);
  // 4 at 1: (28 + 5v + 3) % 12 = 11 for v = 8; 8 at 2: (56 + 5v + 6) % 12 = 11 for v = 9; 9 at 3: (63 + 5v + 9) % 12 = 11 for v = 7
  CHECK(ids_of(all[0]) == Ids{8, 9, 7});
  CHECK(all[0].finish_reason == FinishReason::length);
  CHECK(all[0].text.empty());
  CHECK(model.passes == std::vector<std::vector<Ids>>{{{3, 4}}, {{8}}, {{9}}});
}

TEST_CASE("log probabilities are the model's own, before processors") {
  const PassCounter model;
  GenerationConfig c = sampling(4, 1);
  c.temperature = 0.1;
  c.top_k = 1;
  double sum = 0;
  for (int i = 0; i < 12; ++i) sum += std::exp(i / 4.0);
  const Generated answer = run(model, {{3}}, c)[0];
  CHECK(answer.tokens.size() == 4);
  for (const GeneratedToken& t : answer.tokens) CHECK(t.logprob == doctest::Approx(11 / 4.0 - std::log(sum)).epsilon(1e-6));
}

TEST_CASE("a sequence's tokens do not depend on what is beside it") {
  const PassCounter model;
  const Prompts prompts{{1, 2, 3}, {4}, {5, 6}};
  const auto together = run(model, prompts, sampling(20, 99, 3));
  REQUIRE(together.size() == 9);
  for (std::size_t p = 0; p < 3; ++p) {
    const auto alone = run(model, {prompts[p]}, sampling(20, 99, 3));
    for (std::size_t k = 0; k < 3; ++k) CHECK(ids_of(alone[k]) == ids_of(together[3 * p + k]));
    CHECK(ids_of(run(model, {prompts[p]}, sampling(20, 99))[0]) == ids_of(alone[0]));
  }
  CHECK(ids_of(together[0]) != ids_of(together[1]));
  CHECK(ids_of(run(model, prompts, sampling(20, 98))[0]) != ids_of(together[0]));
}

TEST_CASE("copies of a prompt are computed once and forked") {
  const PassCounter model;
  run(model, {{1, 2, 3}, {4}}, sampling(2, 5, 3));
  REQUIRE(model.passes.size() == 2);
  CHECK(model.passes[0] == std::vector<Ids>{{1, 2, 3}, {4}});
  CHECK(model.passes[1].size() == 6);
}

TEST_CASE("each sequence ends by itself") {
  const PassCounter model;
  GenerationConfig c = new_tokens_config(5);
  c.eos_token_id = {9};
  const auto all = run(model, {{3, 4}, {0}}, c);
  CHECK(ids_of(all[0]) == Ids{8, 9});
  CHECK(all[0].finish_reason == FinishReason::eos);
  CHECK(all[1].tokens.size() == 5);
  CHECK(all[1].finish_reason == FinishReason::length);
  c.ignore_eos = true;
  CHECK(run(model, {{3, 4}}, c)[0].tokens.size() == 5);
  c.ignore_eos = false;
  c.min_new_tokens = 3;
  CHECK(run(model, {{3, 4}}, c)[0].tokens.size() > 2);
  CHECK(run(model, {{3, 4}}, new_tokens_config(0))[0].tokens.empty());
}

TEST_CASE("stop strings end the text, across tokens, and their bytes are never shown") {
  const PassCounter model;
  const Ids all = ids_of(run(model, {{3, 4}}, new_tokens_config(8))[0]);
  const std::string text = letters(all);
  GenerationConfig c = new_tokens_config(8);
  c.stop = {text.substr(2, 3), "zzz"};
  const auto stopped = run(model, {{3, 4}}, c, {.token_bytes = letter});
  CHECK(stopped[0].finish_reason == FinishReason::stop);
  CHECK(stopped[0].text == text.substr(0, 2));
  CHECK(stopped[0].tokens.size() == 5);

  c.stop = {text.substr(6, 2) + "z"};  // begins, and does not come: what was held back is text
  Generation generation(model, Prompts{{3, 4}}, c, {.token_bytes = letter});
  std::string shown;
  while (generation.step())
    for (const GenerationEvent& e : generation.events()) {
      shown += e.text;
      if (!e.finished) CHECK(shown.size() <= 6);
    }
  CHECK(shown == text);
  CHECK(generation[0].text == text);
  CHECK(error_of<InputError>([&] { Generation(model, Prompts{{1}}, c); }).key == "stop");
}

TEST_CASE("an end token is no text") {
  const PassCounter model;
  GenerationConfig c = new_tokens_config(8);
  c.eos_token_id = {9};
  CHECK(run(model, {{3, 4}}, c, {.token_bytes = letter})[0].text == "i");
}

TEST_CASE("sequences can be cancelled, one or all") {
  const PassCounter model;
  Generation generation(model, Prompts{{1}, {2}}, sampling(10, 3, 2));
  generation.cancel(0);  // the one that would have computed the prompt
  REQUIRE(generation.step());
  CHECK(model.passes[0] == std::vector<Ids>{{1}, {2}});
  CHECK(generation.events().size() == 3);
  CHECK(generation[0].tokens.empty());
  CHECK(ids_of(generation[1]) == Ids{run(model, {{1}}, sampling(1, 3, 2))[1].tokens[0].id});
  generation.cancel(2);
  REQUIRE(generation.step());
  CHECK(generation.events().size() == 2);
  CHECK(generation[2].finish_reason == FinishReason::cancelled);
  CHECK(generation[2].tokens.size() == 1);

  std::atomic<bool> enough = false;
  Generation other(model, Prompts{{1}}, new_tokens_config(10), {.cancel = &enough});
  CHECK(other.step());
  enough = true;
  CHECK_FALSE(other.step());
  CHECK(other.finished());
  CHECK(other[0].finish_reason == FinishReason::cancelled);
  CHECK(other[0].tokens.size() == 1);
}

TEST_CASE("what does not fit the context is refused before it begins") {
  PassCounter model;
  model.positions = 8;
  CHECK_THROWS_AS(run(model, {{1, 2, 3}}, new_tokens_config(6)), ContextError);
  CHECK(run(model, {{1, 2, 3}}, new_tokens_config(5))[0].tokens.size() == 5);
  CHECK(run(model, {{1, 2, 3}}, {})[0].tokens.size() == 5);  // no limit given: until the context is full
  GenerationConfig c;
  c.max_length = 6;
  CHECK(run(model, {{1, 2, 3}}, c)[0].tokens.size() == 3);
  c.max_length = 100;
  CHECK(run(model, {{1, 2, 3}}, c)[0].tokens.size() == 5);
  CHECK_THROWS_AS(run(model, {Ids(9, 1)}, {}), ContextError);
  CHECK(run(model, {Ids(8, 1)}, {})[0].tokens.empty());
  CHECK_THROWS_AS(run(model, {{1, 2, 3}}, new_tokens_config(2), {.sequence = {.max_length = 4}}), ContextError);
  CHECK(model.passes.size() == 5 + 5 + 3 + 5);
}

TEST_CASE("positions beyond the trained ones are used by those who ask for them") {
  PassCounter model;
  model.positions = 8;
  model.longest = 16;
  CHECK(run(model, {{1, 2, 3}}, {})[0].tokens.size() == 5);
  CHECK(run(model, {{1, 2, 3}}, new_tokens_config(13))[0].tokens.size() == 13);
  CHECK_THROWS_AS(run(model, {{1, 2, 3}}, new_tokens_config(14)), ContextError);
  CHECK(run(model, {{1, 2, 3}}, {}, {.sequence = {.max_length = 12}})[0].tokens.size() == 9);
  CHECK(run(model, {Ids(10, 1)}, {})[0].tokens.empty());
}

TEST_CASE("a sliding window keeps its newest half and computes that anew") {
  PassCounter model;
  model.positions = 8;
  GenerationConfig c = new_tokens_config(20);
  c.on_overflow = Overflow::slide;
  const Generated g = run(model, {{1, 2, 3}}, c)[0];
  REQUIRE(g.tokens.size() == 20);
  Ids history{1, 2, 3};
  for (const TokenId id : ids_of(g)) history.push_back(id);
  CHECK(model.passes[5][0].size() == 1);  // the eighth token fills the window
  CHECK(model.passes[6][0] == Ids(history.begin() + 5, history.begin() + 9));
  CHECK(model.passes[7][0] == Ids(history.begin() + 9, history.begin() + 10));
  CHECK(model.passes[11][0] == Ids(history.begin() + 10, history.begin() + 14));
  model.passes.clear();
  run(model, {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}, c);  // a prompt beyond the window is cut likewise
  CHECK(model.passes[0][0] == Ids{6, 7, 8, 9});
  c.max_new_tokens.reset();
  CHECK(error_of<InputError>([&] { run(model, {{1}}, c); }).key == "max_new_tokens");
}

TEST_CASE("a failed pass can be tried again, logits that are no numbers end the generation") {
  PassCounter model;
  Generation generation(model, Prompts{{3, 4}}, new_tokens_config(3));
  CHECK(generation.step());
  model.fail = true;
  CHECK_THROWS_AS(generation.step(), CapacityError);
  model.fail = false;
  while (generation.step()) {}
  CHECK(ids_of(generation[0]) == Ids{8, 9, 7});

  model.broken = true;
  Generation other(model, Prompts{{3, 4}}, new_tokens_config(3));
  CHECK_THROWS_AS(other.step(), Error);
  CHECK(other.finished());
  CHECK_FALSE(other.step());
}

TEST_CASE("no prompts give no answers, an empty prompt is an error, processors see the history") {
  const PassCounter model;
  CHECK(run(model, {}, new_tokens_config(3)).empty());
  CHECK(error_of<InputError>([&] { run(model, {{1}, {}}, new_tokens_config(3)); }).key == "prompts");
  GenerationConfig c = new_tokens_config(9);
  c.no_repeat_ngram_size = 1;
  Ids seen = ids_of(run(model, {{3, 4}}, c)[0]);
  seen.insert(seen.end(), {3, 4});
  std::sort(seen.begin(), seen.end());
  CHECK(std::unique(seen.begin(), seen.end()) == seen.end());
}

TEST_CASE("a conversation goes on from the cache of its last answer") {
  const PassCounter model;
  const SequenceOptions room{.max_length = 50};
  Generation first(model, Prompts{{3, 4}}, new_tokens_config(3), {.sequence = room});
  while (first.step()) {}
  std::optional<Sequence> cache = first.take_sequence(0);
  REQUIRE(cache);
  CHECK(cache->length() == 4);
  CHECK(ids_of(first[0]) == Ids{8, 9, 7});
  CHECK_FALSE(first.take_sequence(0));

  model.passes.clear();
  const Ids prompt{3, 4, 8, 9, 7, 1};
  const GenerationHooks hooks{.sequence = room, .new_sequence = [&](Index, const SequenceOptions&) { return std::move(*cache); }};
  const auto second = run(model, {prompt}, new_tokens_config(2), hooks);
  CHECK(model.passes[0] == std::vector<Ids>{{7, 1}});  // the last answer's last token was not in the cache
  CHECK(ids_of(second[0]) == ids_of(run(model, {prompt}, new_tokens_config(2))[0]));

  Generation unused(model, Prompts{{1}}, sampling(3, 1, 2));
  unused.take_sequence(0);  // the other copy computes the prompt
  CHECK(unused.step());
  CHECK(unused.events().size() == 1);
}

TEST_CASE("a generation that has not come to its end is not finished by its length") {
  const PassCounter model;
  Generation generation(model, Prompts{{3, 4}, {5}}, new_tokens_config(3));
  CHECK(generation[0].finish_reason == FinishReason::cancelled);
  generation.step();
  CHECK(generation[1].finish_reason == FinishReason::cancelled);
  generation.cancel(1);
  while (generation.step()) {}
  CHECK(generation[0].finish_reason == FinishReason::length);
  CHECK(generation[1].finish_reason == FinishReason::cancelled);

  Generation left(model, Prompts{{3, 4}}, new_tokens_config(3));
  left.step();
  CHECK(left.take()[0].finish_reason == FinishReason::cancelled);
  CHECK(run(model, {{3, 4}}, new_tokens_config(0))[0].finish_reason == FinishReason::length);
}

TEST_CASE("a stop string that spells a special token ends the text at that token") {
  const PassCounter model;
  const Ids all = ids_of(run(model, {{3, 4}}, new_tokens_config(8))[0]);
  const TokenId special = all[3];
  GenerationConfig c = new_tokens_config(8);
  c.stop = {"<|im_end|>"};
  const auto text = [&](Index i, TokenId id) { return id == special ? std::string_view() : letter(i, id); };
  const auto spelling = [&](TokenId id) { return std::string_view(id == special ? "<|im_end|>" : ""); };
  const Generated stopped = run(model, {{3, 4}}, c, {.token_bytes = text, .special_spelling = spelling})[0];
  const auto first = static_cast<std::size_t>(std::find(all.begin(), all.end(), special) - all.begin());
  CHECK(stopped.finish_reason == FinishReason::stop);
  CHECK(stopped.tokens.size() == first + 1);
  CHECK(stopped.text == letters(Ids(all.begin(), all.begin() + static_cast<Index>(first))));
  c.stop = {"<|im_start|>"};
  CHECK(run(model, {{3, 4}}, c, {.token_bytes = text, .special_spelling = spelling})[0].finish_reason == FinishReason::length);
}

TEST_CASE("ids outside the vocabulary, and sequences that there are not, are errors") {
  const PassCounter model;
  GenerationConfig c = new_tokens_config(3);
  c.eos_token_id = {12};
  const ErrorDetails e = error_of<InputError>([&] { Generation(model, Prompts{{1}}, c); });
  CHECK(e.key == "eos_token_id");
  CHECK(e.expected == "0 to 11");
  c.eos_token_id.clear();
  c.logit_bias = {{12, 1.0}};
  CHECK(error_of<InputError>([&] { Generation(model, Prompts{{1}}, c); }).key == "logit_bias");
  Generation generation(model, Prompts{{1}}, new_tokens_config(3));
  CHECK(error_of<InputError>([&] { generation.cancel(1); }).key == "sequence");
  CHECK(error_of<InputError>([&] { static_cast<void>(generation[-1]); }).key == "sequence");
  CHECK(error_of<InputError>([&] { generation.take_sequence(7); }).key == "sequence");
}

static_assert(!std::is_constructible_v<Generation, PassCounter, Prompts, GenerationConfig>, "it would refer to no model");
static_assert(!std::is_constructible_v<Generation, PassCounter, Prompts, GenerationOptions>);
static_assert(std::is_constructible_v<Generation, const PassCounter&, Prompts, GenerationConfig>);

TEST_CASE("sequences of a batch choose their tokens on all threads, the same ones as alone") {
  struct Threaded : PassCounter {
    std::shared_ptr<Executor> executor = std::make_shared<ThreadPool>(3);
  } model;
  const PassCounter alone;
  const Prompts prompts{{3, 4}, {5}, {6, 7, 8}, {1}};
  GenerationConfig c = sampling(20, 4, 2);
  for (const bool writes : {false, true}) {
    CAPTURE(writes);
    c.top_p = 0.9;
    if (writes) c.repetition_penalty = 1.2;
    Generation generation(model, prompts, c);
    while (generation.step()) {}
    const std::vector<Generated> expected = run(alone, prompts, c), found = generation.take();
    REQUIRE(found.size() == 8);
    for (std::size_t i = 0; i < found.size(); ++i) {
      CHECK(ids_of(found[i]) == ids_of(expected[i]));
      CHECK(found[i].score == expected[i].score);
    }
  }
  model.broken = true;
  Generation broken(model, prompts, c);
  CHECK_THROWS_AS(broken.step(), Error);
  CHECK(broken.finished());
}

TEST_CASE("a processor of one's own changes what is chosen, each sequence with its own history, alone and in a batch") {
  const PassCounter model;
  const Prompts prompts{{3, 4}, {5}};
  std::vector<std::pair<Index, Ids>> seen;
  GenerationHooks hooks;
  hooks.process_logits = [&](Index sequence, std::span<const TokenId> history, std::span<float> logits) {
    seen.emplace_back(sequence, Ids(history.begin(), history.end()));
    REQUIRE(logits.size() == 12);
    logits[static_cast<std::size_t>(7 + sequence)] = 100;
  };
  const auto both = run(model, prompts, new_tokens_config(2), hooks);
  CHECK(ids_of(both[0]) == Ids{7, 7});
  CHECK(ids_of(both[1]) == Ids{8, 8});
  CHECK(seen == std::vector<std::pair<Index, Ids>>{{0, {3, 4}}, {1, {5}}, {0, {3, 4, 7}}, {1, {5, 8}}});
  CHECK(both[0].tokens[0].logprob < -0.1);  // the model's own, not the processor's

  GenerationConfig forbids = new_tokens_config(2);  // processors of the settings come after it
  forbids.suppress_tokens = {7};
  CHECK(ids_of(run(model, {{3, 4}}, forbids, hooks)[0]) != Ids{7, 7});
}

TEST_CASE("a stopping rule of one's own ends its sequence, and no other") {
  const PassCounter model;
  GenerationHooks hooks;
  hooks.should_stop = [](Index sequence, std::span<const TokenId> history) { return sequence == 1 && history.size() == 4; };
  const auto both = run(model, {{3, 4}, {5, 6}}, new_tokens_config(6), hooks);
  CHECK(both[0].tokens.size() == 6);
  CHECK(both[0].finish_reason == FinishReason::length);
  CHECK(both[1].tokens.size() == 2);
  CHECK(both[1].finish_reason == FinishReason::stop);
}
