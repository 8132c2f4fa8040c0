#include <ganymede/app/token_ranges.hpp>
#include <ganymede/text/formats/translation_tokenizers.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

using namespace ganymede;

namespace {

const std::filesystem::path range_data = GANYMEDE_TEST_DATA;

Tokenizer range_tokenizer(const char* name) { return Tokenizer::from_json_file(range_data / "tokenizers" / (std::string(name) + ".json")); }

/// What the tokens stand for, with a bar between them; an empty one for a token without bytes of its own.
std::string barred_tokens(const Tokenizer& tokenizer, std::string_view text) {
  const std::vector<TokenId> ids = tokenizer.encode(text, {.add_special_tokens = false});
  const std::vector<TextRange> ranges = token_ranges(tokenizer, ids, text);
  REQUIRE(ranges.size() == ids.size());
  std::string all;
  for (const TextRange& range : ranges) {
    REQUIRE(range.begin <= range.end);
    REQUIRE(range.end <= text.size());
    all += std::string(range.of(text)) + "|";
  }
  return all;
}

}  // namespace

TEST_CASE("pieces of a text are found where they stand, whatever marks the tokenizer has for spaces, and nothing is left out") {
  for (const char* name : {"gpt2", "llama2", "gemma", "qwen2"}) {
    CAPTURE(name);
    const Tokenizer tokenizer = range_tokenizer(name);
    for (const std::string_view text : {"the king  had a son", " \n the", "\u00e9t\u00e9 cafe\u0301", "a\u4f60\u597d\U0001F600!",
                                        "\uac00\ub098 \u0928\u092e\u0938\u094d", ""}) {
      CAPTURE(text);
      const std::vector<TokenId> ids = tokenizer.encode(text, {.add_special_tokens = false});
      const std::vector<TextRange> ranges = token_ranges(tokenizer, ids, text);
      REQUIRE(ranges.size() == ids.size());
      std::string between;
      std::size_t covered = 0, begin = 0;
      for (const TextRange& range : ranges) {
        CHECK(range.begin >= begin);
        CHECK(range.end >= range.begin);
        begin = range.begin;
        if (range.begin > covered) between += text.substr(covered, range.begin - covered);
        covered = std::max(covered, range.end);
      }
      between += text.substr(covered);
      CHECK(between.find_first_not_of(" \n") == std::string::npos);
    }
  }
}

TEST_CASE("tokens of parts of a character have all of it") {
  const Tokenizer tokenizer = range_tokenizer("gpt2");
  const std::string text = "a \U0001F600";
  const std::vector<TokenId> ids = tokenizer.encode(text, {.add_special_tokens = false});
  REQUIRE(ids.size() > 2);  // in bytes
  for (std::size_t i = 1; i < ids.size(); ++i)
    if (tokenizer.token_bytes(ids[i]) != " ") CHECK(token_ranges(tokenizer, ids, text)[i] == TextRange{2, 6});
}

TEST_CASE("a tokenizer that changes the text, and one that does not know all of it") {
  const auto [from, to] = TranslationTokenizers::from_folder(range_data / "translators" / "marian");
  CHECK(barred_tokens(from, "  Where is\tGanymede? ") == "|W|her|e|is|Ganymed|e|?|");
  CHECK(barred_tokens(from, "\uff37here \ufb01n\u00b2 is") ==
        "||her|e||\ufb01|\ufb01|n||is|");  // [_][<unk>][her][e][_][f][i][n][<unk>][_is]
  CHECK(barred_tokens(from, "Where \u4f60\u597d\u4e16\u754c is Ganymede?") == "|W|her|e|||is|Ganymed|e|?|");
  CHECK(barred_tokens(from, "\u4f60") == "||");
  CHECK(barred_tokens(to, "").empty());
  const Tokenizer small = Tokenizer::from_folder(range_data / "tokenizers" / "folders" / "bert");
  const std::string text = "UNWANTED, r\u00e9sum\u00e9s!";
  std::string joined;
  for (const TextRange& range : token_ranges(small, small.encode(text, {.add_special_tokens = false}), text)) joined += range.of(text);
  CHECK(joined == "UNWANTED,r\u00e9sum\u00e9s!");  // small letters without accents to the tokenizer
}
