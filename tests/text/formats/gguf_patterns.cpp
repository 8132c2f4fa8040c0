#include <doctest/doctest.h>
#include <ganymede/text/formats/gguf_patterns.hpp>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

std::vector<std::string> split_pieces(std::string_view name, std::string_view text) {
  std::vector<std::string> out;
  gguf_pre_tokenizer(name)(text, true, out);
  return out;
}
using Pieces = std::vector<std::string>;

}  // namespace

TEST_CASE("every pattern compiles and keeps every byte") {
  const std::string text = "Où est  GanymÈde?! It's 1234567 x\r\n\t 漢字かな각 \u0e01\u0e33 A(b)`c` \xF0\x9F\x98\x80\xFF\n\n";
  for (const auto& [key, chain] : detail::gguf::named) {
    const std::string_view name = key;
    std::string joined;
    for (const std::string& piece : split_pieces(name, text)) joined += piece;
    CHECK_MESSAGE((chain.raw ? joined : byte_level_decode(joined).value_or("")) == text, name);
  }
}

TEST_CASE("names stand for their patterns") {
  CHECK(split_pieces("gpt-2", "a's  1234 b!") == Pieces{"a", "'s", "Ġ", "Ġ1234", "Ġb", "!"});
  CHECK(split_pieces("llama-bpe", "A'S  1234 b!\n") == Pieces{"A", "'S", "Ġ", "Ġ", "123", "4", "Ġb", "!Ċ"});
  CHECK(split_pieces("qwen2", "x 12") == Pieces{"x", "Ġ", "1", "2"});
  CHECK(split_pieces("smollm", "x 12") == Pieces{"x", "Ġ", "1", "2"});
  CHECK(split_pieces("default", "a12345(b)") == Pieces{"a", "123", "45", "(", "b", ")"});
  CHECK(split_pieces("tiny_aya", "12345") == Pieces{"12", "345"});
  CHECK(split_pieces("afmoe", "12345 678 9") == Pieces{"12", "345", "Ġ", "678", "Ġ", "9"});
  CHECK(split_pieces("superbpe", "a 12345 b") == Pieces{"aĠ", "12", "345", "Ġb"});
  CHECK(split_pieces("gpt-4o", "HelloWorld don't") == Pieces{"Hello", "World", "Ġdon't"});
  CHECK(split_pieces("kimi-k2", "ab漢字c") == Pieces{"ab", byte_level_encode("漢字"), "c"});
  CHECK(split_pieces("deepseek-v3", "!abc 1234") == Pieces{"!abc", "Ġ", "123", "4"});
  CHECK(split_pieces("gemma4", "a b\n\nc") == Pieces{"a b", "\n\n", "c"});
}

TEST_CASE("unknown names are told") {
  const auto details = error_of<TokenizerError>([] { gguf_pre_tokenizer("gpt-7", "model.gguf"); });
  CHECK(details.file == "model.gguf");
  CHECK(details.found == "gpt-7");
  CHECK(details.key == "tokenizer.ggml.pre");
}
