#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/detokenizer.hpp>
#include <ganymede/text/formats/sentencepiece_pipeline.hpp>
#include <ganymede/text/tokenizer.hpp>

#include "support/error_of.hpp"
#include "support/mutate.hpp"
#include "support/tokenizer_fixture.hpp"

#include <chrono>

using namespace ganymede;

namespace {

std::filesystem::path model(const std::string& name) { return tokenizer_fixtures() / "sentencepiece" / (name + ".model"); }

/// make_sentencepiece.py's random_bytes.
std::vector<std::string> random_bytes() {
  std::uint64_t state = 12345;
  std::vector<std::string> strings;
  for (std::size_t row = 0; row < 400; ++row) {
    std::string data;
    for (std::size_t i = 0; i < 1 + row % 24; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      const std::string choices[] = {std::string(1, static_cast<char>(static_cast<unsigned char>(state >> 40 & 0xFF))), "a", "\u2581", " "};
      data += choices[state >> 33 & 3];
    }
    strings.push_back(data);
  }
  return strings;
}

void check(const Tokenizer& tokenizer, const std::vector<std::string>& strings, const Json& blocks) {
  TokenDigest digest;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const auto ids = tokenizer.encode(strings[i]);
    digest.add(ids);
    digest.add(tokenizer.decode(ids));
    CHECK(tokenizer.decode(ids) == streamed(tokenizer, ids, true));
    if (i % 20 != 19 && i + 1 != strings.size()) continue;
    CAPTURE(i);
    CHECK(digest.text() == blocks[i / 20].get<std::string>());
    digest = {};
  }
}

void compare_model(const std::string& name) {
  CAPTURE(name);
  const Tokenizer tokenizer = Tokenizer::from_sentencepiece_file(model(name));
  const Json expected = Json::parse(read_file(tokenizer_fixtures() / "sentencepiece" / (name + ".expected.json")));
  check(tokenizer, Json::parse(read_file(tokenizer_fixtures() / "strings.json")).get<std::vector<std::string>>(), expected["blocks"]);
  check(tokenizer, random_bytes(), expected["bytes"]);
  for (std::size_t row = 0; row < expected["random"].size(); ++row) {
    CAPTURE(row);
    const auto ids = random_ids(tokenizer, row);
    TokenDigest chance;
    chance.add(tokenizer.decode(ids));
    CHECK(chance.text() == expected["random"][row].get<std::string>());
    CHECK(tokenizer.decode(ids) == streamed(tokenizer, ids, true));
  }
}

}  // namespace

TEST_CASE("gives what the sentencepiece package gives: nmt") { compare_model("nmt"); }
TEST_CASE("gives what the sentencepiece package gives: unigram") { compare_model("unigram"); }
TEST_CASE("gives what the sentencepiece package gives: unigram_bytes") { compare_model("unigram_bytes"); }
TEST_CASE("gives what the sentencepiece package gives: unigram_suffix") { compare_model("unigram_suffix"); }
TEST_CASE("gives what the sentencepiece package gives: unigram_identity") { compare_model("unigram_identity"); }
TEST_CASE("gives what the sentencepiece package gives: bpe") { compare_model("bpe"); }
TEST_CASE("gives what the sentencepiece package gives: bpe_bytes") { compare_model("bpe_bytes"); }
TEST_CASE("gives what the sentencepiece package gives: bpe_unused") { compare_model("bpe_unused"); }

TEST_CASE("control pieces are special, and text does not spell them") {
  const Tokenizer tokenizer = Tokenizer::from_sentencepiece_file(model("unigram"));
  const TokenId control = tokenizer.id("<c>").value();
  CHECK(tokenizer.is_special(control));
  const auto plain = tokenizer.encode("a <c> b");
  CHECK(std::count(plain.begin(), plain.end(), control) == 0);
  const auto parsed = tokenizer.encode("a <c> b", {.parse_special = true});
  CHECK(std::count(parsed.begin(), parsed.end(), control) == 1);
  CHECK(tokenizer.bos() == 1);
  CHECK(tokenizer.eos() == 2);
  CHECK(tokenizer.unk() == 0);
  CHECK_FALSE(tokenizer.pad().has_value());
}

TEST_CASE("a word of a million bytes takes well under a second") {
  for (const char* name : {"unigram", "nmt", "unigram_bytes"}) {
    const Tokenizer tokenizer = Tokenizer::from_sentencepiece_file(model(name));
    std::string word;
    for (std::size_t i = 0; word.size() < 1000000; ++i) word += "thelargestmoonofJupiterGanym\u00E9de"[i % 29];
    const auto begin = std::chrono::steady_clock::now();
    CHECK(tokenizer.encode(word).size() > 1000);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    MESSAGE(name, ": ", took.count(), " s");
    CHECK(took.count() < 20);  // with room for sanitizers and busy machines
  }
}

TEST_CASE("mutated models give a tokenizer or an Error") {
  for (const char* name : {"unigram", "unigram_bytes", "bpe_unused", "unigram_suffix"}) {
    const std::string bytes = read_file(model(name));
    REQUIRE_FALSE(bytes.empty());
    for (std::uint64_t seed = 0; seed < mutation_count() / 4 + 1; ++seed) {
      CAPTURE(seed);
      const std::string mutated = mutate(bytes, seed);
      try {
        const Tokenizer tokenizer(sentencepiece_pipeline(read_sentencepiece(std::as_bytes(std::span(mutated)), "mutated"), "mutated"));
        const auto ids = tokenizer.encode("It's 12 \u00E9t\u00E9 \u2460\u0301 <sep>the \xff!", {.parse_special = seed % 2 == 0});
        CHECK(is_valid_utf8(tokenizer.decode(ids)));
      } catch (const Error&) {}
    }
  }
}
