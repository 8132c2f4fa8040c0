#include <ganymede/app/text_generator.hpp>

#include <ganymede/models/any_of.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

#include <array>
#include <cmath>
#include <list>

using namespace fixture;

using Generator = TextGenerator<AnyOf<Gpt2<>, Llama<>>>;

namespace {
const Generator& stories() {
  static const Generator generator{std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf"};
  return generator;
}
std::string joined(TextStream stream) {
  std::string text;
  for (const std::string_view piece : stream) {
    CHECK(!piece.empty());
    CHECK(is_valid_utf8(piece));
    text += piece;
  }
  CHECK(stream.completion().text == text);
  return text;
}
}  // namespace

TEST_CASE("stream, call and batch give the same text") {
  const GenerationOptions options{.max_new_tokens = 30, .temperature = 0.9, .seed = 3};
  const std::string text = stories()("Once upon a time", options);
  CHECK(!text.empty());
  CHECK(joined(stories().stream("Once upon a time", options)) == text);
  const std::vector<std::string> prompts{"The king", "Once upon a time", "A"};
  const auto completions = stories().complete(prompts, options);
  REQUIRE(completions.size() == 3);
  CHECK(completions[1].text == text);
  CHECK(completions[1].ids.size() == completions[1].logprobs.size());
}

TEST_CASE("seeds decide; several answers to one prompt differ") {
  const auto with_seed = [](std::uint64_t seed) {
    return stories()("Once upon a time", {.max_new_tokens = 20, .temperature = 1.0, .seed = seed});
  };
  CHECK(with_seed(1) == with_seed(1));
  CHECK(with_seed(1) != with_seed(2));
  const std::vector<std::string> prompts{"Once upon a time"};
  const auto answers = stories().complete(prompts, {.max_new_tokens = 20, .temperature = 1.0, .num_return_sequences = 3});
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].text != answers[1].text);
}

TEST_CASE("a stop string ends the text before it") {
  const std::string text = stories()("Once upon a time", {.max_new_tokens = 60, .temperature = 0.0});
  REQUIRE(text.size() > 20);
  const std::string stop = text.substr(10, 3);
  auto stream = stories().stream("Once upon a time", {.max_new_tokens = 60, .temperature = 0.0, .stop = std::vector<std::string>{stop}});
  std::string shown;
  for (const std::string_view piece : stream) shown += piece;
  CHECK(shown == text.substr(0, text.find(stop)));
  CHECK(stream.completion().finish_reason == FinishReason::stop);
}

TEST_CASE("another thread can cancel; what was generated stays") {
  std::atomic<bool> cancel{false};
  auto stream = stories().stream("Once upon a time", {.max_new_tokens = 200, .ignore_eos = true}, {.cancel = &cancel});
  std::string shown;
  for (const std::string_view piece : stream) {
    shown += piece;
    cancel = true;
  }
  CHECK(stream.completion().finish_reason == FinishReason::cancelled);
  CHECK(stream.completion().text == shown);
  CHECK(stream.completion().ids.size() < 10);
}

TEST_CASE("wrong options, empty prompts and full contexts are typed errors, and the generator goes on") {
  CHECK_THROWS_WITH_AS(stories()("A", {.top_p = 1.5}), doctest::Contains("top_p"), InputError);
  CHECK_THROWS_AS(stories().stream(std::vector<TokenId>{}), InputError);
  CHECK_THROWS_AS(stories().stream(std::vector<TokenId>{1 << 30}).begin(), InputError);
  CHECK_THROWS_AS(stories()("A", {.max_new_tokens = 1 << 20}), ContextError);
  CHECK_THROWS_AS(Generator{"no such file"}, FileError);
  CHECK(!stories()("A king", {.max_new_tokens = 5}).empty());
}

TEST_CASE("a window that slides goes past the model's context") {
  auto stream = stories().stream("Once upon a time", {.max_new_tokens = 40, .ignore_eos = true, .on_overflow = Overflow::slide},
                                 {.sequence = {.max_length = 24}});
  for ([[maybe_unused]] const std::string_view piece : stream) {}
  CHECK(stream.completion().ids.size() == 40);
  CHECK(stream.completion().finish_reason == FinishReason::length);
}

