#include <doctest/doctest.h>
#include <ganymede/text/tokenizer_model.hpp>
#include <ganymede/text/word_level.hpp>

using namespace ganymede;

TEST_CASE("any class that makes ids of a word is a model, with working memory or without") {
  struct Length {
    void encode(std::string_view word, std::vector<TokenId>& out) const { out.push_back(static_cast<TokenId>(word.size())); }
  };
  struct First {
    void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out) const {
      scratch.symbols.push_back({word.front(), 0, 1});
      out.push_back(scratch.symbols.back().id);
    }
  };
  ModelScratch scratch;
  std::vector<TokenId> ids;
  TokenizerModel model = Length{};
  model.encode("abc", scratch, ids);
  const TokenizerModel copy = model;
  model = First{};
  model.encode("abc", scratch, ids);
  copy.encode("ab", scratch, ids);
  CHECK(ids == std::vector<TokenId>{3, 'a', 2});
  CHECK(model.is<First>());
  CHECK(copy.is<Length>());
  CHECK_FALSE(copy.is<WordLevel>());
}
