#include <ganymede/decode/generate.hpp>
#include <ganymede/decode/generation_request.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <new>

using namespace ganymede;

namespace {

/// A model of 12 tokens with a layer of keys and values, whose logits depend on a token and its position; ids outside are errors.
struct RequestModel {
  std::shared_ptr<const StateShape> shape = make_state_shape(1, {.num_key_value_heads = 1, .head_dim = 4}, 64);
  mutable std::vector<std::size_t> passes{};  // segments of each pass that succeeded

  Index vocab_size() const { return 12; }
  Index max_position_embeddings() const { return 64; }
  Index longest_sequence() const { return 64; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    for (const TokenId id : batch.tokens())
      if (id < 0 || id >= 12) throw InputError{{.problem = "token id outside the vocabulary", .key = "tokens"}};
    for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
    workspace.begin_pass();
    View<float> logits = workspace.keep<float>(batch.logit_rows(), 12);
    passes.push_back(batch.segments().size());
    for (const Segment& s : batch.segments()) {
      const TokenId last = batch.tokens()[static_cast<std::size_t>(s.first_row + s.rows - 1)];
      const Index position = s.sequence->length() + s.rows - 1;
      for (Index v = 0; s.logit_rows > 0 && v < 12; ++v)
        logits(s.first_logit, v) = static_cast<float>((last * 7 + v * 5 + position * 3) % 12) / 4.0F;
      s.sequence->commit(s.rows);
    }
    return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
  }
};
static_assert(CausalModel<RequestModel>);

using Requests = std::vector<GenerationRequest>;

void check_same_answers(const GenerationResult& a, const GenerationResult& b) {
  REQUIRE(a.ok());
  REQUIRE(b.ok());
  REQUIRE(a.answers.size() == b.answers.size());
  for (std::size_t i = 0; i < a.answers.size(); ++i) {
    const Generated &x = a.answers[i], &y = b.answers[i];
    CHECK(x.text == y.text);
    CHECK(x.score == y.score);
    CHECK(x.finish_reason == y.finish_reason);
    REQUIRE(x.tokens.size() == y.tokens.size());
    for (std::size_t t = 0; t < x.tokens.size(); ++t) {
      CHECK(x.tokens[t].id == y.tokens[t].id);
      CHECK(x.tokens[t].logprob == y.tokens[t].logprob);
      CHECK(x.tokens[t].top == y.tokens[t].top);
    }
  }
}

std::string_view request_letter(Index, TokenId id) { return std::string_view("abcdefghijkl").substr(static_cast<std::size_t>(id), 1); }

std::string failed_key(const GenerationResult& result) {
  return error_of<Error>([&] { static_cast<void>(result.best()); }).key;
}

}  // namespace

TEST_CASE("requests that differ in their options are answered in the same passes, each as it would be alone") {
  const RequestModel model;
  const Requests requests{
      {{3, 4}, {.max_new_tokens = 3}},
      {{3, 4}, {.max_new_tokens = 9, .temperature = 0.8, .seed = 5, .num_return_sequences = 3}},
      {{5}, {.max_new_tokens = 6, .top_k = 4, .seed = 6, .top_logprobs = 2}},
      {{1, 2, 3}, {.max_new_tokens = 7, .repetition_penalty = 1.5, .stop = {"k", "gb"}}},
      {{7}, {.max_new_tokens = 5, .min_new_tokens = 4, .eos_token_id = std::vector<TokenId>{0, 1, 2, 3, 4, 5}, .top_logprobs = 12}},
      {{2, 2}, {.max_new_tokens = 4, .num_beams = 3, .num_return_sequences = 2}},
      {{2}, {.max_new_tokens = 6, .num_beams = 2, .length_penalty = 0.0}},
      {{9}, {.max_new_tokens = 0}},
      {{8, 8, 8}, {.max_new_tokens = 70, .on_overflow = Overflow::slide}},
  };
  const GenerationHooks hooks{.token_bytes = request_letter};
  const std::vector<GenerationResult> together = generate(model, requests, hooks);
  REQUIRE(together.size() == requests.size());
  CHECK(model.passes[0] == 6);  // two prompts of beams apart, and one that asks for nothing
  CHECK(model.passes[2] == 8);  // three answers to the second
  CHECK(together[1].answers.size() == 3);
  CHECK(together[2].best().tokens.front().top.size() == 2);
  CHECK(together[4].best().tokens.front().top.size() == 12);
  CHECK(together[5].answers.size() == 2);
  CHECK(together[7].best().tokens.empty());
  CHECK(together[8].best().tokens.size() == 70);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    CAPTURE(i);
    check_same_answers(together[i], generate(model, std::span(requests).subspan(i, 1), hooks).front());
    const std::vector<std::vector<TokenId>> prompt{requests[i].prompt};  // and as generate() of prompts gives it
    check_same_answers(together[i], {generate(model, prompt, requests[i].options, {}, hooks)});
  }
}

