#include <doctest/doctest.h>
#include <ganymede/io/json_value.hpp>
#include <ganymede/io/ordered_json_text.hpp>

#include <string>

using namespace ganymede;

TEST_CASE("values with an order are written as they were read") {
  for (const char* text :
       {"null", "true", "-3", "18446744073709551615", "0.5", R"("a\"\n\u0001")", "[]", "{}", R"({"b":[1,{"z":null,"a":"x"}],"a":false})"})
    CHECK(dump(parse_ordered_json(text, "text")) == text);
}

TEST_CASE("as Json, members stand in the order of their names") {
  const Json json = to_json(parse_ordered_json(R"({"b": [1, 2.5, "x", null, true], "a": {}})", "text"));
  CHECK(json.dump() == R"({"a":{},"b":[1,2.5,"x",null,true]})");
}