TEST_CASE("a checkpoint without a tokenizer works on token ids") {
  const Expected e = expected("llama_gqa");
  const Generator generator{folder("llama_gqa")};
  CHECK(!generator.has_tokenizer());
  CHECK_THROWS_AS(generator("text"), TokenizerError);
  auto stream = generator.stream(e.prompt, {.max_new_tokens = 24, .ignore_eos = true});
  for (const std::string_view piece : stream) CHECK(piece.empty());
  CHECK(stream.completion().ids == e.greedy);
}

TEST_CASE("a tokenizer.json that cannot be reached is a typed error") {
  const TemporaryFolder temporary;
  const auto copy = temporary.path() / "model";
  std::filesystem::copy(folder("llama_gqa"), copy, std::filesystem::copy_options::recursive);
  std::filesystem::create_symlink("tokenizer.json", copy / "tokenizer.json");  // to itself
  CHECK_THROWS_AS(Generator{copy}, TokenizerError);
}

TEST_CASE("beams: complete gives the best answers with their scores, a call the best one, a stream the same in one piece") {
  const GenerationOptions options{.max_new_tokens = 16,
                                  .num_beams = 4,
                                  .length_penalty = 0.5,
                                  .temperature = 0.0,
                                  .repetition_penalty = 1.0,
                                  .num_return_sequences = 3};
  const std::vector<std::string> prompts{"The king", "Once upon a time"};
  const auto answers = stories().complete(prompts, options);
  REQUIRE(answers.size() == 6);
  CHECK(answers[3].score >= answers[4].score);
  CHECK(answers[4].score >= answers[5].score);
  CHECK(answers[3].text != answers[4].text);
  double sum = 0;
  for (const double logprob : answers[3].logprobs) sum += logprob;
  CHECK(answers[3].score == doctest::Approx(sum / std::sqrt(double(answers[3].ids.size()))).epsilon(1e-5));
  CHECK(stories()(prompts[1], options) == answers[3].text);

  auto stream = stories().stream(prompts[1], options);
  std::vector<std::string> pieces;
  for (const std::string_view piece : stream) pieces.emplace_back(piece);
  CHECK(pieces == std::vector<std::string>{answers[3].text});
  CHECK(stream.completion().ids == answers[3].ids);
  CHECK(stream.completion().score == answers[3].score);
  CHECK(stream.prompt_seconds() > 0);
  CHECK(stream.decode_seconds() > 0);

  const Completion greedy = stories().complete(
      std::span(prompts).last(1), {.max_new_tokens = 16, .length_penalty = 0.5, .temperature = 0.0, .repetition_penalty = 1.0})[0];
  CHECK(answers[3].score >= greedy.score);
  CHECK_THROWS_WITH_AS(stories()("A", {.num_beams = 2, .stop = {{"x"}}}), doctest::Contains("stop"), InputError);
  CHECK_THROWS_WITH_AS(stories()("A", {.num_beams = 2, .num_return_sequences = 3}), doctest::Contains("num_return_sequences"), InputError);
}

TEST_CASE("a stream keeps what it needs alive") {
  const std::filesystem::path path = std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf";
  const GenerationOptions options{.max_new_tokens = 12, .temperature = 0.0};
  std::string text;
  for (const std::string_view piece : Generator{path}.stream("Once upon a time", options)) text += piece;
  CHECK(text == stories()("Once upon a time", options));
  CHECK(Generator{path}.tokenizer().vocab_size() == stories().tokenizer().vocab_size());
  CHECK(Generator{path}.defaults().top_k == 40);
  const auto left = [&] { return Generator{path}.stream("Once upon a time", options); };
  CHECK(joined(left()) == text);
}

