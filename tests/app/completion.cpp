#include <ganymede/app/completion.hpp>
#include <ganymede/app/text_generator.hpp>

#include <support/error_of.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace ganymede;

namespace {

const TextGenerator<>& request_stories() {
  static const TextGenerator<> generator{std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf"};
  return generator;
}

void check_equal(const Completion& a, const Completion& b) {
  CHECK(a.prompt_ids == b.prompt_ids);
  CHECK(a.ids == b.ids);
  CHECK(a.logprobs == b.logprobs);
  CHECK(a.top_logprobs == b.top_logprobs);
  CHECK(a.text == b.text);
  CHECK(a.finish_reason == b.finish_reason);
  CHECK(a.score == b.score);
}

std::string key_of(const CompletionResult& result) {
  return error_of<Error>([&] { static_cast<void>(result.best()); }).key;
}

}  // namespace

TEST_CASE("each of many requests is answered as it would be alone, whatever its neighbours ask for") {
  const std::string greedy = request_stories()("Once upon a time", {.max_new_tokens = 20, .temperature = 0});
  const std::vector<CompletionRequest> requests{
      {"Once upon a time", {.max_new_tokens = 20, .temperature = 0}},
      {"Once upon a time", {.max_new_tokens = 20, .temperature = 0.9, .seed = 3}},
      {"Once upon a time", {.max_new_tokens = 20, .temperature = 0.9, .seed = 4}},
      {"The king", {.max_new_tokens = 5, .temperature = 0, .top_logprobs = 4}},
      {"A", {.max_new_tokens = 24, .top_k = 20, .top_p = 0.9, .min_p = 0.01, .typical_p = 0.95, .repetition_penalty = 1.2, .seed = 9}},
      {"Once upon a time", {.max_new_tokens = 20, .temperature = 0, .stop = {greedy.substr(10, 3), "never comes"}}},
      {"The king", {.max_new_tokens = 8, .num_beams = 3, .temperature = 0, .num_return_sequences = 2}},
      {"The queen", {.max_new_tokens = 8, .temperature = 1.1, .seed = 1, .num_return_sequences = 3, .top_logprobs = 2}},
      {"", {.max_new_tokens = 6}, request_stories().tokenizer().encode("The king")},
  };
  const std::vector<CompletionResult> together = request_stories().complete(requests);
  REQUIRE(together.size() == requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    CAPTURE(i);
    REQUIRE(together[i].ok());
    const std::vector<CompletionResult> alone = request_stories().complete({requests[i]});
    REQUIRE(alone.front().answers.size() == together[i].answers.size());
    for (std::size_t a = 0; a < together[i].answers.size(); ++a) check_equal(together[i].answers[a], alone.front().answers[a]);
    if (requests[i].prompt.empty()) continue;
    const std::vector<Completion> plain = request_stories().complete({requests[i].prompt}, requests[i].options);
    REQUIRE(plain.size() == together[i].answers.size());
    for (std::size_t a = 0; a < plain.size(); ++a) check_equal(together[i].answers[a], plain[a]);
  }
  CHECK(together[0].best().text == greedy);
  CHECK(together[1].best().text != together[2].best().text);
  CHECK(together[5].best().finish_reason == FinishReason::stop);
  CHECK(together[3].best().top_logprobs.size() == 5);
  CHECK(together[0].best().top_logprobs.empty());
}

TEST_CASE("a request that cannot be answered has an error that names it; the others have answers") {
  const std::string expected = request_stories()("The king", {.max_new_tokens = 5});
  const auto results = request_stories().complete({{"The king", {.max_new_tokens = 5}},
                                                   {"The king", {.temperature = -1}},
                                                   {"The king", {.max_new_tokens = 1 << 20}},
                                                   {"", {.max_new_tokens = 5}},
                                                   {"A", {.max_new_tokens = 5}, {1, 2}},
                                                   {"", {}, {1 << 30}},
                                                   {"", {}, {-1}},
                                                   {"The king", {.max_new_tokens = 5, .stop = {"\xff"}}},
                                                   {"The king", {.max_new_tokens = 5}}});
  for (const std::size_t i : {std::size_t{0}, std::size_t{8}}) CHECK(results[i].best().text == expected);
  CHECK(key_of(results[1]) == "requests[1].temperature");
  CHECK(key_of(results[2]) == "requests[2].max_new_tokens");
  CHECK_THROWS_AS(static_cast<void>(results[2].best()), ContextError);
  CHECK(results[3].best().ids == request_stories().complete({""}, {.max_new_tokens = 5}).front().ids);  // the tokenizer's own beginning
  CHECK(key_of(results[4]) == "requests[4].prompt_ids");
  CHECK(key_of(results[5]).starts_with("requests[5]"));
  CHECK(key_of(results[6]).starts_with("requests[6]"));
  CHECK(key_of(results[7]) == "requests[7].stop");
  CHECK_THROWS_WITH_AS(static_cast<void>(results[7].best()), doctest::Contains("requests[7].stop"), InputError);

  const auto bare = request_stories().complete({{"", {}}, {"A", {.max_new_tokens = 1}}}, {.encode = {.add_special_tokens = false}});
  CHECK(key_of(bare[0]) == "requests[0].prompts");
  CHECK(bare[1].ok());

  const TextGenerator<> ids_alone{request_stories().shared_model(), std::nullopt};
  const auto mixed = ids_alone.complete({{"text", {.max_new_tokens = 2}}, {"", {.max_new_tokens = 2}, {5, 6}}});
  CHECK_THROWS_AS(static_cast<void>(mixed[0].best()), TokenizerError);
  CHECK(mixed[1].best().ids.size() == 2);
}

TEST_CASE("braces alone are prompts; with options they are requests") {
  const std::vector<Completion> prompts = request_stories().complete({{"The king"}, {"A"}}, {.max_new_tokens = 3});
  CHECK(prompts.size() == 2);
  const std::vector<CompletionResult> results =
      request_stories().complete({{.prompt = "The king", .options = {.max_new_tokens = 3}}, {"A", {.max_new_tokens = 3}}});
  for (std::size_t i = 0; i < 2; ++i) CHECK(results[i].best().ids == prompts[i].ids);
  CHECK(request_stories().complete(std::span<const CompletionRequest>{}).empty());
}

TEST_CASE("a call's hooks are told which request they see; cancelling ends all") {
  CallOptions call;
  call.process_logits = [](Index request, std::span<const TokenId>, std::span<float> logits) {
    if (request >= 1) logits[static_cast<std::size_t>(100 + request)] = 1e6F;
  };
  const auto results = request_stories().complete({{"The king", {.max_new_tokens = 2, .num_return_sequences = 2}},
                                                   {"A", {.max_new_tokens = 3, .num_beams = 2}},
                                                   {"The king", {.max_new_tokens = 1}}},
                                                  call);
  CHECK(results[0].answers.size() == 2);
  CHECK(results[1].best().ids == std::vector<TokenId>{101, 101, 101});
  CHECK(results[2].best().ids == std::vector<TokenId>{102});
  const std::atomic<bool> cancel{true};
  for (const CompletionResult& r : request_stories().complete({{"The king", {}}, {"A", {.num_beams = 2}}}, {.cancel = &cancel}))
    CHECK(r.best().finish_reason == FinishReason::cancelled);
}

// What users of vLLM, llama.cpp, Ollama, TensorRT-LLM, ExLlamaV2 and their servers reported of batches, log-probabilities and stop strings.
TEST_CASE("in the manner of public reports: seeds in any order, equal requests, a setting that is neutral beside others that are not") {
  std::vector<CompletionRequest> requests;
  for (const std::uint64_t seed : {7U, 8U, 7U, 9U})
    requests.push_back({"Once upon a time", {.max_new_tokens = 10, .temperature = 1.0, .seed = seed}});
  requests.push_back({"Once upon a time", {.max_new_tokens = 10, .temperature = 0.3, .top_k = 2, .seed = 7}});
  const auto one = request_stories().complete(requests);
  std::reverse(requests.begin(), requests.end());
  const auto other = request_stories().complete(requests);
  for (std::size_t i = 0; i < requests.size(); ++i) check_equal(one[i].best(), other[requests.size() - 1 - i].best());
  check_equal(one[0].best(), one[2].best());  // equal seeds, equal tokens
  CHECK(one[0].best().ids != one[1].best().ids);
  CHECK(one[0].best().ids != one[4].best().ids);
}

TEST_CASE("in the manner of public reports: a prompt that is too long is one error among as many results, and leaves nothing behind") {
  std::string endless;
  for (int i = 0; i < 3000; ++i) endless += " king";
  const auto results =
      request_stories().complete({{"A", {.max_new_tokens = 3}}, {endless, {.max_new_tokens = 3}}, {"The", {.max_new_tokens = 3}}});
  REQUIRE(results.size() == 3);
  CHECK_THROWS_AS(static_cast<void>(results[1].best()), ContextError);
  const auto again = request_stories().complete({{"The", {.max_new_tokens = 3}}});
  REQUIRE(again.size() == 1);
  check_equal(again[0].best(), results[2].best());
}

TEST_CASE("in the manner of public reports: stop strings across tokens, beside others, in several bytes") {
  struct Case {
    std::string written;
    std::vector<std::string> stop;
    std::string text;
    FinishReason reason;
  };
  const std::vector<Case> cases{
      {"ABCDEFGHIJKL", {"DEFGHIJ"}, "ABC", FinishReason::stop},             // nothing of it may be shown
      {"with k=1 is", {"k=1 was", "1"}, "with k=", FinishReason::stop},     // the longer one began and does not come
      {"with k=1 was", {"k=1 was", "=1 w"}, "with k", FinishReason::stop},  // what ends first wins
      {"gene \U0001F9EC end", {"\U0001F9EC"}, "gene ", FinishReason::stop},
      {"gene \U0001F9EC end", {"\U0001F9ED"}, "gene \U0001F9EC end", FinishReason::length},  // three bytes alike
      {"Hello!", {"Helloxxx"}, "Hello!", FinishReason::length},
      {"Hello", {"Helloxxx"}, "Hello", FinishReason::length},  // held back to the end
      {"one\n\ntwo", {"\n\n"}, "one", FinishReason::stop},
      {"aaab", {"aab"}, "a", FinishReason::stop},
      {"caf\u00e9 e\u0301", {"\u0301"}, "caf\u00e9 e", FinishReason::stop},
      {"\u4eca\u65e5\u306f", {"\u65e5\u306f"}, "\u4eca", FinishReason::stop},
  };
  std::vector<CompletionRequest> requests;
  std::vector<std::vector<TokenId>> scripts;  // what the requests are made to write
  for (const Case& c : cases) {
    scripts.push_back(request_stories().tokenizer().encode(c.written, {.add_special_tokens = false}));
    requests.push_back(
        {"", {.max_new_tokens = static_cast<Index>(scripts.back().size()), .temperature = 0, .stop = c.stop, .top_logprobs = 2}, {1}});
  }
  CallOptions call;
  call.process_logits = [&](Index request, std::span<const TokenId> history, std::span<float> logits) {
    logits[static_cast<std::size_t>(scripts[static_cast<std::size_t>(request)][history.size() - 1])] = 1e6F;
  };
  const auto results = request_stories().complete(requests, call);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(cases[i].written);
    const Completion& c = results[i].best();
    CHECK(c.text == cases[i].text);
    CHECK(c.finish_reason == cases[i].reason);
    CHECK(c.logprobs.size() == c.ids.size());  // the tokens of the stop string counted
    REQUIRE(c.top_logprobs.size() == c.ids.size());
    CHECK(std::equal(c.ids.begin(), c.ids.end(), scripts[i].begin()));
    for (std::size_t t = 0; t < c.ids.size(); ++t)
      CHECK(c.top_logprobs[t].front().logprob >= c.logprobs[t]);  // the model's best, chosen or not

    CallOptions alone;
    alone.process_logits = [&](Index, std::span<const TokenId> history, std::span<float> logits) {
      call.process_logits(static_cast<Index>(i), history, logits);
    };
    TextStream stream = request_stories().stream(std::vector<TokenId>{1}, requests[i].options, alone);
    std::string shown;
    for (const std::string_view piece : stream) shown += piece;
    CHECK(shown == cases[i].text);
    check_equal(stream.completion(), c);
  }
}
