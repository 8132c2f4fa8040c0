#include <doctest/doctest.h>
#include <ganymede/text/bpe.hpp>

using namespace ganymede;

namespace {

using Ids = std::vector<TokenId>;

struct Model {
  std::vector<std::string> pieces;
  std::vector<std::pair<std::string, std::string>> merges{};
  BpeOptions options{};
  std::vector<bool> reserved{};

  Ids encode(std::string_view word) const {
    auto vocabulary = std::make_shared<Vocabulary>();
    for (const std::string& piece : pieces) vocabulary->add(piece, vocabulary->size(), "f", "k");
    vocabulary->freeze("f", "k");
    MergeTable table(merges.size());
    std::uint32_t rank = 0;
    for (const auto& [a, b] : merges)
      table.insert(*vocabulary->find(a), *vocabulary->find(b),
                   {rank++, *vocabulary->find(a + b.substr(options.continuing_subword_prefix.size()))}, true);
    const Bpe bpe(vocabulary, std::move(table), options, reserved);
    MergeScratch scratch;
    Ids first, second;
    bpe.encode(word, scratch, first);
    bpe.encode(word, scratch, second);  // by what was learnt
    CHECK(first == second);
    return first;
  }
};

}  // namespace

TEST_CASE("merges in the order of their ranks") {
  const Model model{{"a", "b", "c", "ab", "bc", "abc"}, {{"b", "c"}, {"a", "b"}, {"a", "bc"}}};
  CHECK(model.encode("abc") == Ids{5});
  CHECK(model.encode("ab") == Ids{3});
  CHECK(model.encode("aab") == Ids{0, 3});
  CHECK(model.encode("").empty());
}

TEST_CASE("a piece that the merges do not reach is only found with ignore_merges") {
  Model model{{"a", "b", "c", "bc", "abc"}, {{"b", "c"}}};
  CHECK(model.encode("abc") == Ids{0, 3});
  model.options.ignore_merges = true;
  CHECK(model.encode("abc") == Ids{4});
  CHECK(model.encode("abca") == Ids{0, 3, 0});
}

TEST_CASE("unknown characters: dropped, one each, fused, as bytes") {
  Model model{{"a", "<unk>", "<0xC3>", "<0xA9>"}};
  CHECK(model.encode("a\u00E9\u00E8a") == Ids{0, 0});
  model.options.unk_token = "<unk>";
  CHECK(model.encode("a\u00E9\u00E8a") == Ids{0, 1, 1, 0});
  model.options.fuse_unk = true;
  CHECK(model.encode("a\u00E9\u00E8a") == Ids{0, 1, 0});
  model.options.byte_fallback = true;
  CHECK(model.encode("a\u00E9a") == Ids{0, 2, 3, 0});
  CHECK(model.encode("\u00E8\u00E9a") == Ids{2, 3, 1, 0});  // the package's order: a pending unk_token waits for a known character
  model.options.unk_token = "none";
  CHECK(model.encode("a\u00E9") == Ids{0, 2, 3});
  CHECK_THROWS_AS(model.encode("a\u00E8"), TokenizerError);
}

TEST_CASE("affixes") {
  const Model suffix{{"a", "b</w>", "ab</w>", "a</w>"}, {{"a", "b</w>"}}, {.end_of_word_suffix = "</w>"}};
  CHECK(suffix.encode("ab") == Ids{2});
  CHECK(suffix.encode("aa") == Ids{0, 3});
  const Model prefix{{"a", "##b", "ab", "##a"}, {{"a", "##b"}}, {.continuing_subword_prefix = "##"}};
  CHECK(prefix.encode("ab") == Ids{2});
  CHECK(prefix.encode("aba") == Ids{2, 3});
}

TEST_CASE("text does not become a reserved token") {
  Model model{{"a", "b", "ab"}, {}, {.ignore_merges = true}, {false, false, true}};
  CHECK(model.encode("ab") == Ids{0, 1});
}

TEST_CASE("a text of many words is cut at spaces with the same result") {
  // The same pieces, and one that joins two words, which forbids cutting.
  Model model{{"a", "b", "\u2581", "\u2581a", "ab", "\u2581ab"}, {{"a", "b"}, {"\u2581", "a"}, {"\u2581", "ab"}}};
  const Ids cut = model.encode("\u2581ab\u2581\u2581aab\u2581b");
  CHECK(cut == Ids{5, 2, 3, 4, 2, 1});
  model.pieces.push_back("b\u2581");
  CHECK(model.encode("\u2581ab\u2581\u2581aab\u2581b") == cut);
}

TEST_CASE("byte tokens") {
  Vocabulary vocabulary;
  vocabulary.add("<0x0A>", 0, "f", "k");
  vocabulary.add("<0xfF>", 1, "f", "k");
  vocabulary.freeze("f", "k");
  CHECK(byte_tokens(vocabulary)[10] == 0);
  CHECK(byte_tokens(vocabulary)[255] == -1);
}