TEST_CASE("what is wrong with a request is its own error, which names it, and no other's") {
  const RequestModel model;
  std::vector<TokenId> all;
  for (TokenId id = 0; id < 12; ++id) all.push_back(id);
  const Requests requests{{{3, 4}, {.max_new_tokens = 3}},
                          {{}, {}},
                          {{1}, {.top_p = 1.5}},
                          {{1, 2}, {.max_new_tokens = 63}},
                          {{1, 12}, {}},
                          {{1}, {.suppress_tokens = all}},
                          {{1}, {.num_beams = 2, .stop = {"x"}}},
                          {{1}, {.num_beams = 2, .suppress_tokens = all}},
                          {{1}, {.eos_token_id = std::vector<TokenId>{12}}},
                          {{1}, {.num_return_sequences = most_return_sequences + 1}},
                          {{12}, {.num_beams = 2}},
                          {{4}, {.max_new_tokens = 2, .num_beams = 2}},
                          {{5}, {.max_new_tokens = 2, .stop = {"x"}}}};
  const std::vector<GenerationResult> results = generate(model, requests, {.token_bytes = request_letter});
  const char* const keys[] = {"",
                              "requests[1].prompts",
                              "requests[2].top_p",
                              "requests[3].max_new_tokens",
                              "requests[4].tokens",
                              "requests[5].logits",
                              "requests[6].stop",
                              "requests[7].logits",
                              "requests[8].eos_token_id",
                              "requests[9].num_return_sequences",
                              "requests[10].tokens",
                              "",
                              ""};
  for (std::size_t i = 0; i < requests.size(); ++i) {
    CAPTURE(i);
    CHECK(results[i].ok() == (*keys[i] == '\0'));
    if (results[i].ok())
      check_same_answers(results[i], generate(RequestModel{}, std::span(requests).subspan(i, 1), {.token_bytes = request_letter}).front());
    else
      CHECK(failed_key(results[i]).starts_with(keys[i]));
    if (!results[i].ok()) CHECK(results[i].answers.empty());
  }
  CHECK_THROWS_AS(static_cast<void>(results[3].best()), ContextError);
  CHECK_THROWS_AS(static_cast<void>(results[2].best()), InputError);
  CHECK(failed_key(generate(model, std::span(requests).subspan(12)).front()) == "requests[0].stop");  // without token_bytes
  CHECK(generate(model, Requests{}).empty());
}

TEST_CASE("pages of sequences that have ended are for those that go on") {
  const RequestModel model;
  const std::size_t page = PageLayout{1, 4, CacheType::f32}.bytes();
  const Index longer = PageLayout::positions + 4;
  const Requests requests{{{0}, {.max_new_tokens = 2}}, {{1}, {.max_new_tokens = longer}}};
  for (const bool keeps : {true, false}) {
    CAPTURE(keeps);
    GenerationHooks hooks{.keeps_ended = keeps};
    hooks.sequence.pool = std::make_shared<PagePool>(2 * page);
    std::vector<ResolvedRequest> resolved;
    for (const GenerationRequest& r : requests) resolved.push_back({r.prompt, resolve({}, r.options)});
    Generation generation(model, std::span<const ResolvedRequest>(resolved), hooks);
    for (int step = 0; step < 3; ++step) CHECK(generation.step());
    CHECK(hooks.sequence.pool->bytes_in_use() == (keeps ? 2 : 1) * page);
    while (generation.step()) {}
    CHECK_FALSE(generation.error(1));
    CHECK(hooks.sequence.pool->bytes_in_use() == (keeps ? 2 : 0) * page);
    CHECK(generation[0].tokens.size() == 2);
    CHECK(generation[1].tokens.size() == static_cast<std::size_t>(longer));
    CHECK_FALSE(generation.take_sequence(0));  // others have needed its pages, or have them
    CHECK(generation.take_sequence(1).has_value() == keeps);
  }
}

TEST_CASE("a page pool that is full fails those that found no page; the others end as they would alone") {
  const RequestModel model;
  const std::size_t page = PageLayout{1, 4, CacheType::f32}.bytes();
  for (const Index beams : {1, 2}) {
    CAPTURE(beams);
    Requests requests;
    for (TokenId id = 0; id < 5; ++id) requests.push_back({{id}, {.max_new_tokens = 6, .num_beams = beams}});
    GenerationHooks hooks;
    hooks.sequence.pool = std::make_shared<PagePool>(3 * page);
    const std::vector<GenerationResult> results = generate(model, requests, hooks);
    std::size_t answered = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
      answered += results[i].ok() ? 1 : 0;
      if (results[i].ok())
        check_same_answers(results[i], generate(model, std::span(requests).subspan(i, 1)).front());
      else
        CHECK_THROWS_AS(static_cast<void>(results[i].best()), CapacityError);
    }
    CHECK(answered > 0);
    CHECK(answered < 5);
    if (beams == 1) CHECK(answered == 3);
  }
}

