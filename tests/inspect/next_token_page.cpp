#include <ganymede/inspect/next_token_page.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
/// The JSON between the page's script tags.
std::string next_token_data(const std::string& page) {
  const std::size_t begin = page.find("id=\"data\">") + 10;
  return page.substr(begin, page.find("</script>", begin) - begin);
}
}  // namespace

TEST_CASE("a page holds every token, and whatever tokens spell, they stay text") {
  FilterTable table(std::vector<float>{0, 1, 2, 3});
  table.add("top_k", 2, std::vector<float>{-std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), 2, 3});
  const std::vector<TokenId> ids{1, 2};
  const auto text = [](TokenId id) { return id == 3 ? std::string("</script><!--") : id == 2 ? std::string("\xd7") : std::string("a"); };
  const std::string page = next_token_page({.model = "<b>", .ids = ids, .table = table, .text = text});
  CHECK(page.find("</script><!--") == std::string::npos);
  const std::string data = next_token_data(page);
  CHECK(data.find("\"model\":\"\\u003cb\\u003e\",\"tokens\":[\"a\",\"\u27e8d7\u27e9\"]") != std::string::npos);
  CHECK(data.find("\"ids\":[3,2,1,0]") != std::string::npos);
  CHECK(data.find("\"cut\":[-1,-1,0,0],\"after\":[-0.3133,-1.313]") != std::string::npos);
  CHECK(data.find("\"lens\"") == std::string::npos);
}

TEST_CASE("of a lens the last positions") {
  const FilterTable table(std::vector<float>{0, 1});
  LogitLens lens{3, {}};
  for (int cell = 0; cell < 6; ++cell) lens.cells.push_back({{{cell % 2, std::log(0.75)}}, {0, std::log(0.25)}, cell});
  const std::vector<TokenId> ids{0, 1, 0};
  const auto text = [](TokenId id) { return std::string(1, static_cast<char>('a' + id)); };
  const std::string data = next_token_data(next_token_page({.ids = ids, .table = table, .lens = &lens, .text = text, .positions = 1}));
  CHECK(data.find("\"lens\":{\"first\":2,\"cells\":[[{\"top\":[[\"a\",0.75]],\"answer\":0.25,\"rank\":2}],"
                  "[{\"top\":[[\"b\",0.75]],\"answer\":0.25,\"rank\":5}]]}") != std::string::npos);
}
