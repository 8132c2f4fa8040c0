#include <ganymede/text/encoding.hpp>

#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/post_processor.hpp>
#include <ganymede/text/tokenizer.hpp>

#include "support/tokenizer_fixture.hpp"

using namespace ganymede;

namespace {

/// One of make_offsets.py's cases: texts or a pair of them, how they are cut.
struct OffsetsCase {
  std::string first{};
  std::optional<std::string> second{};
  EncodingOptions options{};

  OffsetsCase(const Json& texts, const Json& json) {
    first = texts[json[0].get<std::size_t>()].get<std::string>();
    if (const int other = json[1].get<int>(); other >= 0) second = texts[static_cast<std::size_t>(other)].get<std::string>();
    const std::string strategy = json[3].get<std::string>();
    options = {.add_special_tokens = json[5].get<bool>(),
               .offsets = true,
               .truncation = {.max_length = json[2].get<Index>(),
                              .strategy = strategy == "only_first"    ? TruncationStrategy::only_first
                                          : strategy == "only_second" ? TruncationStrategy::only_second
                                                                      : TruncationStrategy::longest_first,
                              .side = json[4].get<std::string>() == "right" ? TruncationSide::right : TruncationSide::left}};
  }
  Encoding encode(const Tokenizer& tokenizer, bool offsets) const {
    EncodingOptions asked = options;
    asked.offsets = offsets;
    return second ? tokenizer.encoding(first, *second, asked) : tokenizer.encoding(first, asked);
  }
};

std::string digest_of(const Encoding& e) {
  std::uint64_t state = 0xCBF29CE484222325u;
  const auto add = [&state](std::size_t number) {
    for (unsigned i = 0; i < 4; ++i) state = (state ^ (number >> (8 * i) & 0xff)) * 0x100000001B3u;
  };
  for (const TokenId id : e.ids) add(static_cast<std::size_t>(id));
  for (const TokenId type : e.token_type_ids) add(static_cast<std::size_t>(type));
  for (std::size_t i = 0; i < e.ids.size(); ++i) {
    add(static_cast<std::size_t>(e.parts[i]));
    add(e.offsets[i].begin);
    add(e.offsets[i].end);
  }
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(state));
  return digits;
}

TextTokens counted(std::size_t count) {
  TextTokens tokens;
  for (std::size_t i = 0; i < count; ++i) {
    tokens.ids.push_back(static_cast<TokenId>(i));
    tokens.offsets.push_back({i, i + 1});
  }
  return tokens;
}

std::pair<std::size_t, std::size_t> truncated_sizes(std::size_t first, std::size_t second, std::size_t room, Truncation how = {}) {
  TextTokens a = counted(first), b = counted(second);
  truncate(a, &b, room, how);
  CHECK(a.offsets.size() == a.ids.size());
  return {a.ids.size(), b.ids.size()};
}

}  // namespace

// By make_offsets.py.
TEST_CASE("ids, token types and offsets of texts and pairs, cut or not, are those of the tokenizers package") {
  const Json fixture = parse_json(read_file(tokenizer_fixtures() / "offsets" / "expected.json"), "expected.json");
  for (auto tokenizers = fixture["expected"].items(); const auto& [key, expected] : tokenizers) {
    const std::string name(key);  // which a lambda can capture, with Clang too
    CAPTURE(name);
    const Tokenizer tokenizer = Tokenizer::from_json_file(tokenizer_fixtures() / (name + ".json"));
    std::size_t n = 0;
    for (const Json& json : fixture["cases"]) {
      const OffsetsCase one(fixture["texts"], json);
      const Json& digest = expected[n++];
      CAPTURE(n);
      CAPTURE(one.first);
      if (digest.is_null()) {
        CHECK_THROWS_AS(one.encode(tokenizer, true), InputError);
        continue;
      }
      const Encoding with = one.encode(tokenizer, true), without = one.encode(tokenizer, false);
      CHECK(digest_of(with) == digest.get<std::string>());
      CHECK(without.ids == with.ids);
      CHECK(without.parts == with.parts);
      CHECK(without.offsets.empty());
    }
  }
}

