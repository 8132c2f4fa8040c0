#include <ganymede/io/family_setting_names.hpp>

#include <ganymede/io/json.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {
constexpr SettingName own_names[] = {{"hidden_size", "n_embd", true}, {"hidden_act", "activation_function"}};
Settings under_own_names(Json json) { return named(Settings(std::move(json), "config.json").recorded(), own_names); }
}  // namespace

TEST_CASE("a family's own names for settings: asked by the common name, told of by the file's") {
  const Settings s = under_own_names({{"n_embd", 8}, {"activation_function", 5}, {"hidden_act", "relu"}, {"vocab_size", 3}});
  CHECK(s.get<Index>("hidden_size") == 8);
  CHECK(s.get<Index>("vocab_size") == 3);
  CHECK(error_of<ConfigError>([&] { s.get<std::string>("hidden_act"); }).key == "activation_function");
  CHECK(error_of<ConfigError>([&] { under_own_names(Json::object()).get<Index>("hidden_size"); }).key == "n_embd");
  std::string unread;
  s.for_each_unread([&](const std::string& key, const Json&) { unread += key + " "; });
  CHECK(unread == "hidden_act ");  // the common name is no key of this family
}

TEST_CASE("where transformers reads both names, both say the same") {
  CHECK(under_own_names({{"n_embd", 8}, {"hidden_size", 8}}).get<Index>("hidden_size") == 8);
  CHECK(error_of<ConfigError>([] { under_own_names({{"n_embd", 8}, {"hidden_size", 9}}).get<Index>("hidden_size"); }).key == "hidden_size");
  CHECK(under_own_names({{"n_embd", 0.25}, {"hidden_size", 0.25}}).get<double>("hidden_size") == 0.25);
  const auto e = error_of<ConfigError>([] { under_own_names({{"n_embd", 0.25}, {"hidden_size", "8"}}).get<double>("hidden_size"); });
  CHECK(e.expected == "0.25");
  CHECK(e.found == "\"8\"");
}
