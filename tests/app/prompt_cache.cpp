#include <ganymede/app/prompt_cache.hpp>
#include <ganymede/app/text_generator.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <support/error_of.hpp>
#include <support/model_files.hpp>
#include <support/model_fixture.hpp>

#include <doctest/doctest.h>

#include <fstream>

using namespace ganymede;

namespace {

std::filesystem::path embedded_model(const char* name) { return std::filesystem::path(GANYMEDE_EXAMPLES_DIR) / "models" / name; }

/// What a generator says to a prompt whose state comes from a cache, checked to be what it says without, bit for bit.
Index check_cached(const TextGenerator<>& generator, PromptCache& cache, const std::string& prompt, CacheType type = CacheType::f32) {
  const std::vector<TokenId> ids = generator.tokenizer().encode(prompt);
  const std::vector<TokenId> prompts[] = {ids};
  for (const double temperature : {0.0, 0.9}) {
    const GenerationOptions options{.max_new_tokens = 12, .temperature = temperature, .seed = 4, .top_logprobs = 2};
    CallOptions call{.sequence = {.cache = type}};
    const Completion plain = generator.complete(prompts, options, call).front();
    call.new_sequence = [&](Index, const SequenceOptions& of) { return cache.sequence(generator.language_model(), ids, of); };
    const Completion cached = generator.complete(prompts, options, call).front();
    CHECK(cached.ids == plain.ids);
    CHECK(cached.logprobs == plain.logprobs);
    CHECK(cached.top_logprobs == plain.top_logprobs);
    if (temperature == 0) {
      const Index taken = cache.taken();
      CHECK((cache.sequence(generator.language_model(), ids, call.sequence), cache.taken()) == static_cast<Index>(ids.size()) - 1);
      if (type == CacheType::f32 && taken > 0) CHECK(taken <= static_cast<Index>(ids.size()) - 1);
    }
  }
  return cache.taken();
}

}  // namespace

TEST_CASE("a prompt's state from its file continues as a prompt that is computed, bit for bit") {
  const TemporaryFolder folder;
  const TextGenerator<> generator{embedded_model("stories.gguf"), {.threads = 1}};
  const std::string tale =
      "Once upon a time there was a king who had a daughter, and she was so beautiful that the sun itself was astonished.";
  const auto tokens = [&](const std::string& text) { return static_cast<Index>(generator.tokenizer().encode(text).size()); };
  for (const CacheType type : {CacheType::f32, CacheType::f16, CacheType::int8}) {
    const auto file = folder.path() / (std::string(name(type)) + ".prompt");
    PromptCache cache(file, 5);
    CHECK(check_cached(generator, cache, tale, type) == tokens(tale) - 1);
    const auto written = last_write_time(file);
    PromptCache second(file, 5);
    CHECK(second.sequence(generator.language_model(), generator.tokenizer().encode(tale), {.cache = type}).length() == tokens(tale) - 1);
    CHECK(second.taken() == tokens(tale) - 1);
    CHECK(last_write_time(file) == written);  // nothing was missing
    // A longer prompt goes on from there; another that begins so takes what they share.
    PromptCache longer(file, 5);
    CHECK(longer.sequence(generator.language_model(), generator.tokenizer().encode(tale + " She lived"), {.cache = type}).length() ==
          tokens(tale + " She lived") - 1);
    CHECK(longer.taken() == tokens(tale) - 1);
    check_cached(generator, longer, tale + " She lived", type);
    PromptCache shorter(file, 5);
    static_cast<void>(
        shorter.sequence(generator.language_model(), generator.tokenizer().encode("Once upon a time there was a fox"), {.cache = type}));
    CHECK(shorter.taken() == tokens("Once upon a time there was a"));
    check_cached(generator, shorter, "Once upon a time there was a fox", type);
  }
}

TEST_CASE("a recurrent state serves as a whole or not at all") {
  const TemporaryFolder folder;
  const TextGenerator<> generator{embedded_model("stories_lstm.gguf"), {.threads = 1}};
  PromptCache cache(folder.path() / "lstm.prompt", 5);
  check_cached(generator, cache, "Once upon a time there was");
  static_cast<void>(cache.sequence(generator.language_model(), generator.tokenizer().encode("Once upon a time there was a fox"), {}));
  CHECK(cache.taken() > 0);
  static_cast<void>(cache.sequence(generator.language_model(), generator.tokenizer().encode("Once upon a"), {}));
  CHECK(cache.taken() == 0);
  check_cached(generator, cache, "Once upon a");
}

TEST_CASE("states of short convolutions beside attention, and rotary tables of a declared length") {
  const TemporaryFolder folder;
  for (const std::string family : {"lfm2", "llama_dynamic", "gemma3", "mistral_window", "gpt_oss", "qwen2_moe"}) {
    CAPTURE(family);
    const TextGenerator<> generator{fixture::folder(family), {.threads = 1}};
    const std::vector<TokenId> prompt = fixture::expected(family).prompt, prompts[] = {prompt};
    const auto file = folder.path() / (family + ".prompt");
    for (int call = 0; call < 2; ++call) {
      PromptCache cache(file, 5);
      const GenerationOptions options{.max_new_tokens = 2, .temperature = 0};
      const Completion plain = generator.complete(prompts, options).front();
      const Completion cached =
          generator
              .complete(prompts, options,
                        {.new_sequence = [&](Index,
                                             const SequenceOptions& of) { return cache.sequence(generator.language_model(), prompt, of); }})
              .front();
      CHECK(cached.ids == plain.ids);
      CHECK(cached.logprobs == plain.logprobs);
      CHECK(cache.taken() == (call == 0 ? 0 : static_cast<Index>(prompt.size()) - 1));
    }
  }
}

TEST_CASE("a cache that something else made is refused") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "a.prompt";
  const TextGenerator<> one{fixture::folder("llama_linear"), {.threads = 1}}, other{fixture::folder("llama_yarn"), {.threads = 1}};
  const std::vector<TokenId> prompt{3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const auto ask = [&](const TextGenerator<>& generator, std::uint64_t of, const SequenceOptions& options = {}) {
    PromptCache cache(file, of);
    static_cast<void>(cache.sequence(generator.language_model(), prompt, options));
    return cache.taken();
  };
  std::ofstream(file).flush();  // an empty file, as mktemp leaves it, is one to be written
  CHECK(ask(one, 1) == 0);
  CHECK(ask(one, 1) == 9);
  CHECK(error_of<FormatError>([&] { ask(one, 2); }).file == file.string());
  CHECK(error_of<FormatError>([&] { ask(one, 1, {.cache = CacheType::int8}); }).key == "cache");
  CHECK_THROWS_AS(ask(other, 1), FormatError);  // of the same shape, and said to be the same: its bits are others
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  CHECK_THROWS_AS(ask(one, 1), FormatError);
}

TEST_CASE("a model's origin is its bytes, its weights' type and its adapters") {
  const auto stories = embedded_model("stories.gguf");
  CHECK(prompt_origin(stories) == prompt_origin(stories));
  CHECK(prompt_origin(stories) != prompt_origin(embedded_model("stories_lstm.gguf")));
  CHECK(prompt_origin(stories) != prompt_origin(stories, {.weights = DType::int8}));
  const MappedFile bytes(stories);
  CHECK(prompt_origin(bytes.bytes()) == prompt_origin(bytes.bytes()));
  CHECK(prompt_origin(bytes.bytes()) != prompt_origin(bytes.bytes().first(100)));
  CHECK_THROWS_AS(prompt_origin(std::filesystem::path("no such file")), FileError);
}
