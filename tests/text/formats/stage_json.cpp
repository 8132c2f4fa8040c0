#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/stage_json.hpp>

#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("settings are read strictly") {
  const Json json = parse_json(R"({"type": "T", "yes": true, "word": "w", "nothing": null, "pattern": {"Regex": "a"}, "list": []})", "f");
  const StageJson stage(json, "f", "normalizer");
  CHECK(stage.type() == "T");
  CHECK(stage.boolean("yes"));
  CHECK(stage.boolean("nothing", true));
  CHECK(stage.string("word") == "w");
  CHECK(stage.string("absent", "other") == "other");
  CHECK(stage.pattern("pattern") == std::pair{true, std::string("a")});
  CHECK(stage.array("list").empty());
  CHECK(error_of<TokenizerError>([&] { stage.boolean("absent"); }).problem == "setting is missing");
  const ErrorDetails wrong = error_of<TokenizerError>([&] { stage.boolean("word"); });
  CHECK(wrong.key == "normalizer.word");
  CHECK(wrong.file == "f");
  CHECK(wrong.expected == "true or false");
  CHECK_THROWS_AS(stage.pattern("word"), TokenizerError);
  CHECK_THROWS_AS(stage.array("word"), TokenizerError);
  CHECK(stage.character("word") == "w");
  CHECK(error_of<TokenizerError>([&] { (void)stage.character("type_of"); }).key == "normalizer.type_of");
  CHECK_NOTHROW(stage.only({"yes", "word", "nothing", "pattern", "list"}));
  CHECK(error_of<TokenizerError>([&] { stage.only({"yes", "word", "pattern", "list"}); }).key == "normalizer.nothing");
  CHECK_THROWS_AS(StageJson(Json::array(), "f", "k"), TokenizerError);
}

TEST_CASE("errors of a pattern get their place") {
  const Json json = Json::object();
  const StageJson stage(json, "f", "pre_tokenizer");
  const auto details =
      error_of<TokenizerError>([&] { stage.at("pattern", []() -> int { throw TokenizerError{{.problem = "p", .found = "q"}}; }); });
  CHECK(details.key == "pre_tokenizer.pattern");
  CHECK(details.problem == "p");
  CHECK(details.found == "q");
}