TEST_CASE("truncate: the shares of a pair") {
  CHECK(truncated_sizes(3, 4, 7) == std::pair<std::size_t, std::size_t>{3, 4});
  CHECK(truncated_sizes(3, 10, 8) == std::pair<std::size_t, std::size_t>{3, 5});
  CHECK(truncated_sizes(10, 3, 8) == std::pair<std::size_t, std::size_t>{5, 3});
  CHECK(truncated_sizes(10, 10, 7) == std::pair<std::size_t, std::size_t>{3, 4});
  CHECK(truncated_sizes(9, 10, 0) == std::pair<std::size_t, std::size_t>{0, 0});
  CHECK(truncated_sizes(9, 5, 10, {.strategy = TruncationStrategy::only_first}) == std::pair<std::size_t, std::size_t>{5, 5});
  CHECK_THROWS_AS(truncated_sizes(3, 9, 8, {.strategy = TruncationStrategy::only_first}), InputError);
  TextTokens alone = counted(5);
  truncate(alone, nullptr, 2, {.side = TruncationSide::left});
  CHECK(alone.ids == std::vector<TokenId>{3, 4});
  CHECK(alone.offsets.front() == TextRange{3, 4});
  CHECK_THROWS_AS(truncate(alone, nullptr, 1, {.strategy = TruncationStrategy::only_second}), InputError);
}

TEST_CASE("no room for the special tokens, no template for a pair") {
  const Tokenizer bert = Tokenizer::from_json_file(tokenizer_fixtures() / "offsets" / "bert.json");
  CHECK(bert.encoding("a", {.truncation = {.max_length = 2}}).ids.size() == 2);
  CHECK_THROWS_AS(bert.encoding("a", {.truncation = {.max_length = 1}}), InputError);
  CHECK_THROWS_AS(bert.encoding("a", "b", {.truncation = {.max_length = 2}}), InputError);
  const PostProcessor twice =
      PostProcessor::from_json(parse_json(R"({"type":"Sequence","processors":[{"type":"BertProcessing","sep":["s",1],"cls":["c",0]},
                     {"type":"RobertaProcessing","sep":["s",1],"cls":["c",0]}]})",
                                          "f"),
                               10, "f");
  const TextTokens one = counted(1);
  CHECK(twice(one, nullptr).ids.size() == 5);
  CHECK_THROWS_AS(twice(one, &one), TokenizerError);
}

TEST_CASE("bytes that are not UTF-8 keep their places") {
  const Tokenizer roberta = Tokenizer::from_json_file(tokenizer_fixtures() / "offsets" / "roberta.json");
  const std::string text = "a \xff\xe2\x82 b";
  const Encoding e = roberta.encoding(text, {.add_special_tokens = false, .offsets = true});
  CHECK(e.ids == roberta.encode(text, {.add_special_tokens = false}));
  CHECK(e.offsets.front() == TextRange{0, 1});
  CHECK(e.offsets.back() == TextRange{6, 7});
  std::size_t last = 0;
  for (const TextRange& range : e.offsets) {
    CHECK(range.begin >= last);
    last = range.begin;
  }
}

TEST_CASE("a pair around which a list of tokens stands") {
  const TextTokens one = counted(1);
  const auto ids = [&](const PostProcessor& around) { return around(one, &one).ids; };
  CHECK(ids(PostProcessor({7}, {8})) == std::vector<TokenId>{7, 0, 8, 0, 8});
  CHECK(ids(PostProcessor({7}, {})) == std::vector<TokenId>{7, 0, 7, 0});
  CHECK(ids(PostProcessor()) == std::vector<TokenId>{0, 0});
  CHECK(PostProcessor({7}, {8})(one, &one).token_type_ids == std::vector<TokenId>{0, 0, 0, 1, 1});
}
