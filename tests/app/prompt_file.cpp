#include <ganymede/app/prompt_file.hpp>
#include <ganymede/app/vector_file.hpp>
#include <ganymede/core/bytes.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <support/error_of.hpp>
#include <support/model_files.hpp>

#include <doctest/doctest.h>

#include <cstring>

using namespace ganymede;

namespace {

const auto prompt_shape = std::make_shared<const StateShape>(StateShape{{{2, 3}, {0, 0}, {1, 5}}, 200, 200, {{24}}});

/// A state of 40 tokens, whose bytes count up.
Sequence counted(const SequenceOptions& options = {}) {
  Sequence s(prompt_shape, options);
  s.reserve(40);
  std::uint8_t next = 0;
  const auto fill = [&](std::byte* at, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) at[i] = std::byte(next++ % 100);
  };
  for (const Index layer : {0, 2})
    for (std::byte* const page : s.pages(layer).pages) fill(page, s.pages(layer).layout.bytes());
  fill(s.recurrent(0).next(), 24);
  s.commit(40);
  return s;
}
std::vector<TokenId> prompt_tokens(TokenId count) {
  std::vector<TokenId> tokens;
  for (TokenId i = 0; i < count; ++i) tokens.push_back(7 * i);
  return tokens;
}
std::vector<std::byte> bytes_of(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  return {mapped.bytes().begin(), mapped.bytes().end()};
}
void mend_hash(std::vector<std::byte>& bytes) {
  const std::uint64_t hash = Fingerprint().add(std::span<const std::byte>(bytes).first(bytes.size() - 8)).value();
  std::memcpy(bytes.data() + bytes.size() - 8, &hash, 8);
}

}  // namespace

TEST_CASE("a state comes back from its file as it was") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "state.prompt";
  for (const CacheType cache : {CacheType::f32, CacheType::f16, CacheType::int8}) {
    const Sequence from = counted({.cache = cache});
    write_prompt(file, 17, prompt_tokens(40), from);
    const std::vector<std::byte> bytes = bytes_of(file);
    const StoredPrompt stored = parse_prompt(bytes, "state.prompt");
    CHECK(stored.of == 17);
    CHECK(stored.tokens == prompt_tokens(40));
    Sequence to(prompt_shape, {.cache = cache});
    restore_prompt(stored, 40, to, "state.prompt");
    CHECK(to.length() == 40);
    for (const Index layer : {0, 2})
      for (std::size_t p = 0; p < 2; ++p)
        CHECK(std::memcmp(to.pages(layer).pages[p], from.pages(layer).pages[p], from.pages(layer).layout.bytes()) == 0);
    CHECK(std::memcmp(to.recurrent(0).now(), from.recurrent(0).now(), 24) == 0);
    Sequence part(prompt_shape, {.cache = cache});
    CHECK_THROWS_AS(restore_prompt(stored, 39, part, "state.prompt"), InputError);  // a recurrent state is one of all tokens
    CHECK_THROWS_AS(restore_prompt(stored, 40, to, "state.prompt"), InputError);    // holds something
  }
}

TEST_CASE("the beginning of a state can be had where nothing is recurrent") {
  const auto shape = std::make_shared<const StateShape>(StateShape{{{1, 2}, {1, 4}}, 200, 200});
  Sequence from(shape);
  from.reserve(70);
  for (const Index layer : {0, 1})
    for (std::size_t p = 0; p < 3; ++p) std::memset(from.pages(layer).pages[p], static_cast<int>(10 * layer) + static_cast<int>(p) + 1, 64);
  from.commit(70);
  const TemporaryFolder folder;
  const auto file = folder.path() / "state.prompt";
  write_prompt(file, 1, prompt_tokens(70), from);
  const auto bytes = bytes_of(file);
  const StoredPrompt stored = parse_prompt(bytes, "f");
  Sequence part(shape, {.max_length = 33});
  restore_prompt(stored, 33, part, "f");
  CHECK(part.length() == 33);
  CHECK(part.pages(0).pages.size() == 2);
  for (const Index layer : {0, 1})
    for (std::size_t p = 0; p < 2; ++p) CHECK(std::memcmp(part.pages(layer).pages[p], from.pages(layer).pages[p], 64) == 0);
  Sequence longer(shape, {.max_length = 33});
  CHECK_THROWS_AS(restore_prompt(stored, 34, longer, "f"), ContextError);
}

TEST_CASE("files that are no prompt caches, cut off or changed, are typed errors") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "state.prompt";
  write_prompt(file, 17, prompt_tokens(40), counted());
  const std::vector<std::byte> whole = bytes_of(file);
  const auto problem_of = [](const std::vector<std::byte>& bytes) {
    const ErrorDetails details = error_of<FormatError>([&] {
      const StoredPrompt stored = parse_prompt(bytes, "x.prompt");
      Sequence to(prompt_shape);
      restore_prompt(stored, 40, to, "x.prompt");
    });
    CHECK(details.file == "x.prompt");
    return details;
  };
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 7)
    problem_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
  for (std::size_t at = 0; at < whole.size(); at += 1 + at / 5) {
    std::vector<std::byte> changed = whole;
    changed[at] ^= std::byte{4};
    problem_of(changed);
  }
  // Sizes that no file has, under a hash that is right.
  const auto facts = load<std::uint64_t>(whole.data() + 16);
  for (const std::uint64_t count : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{39} + 64, std::uint64_t{1} << 40, ~std::uint64_t{0}})
    for (const std::size_t at : {std::size_t{16}, static_cast<std::size_t>(24 + facts)}) {
      std::vector<std::byte> changed = whole;
      std::memcpy(changed.data() + at, &count, 8);
      mend_hash(changed);
      problem_of(changed);
    }
  const auto with_fact = [&](std::string_view from, std::string_view to) {
    std::vector<std::byte> changed = whole;
    const std::string_view text(reinterpret_cast<const char*>(changed.data()), changed.size());
    std::memcpy(changed.data() + text.find(from), to.data(), to.size());
    mend_hash(changed);
    return problem_of(changed);
  };
  CHECK(with_fact("cache f32", "cache f16").key == "cache");
  CHECK(with_fact("cache f32", "cache f16").found == "f16");
  CHECK(with_fact("version 0", "version 9").key == "version");
  CHECK(with_fact("isa ", "isa?").key == "isa");
  CHECK(with_fact("2x3", "2x4").key == "layers");
  CHECK(with_fact("recurrent 24", "recurrent 32").key == "recurrent");
}

TEST_CASE("a state is saved with its tokens, over an older file or not at all") {
  const TemporaryFolder folder;
  CHECK(error_of<InputError>([&] { write_prompt(folder.path() / "a.prompt", 1, prompt_tokens(39), counted()); }).key == "tokens");
  CHECK(!std::filesystem::exists(folder.path() / "a.prompt"));
  CHECK_THROWS_AS(write_prompt(folder.path() / "none" / "a.prompt", 1, prompt_tokens(40), counted()), FileError);
}
