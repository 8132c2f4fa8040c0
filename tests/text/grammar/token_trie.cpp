#include <ganymede/text/grammar/token_trie.hpp>

#include <doctest/doctest.h>
#include <support/tokenizer_fixture.hpp>

#include <algorithm>
#include <set>

using namespace ganymede;

namespace {
/// The tokens that a walk meets, with their bytes.
std::vector<std::pair<std::string, TokenId>> walked(const TokenTrie::Walk& walk) {
  std::vector<std::pair<std::string, TokenId>> all;
  std::string bytes;
  for (std::size_t at = 0; at + 1 < walk.nodes.size(); ++at) {
    const TokenTrie::Node& node = walk.nodes[at];
    bytes.resize(node.depth);
    bytes += static_cast<char>(node.byte);
    CHECK(node.end > at);
    for (std::uint32_t i = node.first; i < walk.nodes[at + 1].first; ++i) all.emplace_back(bytes, walk.ids[i]);
  }
  return all;
}
}  // namespace

TEST_CASE("token trie: a walk meets each token once, in the order of their bytes") {
  std::vector<std::pair<std::string, TokenId>> tokens{{"b", 0},  {"ab", 1},   {"a", 2},    {"abc\"", 3},
                                                      {"ab", 4}, {"\xC3", 5}, {"\xA4", 6}, {"\xC3\xA4", 7}};
  for (int b = 0; b < 256; ++b) tokens.emplace_back(std::string(1, static_cast<char>(b)), 10 + b);
  const TokenTrie trie(tokens);
  std::sort(tokens.begin(), tokens.end());
  CHECK(walked(trie.all()) == tokens);
  CHECK(trie.size() == 266);
  const std::set<TokenId> plain(trie.plain().begin(), trie.plain().end());
  CHECK(plain.count(1) + plain.count(4) + plain.count(7) == 3);
  CHECK(plain.count(3) + plain.count(5) + plain.count(6) + plain.count(10 + '\n') == 0);
  CHECK(plain.size() + trie.not_plain().ids.size() == tokens.size());
}

TEST_CASE("token trie: the fewest tokens that spell a text") {
  const TokenTrie trie({{"a", 0}, {"b", 1}, {"ab", 2}, {"bab", 3}, {"ba", 4}});
  CHECK(*trie.spell("abab") == std::vector<TokenId>{2, 2});
  CHECK(*trie.spell("abbab") == std::vector<TokenId>{2, 3});
  CHECK(trie.spell("")->empty());
  CHECK_FALSE(trie.spell("abc"));
}

TEST_CASE("token trie: without all bytes, parts of characters are left out") {
  const TokenTrie trie({{"a", 0}, {"\xC3\xA4", 1}, {"\xC3", 2}, {"\xC3\xA4\xC3", 3}});
  CHECK(walked(trie.all()).size() == 2);
  CHECK(trie.spelling().characters == std::vector<std::string>{"\xC3\xA4"});
  CHECK(trie.spelling().bytes.count() == 1);
}

TEST_CASE("token trie: tokenizers' special and unknown tokens are left out, byte tokens are bytes") {
  for (const char* name : {"gpt2", "llama2", "smollm2", "qwen2", "gemma"}) {
    CAPTURE(name);
    const auto tokenizer = Tokenizer::from_json_file(tokenizer_fixtures() / (std::string(name) + ".json"));
    const auto trie = std::make_shared<const TokenTrie>(tokenizer);
    for (const auto& [bytes, id] : walked(trie->all())) {
      CHECK_FALSE(tokenizer.is_special(id));
      CHECK(tokenizer.token_bytes(id) == bytes);
    }
    const auto way = trie->spell("{\"\xC3\xA4\": 1}");
    if (way) {
      std::string text;
      for (const TokenId id : *way) text += tokenizer.token_bytes(id);
      CHECK(text == "{\"\xC3\xA4\": 1}");
      const auto other = TokenTrie::without(trie, *way);
      CHECK(other->all().ids.size() < trie->all().ids.size());
    }
    CHECK(TokenTrie::without(trie, {}) == trie);
  }
}