TEST_CASE("a stream that was left early was not finished by its length") {
  auto stream = stories().stream("Once upon a time", {.max_new_tokens = 30, .temperature = 0.0, .ignore_eos = true});
  CHECK(stream.completion().finish_reason == FinishReason::cancelled);
  std::string first;
  for (const std::string_view piece : stream) {
    first = piece;
    break;
  }
  CHECK(stream.completion().text == first);
  CHECK(stream.completion().finish_reason == FinishReason::cancelled);
  auto whole = stories().stream("Once upon a time", {.max_new_tokens = 3, .temperature = 0.0, .ignore_eos = true});
  for ([[maybe_unused]] const std::string_view piece : whole) {}
  CHECK(whole.completion().finish_reason == FinishReason::length);
}

TEST_CASE("the same options mean the same to generate() and to a generator: sampling, defaults, the end") {
  const std::vector<std::vector<TokenId>> prompts{stories().tokenizer().encode("Once upon a time")};
  for (const GenerationOptions& options :
       {GenerationOptions{.max_new_tokens = 20}, GenerationOptions{.max_new_tokens = 20, .temperature = 0.9, .seed = 3},
        GenerationOptions{.max_new_tokens = 20, .do_sample = false}, GenerationOptions{.max_new_tokens = 20, .num_beams = 3},
        GenerationOptions{.max_new_tokens = 20, .logit_bias = {{{0, 1000.0}}}}}) {
    const Completion expected = stories().complete(prompts, options).front();
    const Generated found = generate(stories().model(), prompts, options).front();
    std::vector<TokenId> ids;
    for (const GeneratedToken& token : found.tokens) ids.push_back(token.id);
    CHECK(ids == expected.ids);
    CHECK(found.finish_reason == expected.finish_reason);
  }
}

