#include <ganymede/app/draft_model.hpp>
#include <ganymede/app/text_generator.hpp>
#include <support/error_of.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
std::filesystem::path stories() { return std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories.gguf"; }
}  // namespace

TEST_CASE("a draft model of the same tokens changes no answer, of a stream neither") {
  const TextGenerator<> generator{stories(), {.threads = 1}};
  const CallOptions call{.assistant_model = load_draft_model(generator, Checkpoint(stories()), {.threads = 1})};
  for (const GenerationOptions& options : {GenerationOptions{.max_new_tokens = 30, .temperature = 0},
                                           GenerationOptions{.max_new_tokens = 30, .temperature = 0.8, .seed = 3}}) {
    const Completion plain = generator.complete({"Once upon a time"}, options).front();
    const Completion drafted = generator.complete({"Once upon a time"}, options, call).front();
    CHECK(drafted.ids == plain.ids);
    CHECK(drafted.logprobs == plain.logprobs);
    CHECK(drafted.text == plain.text);
    CHECK(drafted.drafts.accepted > 0);
    CHECK(plain.drafts.passes == 0);
    auto stream = generator.stream("Once upon a time", options, call);
    std::string text;
    for (const std::string_view piece : stream) text += piece;
    CHECK(text == plain.text);
    CHECK(stream.completion().logprobs == plain.logprobs);
    CHECK(stream.completion().drafts.accepted > 0);
  }
}

TEST_CASE("a draft model of other tokens is refused, naming the first") {
  const Checkpoint checkpoint(stories());
  const auto other = Tokenizer::from_json_file(std::filesystem::path(GANYMEDE_TEST_DATA) / "tokenizers" / "gpt2.json");
  const TextGenerator<> generator{checkpoint, other, {.threads = 1}};
  const ErrorDetails error = error_of<InputError>([&] { load_draft_model(generator, checkpoint, {.threads = 1}); });
  CHECK(error.key == "assistant_model");
  CHECK(error.expected.starts_with("token "));
}

TEST_CASE("a recurrent draft model is refused when a generation begins") {
  const TextGenerator<> generator{stories(), {.threads = 1}};
  const auto lstm = Checkpoint(std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / "stories_lstm.gguf");
  const CallOptions call{.assistant_model = load_draft_model(generator, lstm, {.threads = 1})};
  CHECK(error_of<InputError>([&] { generator.complete({"Once"}, {.max_new_tokens = 3}, call); }).key == "assistant_model");
}
