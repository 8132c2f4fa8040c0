#include <ganymede/inspect/embedding_page.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/word2vec.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
Json embedding_data(const std::string& page) {
  const std::string open = "<script type=\"application/json\" id=\"data\">";
  const std::size_t begin = page.find(open) + open.size();
  return parse_json(page.substr(begin, page.find("</script>", begin) - begin), "page");
}
}  // namespace

TEST_CASE("a page holds the words of each space with their neighbours, in the components of their unit vectors") {
  Word2vec file = read_word2vec(GANYMEDE_TEST_DATA "/word2vec/words.bin");
  const WordVectors table(std::move(file.words), std::move(file.vectors), file.dimensions);
  EmbeddingSpace space{"made up", "words", "How.", table, 3};
  const auto look = [&](std::string_view word) { return look_up(table, word); };
  for (const char* const word : {"king", "queen", "<script>alert(1)</script>", "dog", "nobody"}) space.place(word, look);
  space.place_analogy("king - man + woman", look);
  const std::string page = embedding_page(std::span(&space, 1));
  CHECK(page.find("<script>alert") == page.npos);
  const Json data = embedding_data(page)["spaces"][0];
  CHECK(data["name"] == "made up");
  CHECK(data["size"] == 24);
  CHECK(data["dimensions"] == 10);
  CHECK(data["absent"] == Json{"nobody"});
  CHECK(data["with_neighbours"] == false);
  REQUIRE(data["words"].size() == 5);
  CHECK(data["words"][2]["word"] == "<script>alert(1)</script>");
  CHECK(data["words"][4]["sum"] == true);
  CHECK(data["words"][4]["near"][0]["word"] == "queen");
  CHECK(data["words"][0]["cosines"][0] == 1);
  CHECK(data["words"][0]["cosines"][1].get<double>() == doctest::Approx(0.8722).epsilon(1e-4));
  double share = 0;
  for (const Json& s : data["shares"]) share += s.get<double>();
  CHECK(share > 0.5);
  CHECK(share <= 1.0001);
  for (const Json& w : data["words"]) {  // no further from the middle than unit vectors can be
    double squares = 0;
    for (const Json& c : w["at"]) squares += c.get<double>() * c.get<double>();
    CHECK(squares < 4);
  }
}

TEST_CASE("few words are drawn with their neighbours; a zero vector does no harm") {
  const WordVectors table({"a", "b", "nothing"}, {1, 0, 0, 1, 0, 0}, 2);
  EmbeddingSpace space{"small", "words", "How.", table, 5};
  const auto look = [&](std::string_view word) { return look_up(table, word); };
  space.place("a", look);
  space.place("nothing", look);
  const Json data = embedding_data(embedding_page(std::span(&space, 1)))["spaces"][0];
  CHECK(data["with_neighbours"] == true);
  CHECK(data["words"][0]["near"].size() == 1);
  CHECK(data["words"][1]["near"].empty());
}

TEST_CASE("tokens that a word is the mean of are shown as people read them, bytes of half a character too") {
  const WordVectors table({" king", "\xd7", "b"}, {1, 0, 0, 1, 1, 1}, 2);
  EmbeddingSpace space{"tokens", "tokens", "How.", table, 2};
  space.place("king", [](std::string_view) {
    return std::optional(WordLookup{{1, 1}, {0, 1}, "mean of 2 tokens: \u0120king \u00d7", {" king", "\xd7"}});
  });
  const Json word = embedding_data(embedding_page(std::span(&space, 1)))["spaces"][0]["words"][0];
  CHECK(word["tokens"] == Json{" king", "\u27e8d7\u27e9"});
  CHECK(word["note"] == "");
  space.place("b", [&](std::string_view text) { return look_up(table, text); });
  const Json words = embedding_data(embedding_page(std::span(&space, 1)))["spaces"][0]["words"];
  CHECK(words[1]["note"] == "word 3 of the table");
  CHECK(words[1]["tokens"] == Json::array());
  CHECK(words[1]["near"][0]["word"] == " king");
  CHECK(words[1]["near"][1]["word"] == "\u27e8d7\u27e9");
}
