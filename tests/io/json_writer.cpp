#include <ganymede/io/json_writer.hpp>

#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <sstream>

using namespace ganymede;

TEST_CASE("json text: as nlohmann_json writes it") {
  for (const double number :
       {0.0, -0.0, 1.0, -2.5, 0.1, 1e-4, 1e-5, 123456789012345.0, 1e15, 1e16, 1.5e16, 1e300, 5e-324, 1.7976931348623157e308, 1e-5f * 1.0})
    CHECK(Json(number).dump() == nlohmann::json(number).dump());
  CHECK(Json(std::numeric_limits<double>::infinity()).dump() == "null");
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    CAPTURE(number);
    CHECK(std::strtod(Json(number).dump().c_str(), nullptr) == number);
    const auto small = static_cast<double>(static_cast<std::int64_t>(random() % 2000000) - 1000000) / 1000;
    CHECK(Json(small).dump() == nlohmann::json(small).dump());
  }
  std::string all;
  for (char c = 1; c < 127; ++c) all += c;
  all += "\x7fé\u2581😀";
  all += '\0';
  CHECK(Json(all).dump() == nlohmann::json(all).dump());
  for (const char* const bytes :
       {"a\xff\xe2\x82z\xf0\x9f\x98\x80", "\xa9\xbf", "a\xe2\x80\xe0", "\xf0\x90\xf4\xa9\x80", "\xf4\x80\x80", "\xf4\x90\x80",
        "\xed\xa0\x80", "\xe0\x9f\x80", "\xc0\xaf", "\xf0\x9f\x01", "\xc3", "\xf0\x9f\x98\xc3\xa9"}) {
    CAPTURE(bytes);
    CHECK(Json(bytes).dump() == nlohmann::json(bytes).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  const char* const text = R"({"a":[1,-2,3.5,true,null,"\u0001\"\\",{},[]],"b":{"c":{"d":18446744073709551615}}})";
  CHECK(Json::parse(text).dump() == nlohmann::json::parse(text).dump());
  std::ostringstream stream;
  stream << Json::parse(text);
  CHECK(stream.str() == Json::parse(text).dump());
}
