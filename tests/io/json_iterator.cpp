#include <ganymede/io/json_iterator.hpp>

#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace ganymede;

TEST_CASE("json iterators: elements of arrays, values of objects, any other value itself, null nothing") {
  const Json list = Json::parse("[3, 1, 2]"), members = Json::parse(R"({"b": 1, "a": 2})");
  std::string seen;
  for (const Json& value : list) seen += value.dump();
  for (const Json& value : members) seen += value.dump();
  for (const Json& value : Json("text")) seen += value.dump();
  for (const Json& value : Json()) seen += value.dump();
  CHECK(seen == "31221\"text\"");
  CHECK(std::find(list.begin(), list.end(), Json(2)) != list.end());
  CHECK(std::find(list.begin(), list.end(), Json(9)) == list.end());
  CHECK(members.find("b") != members.end());
  CHECK(members.find("b").key() == "b");
  CHECK(*members.find("b") == 1);
  CHECK(members.find("c") == members.end());
  CHECK(list.find("a") == list.end());
  auto next = members.begin();
  CHECK(next++.key() == "a");
  CHECK(next.key() == "b");
}

TEST_CASE("json iterators: what they stand on can be changed") {
  Json list = Json::parse("[1, 2]");
  for (Json& value : list) value = value.get<int>() * 10;
  CHECK(list.dump() == "[10,20]");
  Json members = Json::parse(R"({"a": 1, "b": 2})");
  for (auto&& [key, value] : members.items()) value = key;
  CHECK(members.dump() == R"({"a":"a","b":"b"})");
}

TEST_CASE("json items: keys with their values, indices with elements") {
  const Json members = Json::parse(R"({"b": 1, "a": [2]})"), list = Json::parse(R"(["x", "y"])");
  std::string seen;
  for (const auto& [key, value] : members.items()) seen += key + "=" + value.dump() + " ";
  for (const auto& item : list.items()) seen += item.key() + "=" + item.value().get<std::string>() + " ";
  CHECK(seen == "a=[2] b=1 0=x 1=y ");
}
