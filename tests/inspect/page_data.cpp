#include <ganymede/inspect/page_data.hpp>
#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using ganymede::Json;
using ganymede::PageData;

TEST_CASE("page_data: what a JSON parser reads is what was written") {
  const std::vector<std::string> tokens{"a", "\"b\\", ""};
  const std::vector<float> weights{0.25F, -1e-9F, 3.0F};
  const std::vector<std::int32_t> ids{1, -2};
  PageData data;
  data.key("tokens").strings(tokens).key("weights").numbers(weights).key("ids").integers(ids);
  data.key("layers").array([&] {
    for (int i = 0; i < 2; ++i) data.object([&] { data.key("n").integer(i).key("even").boolean(i == 0); });
    data.array([] {});
  });
  data.key("bad").number(std::nan("")).key("large").number(INFINITY).key("third").number(1.0 / 3).key("last").string("x");
  CHECK(Json::parse(data.str()) == Json::parse(R"({"tokens":["a","\"b\\",""],"weights":[0.25,-1e-9,3],"ids":[1,-2],
    "layers":[{"n":0,"even":true},{"n":1,"even":false},[]],"bad":null,"large":null,"third":0.33333,"last":"x"})"));
  CHECK(PageData{}.str() == "{}");
}

TEST_CASE("page_data: no text ends the script element, the string or the line") {
  const std::string hostile =
      "</script><script>alert(1)</script><!--\u2028\u2029&lt;\"\\\n" + std::string(1, '\0') + "שלום 👩‍🔬";
  PageData data;
  const std::string json = data.key(hostile).string(hostile).str();
  for (const char* never : {"<", ">", "&", "\u2028", "\u2029", "\n"}) CHECK(json.find(never) == std::string::npos);
  CHECK(Json::parse(json) == Json{{hostile, hostile}});
}

TEST_CASE("page_data: bytes that are not UTF-8 become U+FFFD") {
  CHECK(PageData{}.key("a").string("\xf0\x9f<\xff").str() == "{\"a\":\"\xef\xbf\xbd\\u003c\xef\xbf\xbd\"}");
}