TEST_CASE("a GGUF file whose eos_token_id is not what ends its texts ends at the token that is known to") {
  std::ifstream file(std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf", std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string key = "tokenizer.ggml.eos_token_id";
  const std::size_t value = bytes.find(key) + key.size() + 4;  // after the type of the value, u32
  REQUIRE(bytes.substr(value, 4) == std::string(4, '\0'));
  bytes[value] = 1;  // "!"
  const Generator generator{Checkpoint(std::as_bytes(std::span(bytes)), "stories with another eos")};
  CHECK(generator.defaults().eos_token_id == std::vector<TokenId>{1, 0});
  const std::vector<std::string> prompts{"Once upon a time"};
  const Completion c = generator.complete(prompts, {.max_new_tokens = 5, .logit_bias = {{{0, 1000.0}}}}).front();
  CHECK(c.ids == std::vector<TokenId>{0});
  CHECK(c.finish_reason == FinishReason::eos);
  CHECK(c.text.empty());
}

TEST_CASE("a stop string that spells a special token ends the text where that token comes") {
  const std::vector<std::string> prompts{"Once upon a time"};
  GenerationOptions options{.max_new_tokens = 5, .logit_bias = {{{0, 1000.0}}}, .stop = {{"<|endoftext|>"}}, .ignore_eos = true};
  const Completion c = stories().complete(prompts, options).front();
  CHECK(c.ids == std::vector<TokenId>{0});
  CHECK(c.finish_reason == FinishReason::stop);
  auto stream = stories().stream(prompts.front(), options);
  for ([[maybe_unused]] const std::string_view piece : stream) FAIL_CHECK("there is no text");
  CHECK(stream.completion().ids == std::vector<TokenId>{0});
  CHECK(stream.completion().finish_reason == FinishReason::stop);
  options.stop = {{"<|im_end|>"}};
  CHECK(stories().complete(prompts, options).front().finish_reason == FinishReason::length);
}

TEST_CASE("ids that the model does not have are errors, in options and in a checkpoint's own settings") {
  const TokenId size = static_cast<TokenId>(stories().model().vocab_size());
  for (const GenerationOptions& options :
       {GenerationOptions{.logit_bias = {{{size, 1.0}}}}, GenerationOptions{.eos_token_id = {{size}}},
        GenerationOptions{.num_beams = 2, .eos_token_id = {{size}}}, GenerationOptions{.suppress_tokens = {{size}}}})
    CHECK_THROWS_WITH_AS(stories()("A", options), doctest::Contains("0 to 2047"), InputError);
  CHECK_THROWS_WITH_AS(stories()("A", {.stop = {{"\x82"}}}), doctest::Contains("UTF-8"), InputError);

  TemporaryFolder copy;
  for (const char* name : {"config.json", "model.safetensors"}) copy_file(folder("llama_gqa") / name, copy.path() / name);
  copy.write("generation_config.json", R"({"eos_token_id": [2, 517]})");
  CHECK_THROWS_WITH_AS(Generator{copy.path()}, doctest::Contains("generation_config.json: eos_token_id"), InputError);
  copy.write("generation_config.json", R"({"num_return_sequences": 1000000000000, "do_sample": true})");
  CHECK_THROWS_WITH_AS(Generator{copy.path()}, doctest::Contains("num_return_sequences"), InputError);
}

// In the manner of public reports on llama.cpp, llama-cpp-python, transformers, SGLang and others.
TEST_CASE("several end tokens end greedy texts and beams alike, and only where they are generated") {
  const std::vector<std::string> prompts{"Once upon a time"};
  const std::vector<TokenId> greedy =
      stories().complete(prompts, {.max_new_tokens = 12, .temperature = 0.0, .ignore_eos = true}).front().ids;
  REQUIRE(greedy.size() == 12);
  std::vector<TokenId> ends;  // ten and more of them
  for (TokenId id = 1800; id < 1812; ++id) ends.push_back(id);
  ends.push_back(greedy[5]);
  const auto first = static_cast<std::size_t>(std::find(greedy.begin(), greedy.end(), greedy[5]) - greedy.begin());
  const Completion c = stories().complete(prompts, {.max_new_tokens = 12, .temperature = 0.0, .eos_token_id = ends}).front();
  CHECK(c.ids == std::vector<TokenId>(greedy.begin(), greedy.begin() + static_cast<Index>(first) + 1));
  CHECK(c.finish_reason == FinishReason::eos);
  for (const Completion& beam : stories().complete(
           prompts, {.max_new_tokens = 12, .num_beams = 3, .temperature = 0.0, .eos_token_id = ends, .num_return_sequences = 3}))
    if (beam.finish_reason == FinishReason::eos) CHECK(std::find(ends.begin(), ends.end(), beam.ids.back()) != ends.end());

  std::vector<TokenId> prompt = stories().tokenizer().encode(prompts.front());
  prompt.push_back(0);  // an end token of the prompt ends nothing
  CHECK(stories().complete({&prompt, 1}, {.max_new_tokens = 3, .temperature = 0.0, .logit_bias = {{{0, -HUGE_VAL}}}}).front().ids.size() ==
        3);
}

TEST_CASE("an answer that ends at once has its end token and that token's log-probability") {
  const std::vector<std::string> prompts{"Once upon a time"};
  const Completion c = stories().complete(prompts, {.max_new_tokens = 8, .logit_bias = {{{0, 1000.0}}}}).front();
  CHECK(c.ids == std::vector<TokenId>{0});
  REQUIRE(c.logprobs.size() == 1);
  CHECK(c.logprobs[0] < 0);
  CHECK(c.text.empty());
  CHECK(stories().complete(prompts, {.max_new_tokens = 0}).front().ids.empty());
  CHECK(stories().complete(prompts, {.max_new_tokens = 0}).front().finish_reason == FinishReason::length);
}

TEST_CASE("a minimum holds end tokens back, however probable; ignore_eos does for good") {
  const std::vector<std::string> prompts{"Once upon a time"};
  GenerationOptions options{.max_new_tokens = 6, .min_new_tokens = 4, .temperature = 0.0, .logit_bias = {{{0, 1000.0}}}};
  const Completion c = stories().complete(prompts, options).front();
  CHECK(c.ids.size() == 5);
  CHECK(c.ids.back() == 0);
  options.min_new_tokens = 9;  // more than there may be
  CHECK(stories().complete(prompts, options).front().ids.size() == 6);
  CHECK(stories().complete(prompts, options).front().finish_reason == FinishReason::length);
  options.min_new_tokens = 0;
  options.ignore_eos = true;
  CHECK(stories().complete(prompts, options).front().ids == std::vector<TokenId>(6, 0));
}

TEST_CASE("a forbidden token never comes, drawn or not") {
  const std::vector<std::string> prompts{"Once upon a time"};
  const TokenId likely = stories().complete(prompts, {.max_new_tokens = 1, .temperature = 0.0}).front().ids.front();
  for (const GenerationOptions& options :
       {GenerationOptions{.max_new_tokens = 20, .temperature = 0.0, .logit_bias = {{{likely, -HUGE_VAL}}}},
        GenerationOptions{.max_new_tokens = 20, .temperature = 1.0, .top_k = 2, .logit_bias = {{{likely, -HUGE_VAL}}}},
        GenerationOptions{.max_new_tokens = 20, .num_beams = 3, .temperature = 0.0, .suppress_tokens = {{likely}}}}) {
    const auto answers = stories().complete(prompts, options);
    for (const TokenId id : answers.front().ids) CHECK(id != likely);
  }
}

TEST_CASE("a cut character at the end is one U+FFFD, in a stream and in one piece; a stop string at the last token is what ended it") {
  TokenId half = -1;  // the first byte of a character of two
  for (TokenId id = 0; id < stories().tokenizer().vocab_size() && half < 0; ++id)
    if (stories().tokenizer().contains(id) && stories().tokenizer().token_bytes(id) == "\xc3") half = id;
  REQUIRE(half >= 0);
  const std::vector<std::string> prompts{"Once upon a time"};
  for (const TokenId last : {half, TokenId{0}}) {  // by the length, by an end token that comes after it
    GenerationOptions options{.max_new_tokens = 1, .temperature = 0.0, .logit_bias = {{{half, 1000.0}}}};
    if (last == 0) {
      options.max_new_tokens = 2;
      options.sequence_bias = {{{std::vector<TokenId>{half, 0}, 5000.0}}};
    }
    const Completion c = stories().complete(prompts, options).front();
    CHECK(c.ids.back() == last);
    CHECK(c.text == "\xEF\xBF\xBD");
    CHECK(joined(stories().stream(prompts.front(), options)) == c.text);
  }
  const GenerationOptions plain{.max_new_tokens = 6, .temperature = 0.0};
  const std::string text = stories()(prompts.front(), plain);
  GenerationOptions stopping = plain;
  stopping.stop = {{text.substr(text.size() - 2), "\u273FRESULT\u273F"}};
  const Completion c = stories().complete(prompts, stopping).front();
  CHECK(c.finish_reason == FinishReason::stop);
  CHECK(c.text == text.substr(0, text.find(stopping.stop->front())));
  stopping.stop = {{"\u273FRESULT\u273F"}};
  CHECK(stories().complete(prompts, stopping).front().text == text);
}

TEST_CASE("prompts come as people have them") {
  const GenerationOptions options{.max_new_tokens = 5};
  const std::vector<std::string> strings{"The king", "A"};
  const auto expected = stories().complete(strings, options);
  const auto check = [&](const std::vector<Completion>& found) {
    REQUIRE(found.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) CHECK(found[i].ids == expected[i].ids);
  };
  check(stories().complete({"The king", "A"}, options));
  check(stories().complete({strings[0], std::string("A")}, options));
  const char* const literals[] = {"The king", "A"};
  check(stories().complete(literals, options));
  check(stories().complete(std::array<std::string, 2>{"The king", "A"}, options));
  check(stories().complete(std::vector<std::string_view>{"The king", "A"}, options));
  check(stories().complete(std::list<std::string>{"The king", "A"}, options));
  CHECK(stories().complete({"A"}, options).front().ids == expected[1].ids);
}

TEST_CASE("stop strings in braces, one or several") {
  const std::string text = stories()("Once upon a time", {.max_new_tokens = 60, .stop = {"."}});
  CHECK(text.find('.') == std::string::npos);
  CHECK(stories()("Once upon a time", {.max_new_tokens = 60}).starts_with(text + "."));
  CHECK(stories()("Once upon a time", {.max_new_tokens = 60, .stop = {"zzz", "."}}) == text);
  CHECK(stories()("Once upon a time", {.max_new_tokens = 60, .stop = {{"zzz", "."}}}) == text);
  CHECK(GenerationOptions{.stop = {std::string("a")}}.stop->size() == 1);
  CHECK(!GenerationOptions{}.stop);
}

TEST_CASE("a call's own processor and stopping rule, in a stream and in a batch") {
  CallOptions call;
  const TokenId wanted = stories().tokenizer().encode("king", {.add_special_tokens = false}).front();
  call.process_logits = [&](Index, std::span<const TokenId>, std::span<float> logits) { logits[static_cast<std::size_t>(wanted)] = 1e4F; };
  call.should_stop = [](Index, std::span<const TokenId> history) { return history.size() % 7 == 0; };
  auto stream = stories().stream("Once upon a time", {.max_new_tokens = 60}, call);
  const std::string text = joined(std::move(stream));
  const Completion one = stories().complete({"Once upon a time"}, {.max_new_tokens = 60}, call).front();
  CHECK(one.text == text);
  CHECK(one.finish_reason == FinishReason::stop);
  CHECK((one.prompt_ids.size() + one.ids.size()) % 7 == 0);
  for (const TokenId id : one.ids) CHECK(id == wanted);
}

TEST_CASE("tokens are counted, continuations scored") {
  CHECK(stories().count_tokens("Once upon a time") == static_cast<Index>(stories().tokenizer().encode("Once upon a time").size()));
  const auto scores = stories().score("Once upon a", {" time", " banana"});
  REQUIRE(scores.size() == 2);
  CHECK(scores[0].logprob > scores[1].logprob);
  CHECK(scores[0].ids == stories().tokenizer().encode(" time", {.add_special_tokens = false}));
}

TEST_CASE("whatever the checkpoint is; a tokenizer brought along; a shared model") {
  const std::filesystem::path path = std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf";
  const TextGenerator<> any{path};
  const GenerationOptions options{.max_new_tokens = 8};
  const std::string text = stories()("Once upon a time", options);
  CHECK(any("Once upon a time", options) == text);
  const TextGenerator<> brought{Checkpoint(path), stories().tokenizer()};
  CHECK(brought("Once upon a time", options) == text);
  const TextGenerator<> shared{any.shared_model(), stories().tokenizer()};
  CHECK(&shared.language_model() == &any.language_model());
  CHECK(shared("Once upon a time", options) == text);
  CHECK(shared.defaults() == any.defaults());
  const TextGenerator<> ids_alone{any.shared_model(), std::nullopt};
  CHECK(!ids_alone.has_tokenizer());
}

TEST_CASE("the best candidates for each token, in a stream and in a batch; not with beams") {
  const GenerationOptions options{.max_new_tokens = 6, .do_sample = false, .top_logprobs = 5};
  const auto both = stories().complete({"Once upon a time", "The king"}, options);
  for (const Completion& c : both) {
    REQUIRE(c.top_logprobs.size() == c.ids.size());
    for (std::size_t i = 0; i < c.ids.size(); ++i) {
      REQUIRE(c.top_logprobs[i].size() == 5);
      CHECK(c.top_logprobs[i][0] == TokenLogprob{c.ids[i], c.logprobs[i]});  // greedy: the best one came
      for (std::size_t k = 1; k < 5; ++k) CHECK(c.top_logprobs[i][k].logprob <= c.top_logprobs[i][k - 1].logprob);
    }
  }
  TextStream stream = stories().stream("Once upon a time", options);
  for ([[maybe_unused]] const std::string_view piece : stream) {}
  CHECK(stream.completion().top_logprobs == both[0].top_logprobs);
  CHECK(stories().complete({"The king"}, {.max_new_tokens = 6}).front().top_logprobs.empty());
  for (const Index wrong : {Index{-1}, most_top_logprobs + 1})
    CHECK_THROWS_WITH_AS(stories()("A", {.top_logprobs = wrong}), doctest::Contains("top_logprobs"), InputError);
  CHECK_THROWS_WITH_AS(stories()("A", {.num_beams = 2, .top_logprobs = 1}), doctest::Contains("top_logprobs"), InputError);
}
