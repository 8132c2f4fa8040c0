#include <ganymede/io/settings.hpp>

#include <doctest/doctest.h>

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
