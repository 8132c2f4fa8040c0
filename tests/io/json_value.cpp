#include <ganymede/io/json_value.hpp>

#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("json values: what they are made of is what they are") {
  CHECK(Json().is_null());
  CHECK(Json(nullptr).is_null());
  CHECK(Json(true).is_boolean());
  CHECK(Json(-1).is_number_integer());
  CHECK_FALSE(Json(1).is_number_unsigned());
  CHECK(Json(1u).is_number_unsigned());
  CHECK(Json(1u).is_number_integer());
  CHECK(Json(0.5f).is_number_float());
  CHECK_FALSE(Json(0.5).is_number_integer());
  CHECK(Json("a").is_string());
  CHECK(Json(std::string_view("a")) == Json(std::string("a")));
  CHECK(Json(std::vector<int>{1, 2}) == Json{1, 2});
  CHECK(Json(std::vector<std::vector<std::string>>{{"a"}, {}}).dump() == R"([["a"],[]])");
  CHECK(Json::array().is_array());
  CHECK(Json::object().is_object());
  CHECK(std::string(Json(1).type_name()) == "number");
  CHECK(std::string(Json::object().type_name()) == "object");
  CHECK(Json().size() == 0);
  CHECK(Json(7).size() == 1);
}

TEST_CASE("json values: braces make objects of pairs that begin with a string, and arrays of all else") {
  CHECK(Json{{"a", 1}, {"b", {{"c", nullptr}}}}.dump() == R"({"a":1,"b":{"c":null}})");
  CHECK(Json{"a", "b", "c"}.dump() == R"(["a","b","c"])");
  CHECK(Json{{1, 2}, {3, 4}}.dump() == "[[1,2],[3,4]]");
  CHECK(Json::array({{"a", 1}}).dump() == R"([["a",1]])");
  CHECK(Json{{"a", {}}, {"a", 2}}.dump() == R"({"a":null})");  // the first of a name stays
  Json assigned;
  assigned = {{"type", "Sequence"}, {"list", Json::array({true})}};
  CHECK(assigned.dump() == R"({"list":[true],"type":"Sequence"})");  // in the order of the names
}

TEST_CASE("json values: read as what is asked for") {
  const Json json = Json::parse(R"({"i": -3, "u": 18446744073709551615, "f": 2.75, "b": true, "s": "é",
                                 "l": [[1, 2], [3]], "p": [[5, 0.5]]})");
  CHECK(json["i"].get<int>() == -3);
  CHECK(json["u"].get<std::uint64_t>() == 18446744073709551615u);
  CHECK(json["f"].get<float>() == 2.75f);
  CHECK(json["f"].get<int>() == 2);
  CHECK(json["b"].get<bool>());
  CHECK(json["b"].get<int>() == 1);
  CHECK(json["s"].get<std::string>() == "é");
  CHECK(json["l"].get<std::vector<std::vector<int>>>() == std::vector<std::vector<int>>{{1, 2}, {3}});
  CHECK(json["p"].get<std::vector<std::pair<int, double>>>() == std::vector<std::pair<int, double>>{{5, 0.5}});
  CHECK(json.value("i", 7) == -3);
  CHECK(json.value("none", 7) == 7);
  CHECK(json.value("s", "x") == "é");
  CHECK(json.value("none", "x") == "x");
  CHECK(json.at("l").at(1).front() == 3);
  CHECK(json["l"].back() == Json{3});
  CHECK(json.contains("s"));
  CHECK_FALSE(json["s"].contains("s"));
}

TEST_CASE("json values: what is not there or of another kind is an error of the library") {
  const Json json = Json::parse(R"({"s": "x", "n": 1.5, "l": [1]})");
  CHECK(error_of<FormatError>([&] { (void)json["s"].get<double>(); }).found == "string");
  CHECK(error_of<FormatError>([&] { (void)json["n"].get<std::string>(); }).expected == "a string");
  CHECK(error_of<FormatError>([&] { (void)json["n"].get<bool>(); }).expected == "true or false");
  CHECK(error_of<FormatError>([&] { (void)json.get<std::vector<int>>(); }).expected == "an array");
  CHECK(error_of<FormatError>([&] { (void)json.at("none"); }).key == "none");
  CHECK(error_of<FormatError>([&] { (void)json["none"]; }).key == "none");
  CHECK(error_of<FormatError>([&] { (void)json["l"][1]; }).found == "1");
  CHECK(error_of<FormatError>([&] { (void)json["s"]["x"]; }).expected == "an object");
  Json changed = json;
  error_of<FormatError>([&] { changed["s"].push_back(1); });
  error_of<FormatError>([&] { changed["l"]["key"] = 1; });
  error_of<FormatError>([&] { changed["l"].back().front() = 1; });
  error_of<FormatError>([&] { (void)Json::array().front(); });
  error_of<FormatError>([&] { Json::parse("[1"); });
  CHECK(changed == json);
}

TEST_CASE("json values: changed in place") {
  Json json;
  json["a"]["b"] = 1;
  json["l"].push_back("x");
  json["l"].emplace_back(2);
  json["l"].insert(0, nullptr);
  json["l"].insert(9, false);
  CHECK(json.dump() == R"({"a":{"b":1},"l":[null,"x",2,false]})");
  json["l"].erase(1);
  json["l"].erase(json["l"].begin());
  json.update({{"a", 0}, {"z", 26}});
  CHECK(json.dump() == R"({"a":0,"l":[2,false],"z":26})");
  CHECK(json.erase("z") == 1);
  CHECK(json.erase("z") == 0);
  json.erase(json.find("a"));
  CHECK(json.dump() == R"({"l":[2,false]})");
  json = json["l"];  // a part of itself
  CHECK(json.dump() == "[2,false]");
  json = std::move(json[0]);
  CHECK(json == 2);
  const Json copy = json, moved = std::move(json);
  CHECK(json.is_null());
  CHECK(copy == moved);
  Json text("long enough to be stored elsewhere than in the string itself");
  text.clear();
  CHECK(text.is_null());
}

TEST_CASE("json values: numbers are equal where their values are") {
  CHECK(Json(1) == Json(1u));
  CHECK(Json(1) == Json(1.0));
  CHECK(Json(-1) != Json(std::numeric_limits<std::uint64_t>::max()));
  CHECK(Json(1u) != Json(1.5));
  CHECK(Json(std::nan("")) != Json(std::nan("")));
  CHECK(Json(1) != Json(true));
  CHECK(Json("1") != Json(1));
  CHECK(Json{1, {{"a", 2}}} == Json::parse(R"([1,{"a":2}])"));
}