TEST_CASE("hooks are told of requests by their numbers, of texts by those of the answers") {
  const RequestModel model;
  const Requests requests{{{}, {}},
                          {{1}, {.max_new_tokens = 2, .num_beams = 2}},
                          {{3}, {.max_new_tokens = 2, .temperature = 1.0, .num_return_sequences = 2}},
                          {{4}, {.max_new_tokens = 2}}};
  std::vector<Index> processed, started, texts;
  GenerationHooks hooks;
  hooks.process_logits = [&](Index request, std::span<const TokenId>, std::span<float>) { processed.push_back(request); };
  hooks.new_sequence = [&](Index request, const SequenceOptions& options) {
    started.push_back(request);
    return model.new_sequence(options);
  };
  hooks.token_bytes = [&](Index answer, TokenId) {
    texts.push_back(answer);
    return std::string_view("x");
  };
  for (const std::vector<Index>* numbers : {&processed, &started, &texts}) CHECK(numbers->empty());
  const auto results = generate(model, requests, hooks);
  CHECK(!results[0].ok());
  CHECK(processed == std::vector<Index>{2, 2, 3, 1, 2, 2, 3, 1, 1});
  CHECK(started == std::vector<Index>{2, 3, 1});
  // an empty prompt would have had one answer, beams are written at their end
  CHECK(texts == std::vector<Index>{2, 3, 4, 2, 3, 4, 1, 1});

  hooks.should_stop = [](Index request, std::span<const TokenId> history) { return request == 2 && history.size() == 2; };
  const auto stopped = generate(model, requests, hooks);
  CHECK(stopped[2].best().tokens.size() == 1);
  CHECK(stopped[3].best().tokens.size() == 2);
  CHECK(failed_key(stopped[1]) == "requests[1].should_stop");
  hooks.process_logits = [](Index, std::span<const TokenId>, std::span<float>) { throw std::runtime_error("the caller's own"); };
  CHECK_THROWS_WITH_AS(generate(model, requests, hooks), "the caller's own", std::runtime_error);
}

TEST_CASE("the step by step classes take requests with all their settings") {
  const RequestModel model;
  GenerationConfig few, many;
  few.max_new_tokens = 2;
  many.max_new_tokens = 4;
  const std::vector<ResolvedRequest> requests{{{3, 4}, few}, {{}, few}, {{5}, many}};
  Generation generation(refer_to(model), requests);
  CHECK(generation.size() == 3);
  CHECK(generation.error(0) == nullptr);
  CHECK(generation.error(1) != nullptr);
  CHECK(error_of<InputError>([&] { static_cast<void>(generation.error(3)); }).key == "request");
  Index steps = 0;
  for (; generation.step(); ++steps) CHECK(generation.events().size() == (steps < 2 ? 2 : 1));
  CHECK(steps == 4);
  CHECK(generation[2].tokens.size() == 4);
  many.num_beams = few.num_beams = 2;
  BeamSearch search(refer_to(model), std::vector<ResolvedRequest>{{{3, 4}, few}, {{}, few}, {{5}, many}});
  CHECK(search.error(1) != nullptr);
  CHECK(search.running_beams() == 2);
  while (search.step()) {}
  CHECK(search.take()[2].tokens.size() == 4);
}

TEST_CASE("an error keeps its type when it is told which request it is about") {
  const auto named = [](auto error) { return detail::name_request(std::make_exception_ptr(error), 7); };
  CHECK_THROWS_AS(std::rethrow_exception(named(ContextError{{.problem = "long"}})), ContextError);
  CHECK_THROWS_AS(std::rethrow_exception(named(CapacityError{{.problem = "full"}})), CapacityError);
  CHECK_THROWS_AS(std::rethrow_exception(named(TokenizerError{{.problem = "none"}})), TokenizerError);
  CHECK_THROWS_AS(std::rethrow_exception(named(std::bad_alloc())), std::bad_alloc);
  const ErrorDetails d = error_of<InputError>([&] { std::rethrow_exception(named(InputError{{.problem = "wrong", .key = "top_p"}})); });
  CHECK(d.key == "requests[7].top_p");
  CHECK(d.problem == "wrong");
  CHECK(error_of<Error>([&] { std::rethrow_exception(named(Error{{.problem = "wrong"}})); }).key == "requests[7]");
  CHECK(error_of<InputError>([] { static_cast<void>(GenerationResult{}.best()); }).key == "RequestResult");
}
