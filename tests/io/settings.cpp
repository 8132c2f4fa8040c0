#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {
Settings settings(const char* text) { return Settings(parse_json(text, "config.json"), "config.json"); }
}  // namespace

TEST_CASE("settings: present, absent and null") {
  const Settings s = settings(R"({"hidden_size": 64, "head_dim": null, "act": "gelu", "tie": true, "eps": 1e-5})");
  CHECK(s.get<Index>("hidden_size") == 64);
  CHECK(s.get<std::string>("act") == "gelu");
  CHECK(s.get<bool>("tie"));
  CHECK(s.get<double>("eps") == 1e-5);
  CHECK(s.has("hidden_size"));
  CHECK_FALSE(s.has("head_dim"));
  CHECK_FALSE(s.has("nothing"));
  CHECK(s.get_or<Index>("head_dim", 8) == 8);
  CHECK(s.get_or<Index>("hidden_size", 8) == 64);
  CHECK(s.get_or<std::string>("nothing", "relu") == "relu");
  CHECK(s.file() == "config.json");
  CHECK(s.json().size() == 5);
  CHECK(Settings().json().empty());
  CHECK(Settings().empty());
  CHECK_FALSE(s.empty());
}

TEST_CASE("settings: errors name file, key, expected and found") {
  const Settings s = settings(R"({"a": "x", "b": null})");
  const auto wrong = error_of<ConfigError>([&] { s.get<int>("a"); });
  CHECK(wrong.file == "config.json");
  CHECK(wrong.key == "a");
  CHECK(contains(wrong.expected, "whole number"));
  CHECK(wrong.found == "\"x\"");
  error_of<ConfigError>([&] { s.get_or<int>("a", 1); });  // a wrong setting is no absent one
  CHECK(error_of<ConfigError>([&] { s.get<int>("b"); }).key == "b");
  CHECK(error_of<ConfigError>([&] { s.get<int>("missing"); }).key == "missing");
}

TEST_CASE("settings: lists, of which a single value is the shortest") {
  const Settings s = settings(R"({"eos": [1, 2], "one": 3, "none": [], "bad": [1, "x"], "null": null})");
  CHECK(s.list<TokenId>("eos") == std::vector<TokenId>{1, 2});
  CHECK(s.list<TokenId>("one") == std::vector<TokenId>{3});
  CHECK(s.list<TokenId>("none").empty());
  CHECK(error_of<ConfigError>([&] { s.list<TokenId>("bad"); }).key == "bad[1]");
  error_of<ConfigError>([&] { s.list<TokenId>("null"); });
  error_of<ConfigError>([&] { s.list<TokenId>("missing"); });
  CHECK(settings(R"({"layers": ["full", "sliding"]})").list<std::string>("layers").back() == "sliding");
}

TEST_CASE("settings: nested objects keep their path and outlive their parent") {
  Settings inner;
  {
    const Settings s = settings(R"({"rope_parameters": {"full": {"factor": 2.0}}, "n": 1})");
    inner = s.sub("rope_parameters").sub("full");
    CHECK(error_of<ConfigError>([&] { s.sub("n"); }).key == "n");
    error_of<ConfigError>([&] { s.sub("missing"); });
  }
  CHECK(inner.get<float>("factor") == 2.0f);
  CHECK(error_of<ConfigError>([&] { inner.get<std::string>("factor"); }).key == "rope_parameters.full.factor");
  CHECK(error_of<ConfigError>([&] { inner.get<int>("type"); }).key == "rope_parameters.full.type");
}

TEST_CASE("settings: anything but an object is refused") {
  for (const char* text : {"[]", "1", "null", "\"a\""}) error_of<ConfigError>([&] { settings(text); });
}

TEST_CASE("settings: a record names what nobody has asked for, through nested objects") {
  const Settings s = settings(R"({"a": 1, "b": null, "c": {"x": 1, "y": 2}, "d": {"z": 3}, "e": [4], "f": 5})").recorded();
  const auto unread = [&s] {
    std::string names;
    s.for_each_unread([&](const std::string& key, const Json& value) { names += key + "=" + value.dump() + " "; });
    return names;
  };
  CHECK(unread() == R"(a=1 c={"x":1,"y":2} d={"z":3} e=[4] f=5 )");
  const Settings copy = s;  // shares the list
  CHECK(copy.get<int>("a") == 1);
  CHECK(s.sub("c").get<int>("x") == 1);
  CHECK(s.has("d"));  // to ask whether it is there does not read what is in it
  CHECK(s.list<int>("e").size() == 1);
  CHECK(s.get_or<int>("g", 7) == 7);
  CHECK(unread() == "c.y=2 d.z=3 f=5 ");
  CHECK(s.contains("b"));
  CHECK_FALSE(s.has("b"));
  CHECK_FALSE(s.contains("h"));
  CHECK(s.recorded().get<int>("f") == 5);  // another list
  CHECK(unread() == "c.y=2 d.z=3 f=5 ");
}

TEST_CASE("settings: whatever stands in the place of a value, typed reading gives it or a ConfigError") {
  const char* const values[] = {"[]",  "{}", "[[1]]", "1e300", "-1e300", "1e19", "18446744073709551615",
                                "0.5", "-1", "true",  "\"x\"", "\"\""};
  for (const char* const value : values) {
    CAPTURE(value);
    const Settings s = settings((std::string(R"({"k": )") + value + "}").c_str());
    const auto read = [](const auto& get) {
      try {
        get();
      } catch (const ConfigError& error) {
        CHECK(error.details().key.starts_with("k"));
      }
    };
    read([&] { s.get<Index>("k"); });
    read([&] { s.get<TokenId>("k"); });
    read([&] { s.get<bool>("k"); });
    read([&] { s.get<float>("k"); });
    read([&] { s.get<double>("k"); });
    read([&] { s.get<std::string>("k"); });
    read([&] { s.list<TokenId>("k"); });
    read([&] { s.list<std::string>("k"); });
    read([&] { s.sub("k"); });
  }
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  for (const double value : {nan, infinity, -infinity}) {
    const Settings s(Json{{"k", value}}, "config.json");
    CHECK(error_of<ConfigError>([&] { s.get<double>("k"); }).key == "k");
    CHECK(error_of<ConfigError>([&] { s.get<Index>("k"); }).key == "k");
    CHECK(error_of<ConfigError>([&] { s.get<std::uint64_t>("k"); }).key == "k");
  }
}
