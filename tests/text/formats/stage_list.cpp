#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/stage_list.hpp>

#include <vector>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

/// The keys of all stages, in order.
std::vector<std::string> stage_keys(const Json& json) {
  std::vector<std::string> keys;
  detail::for_each_stage(json, "f", "part", "list", [&](const StageJson& stage) { keys.push_back(stage.key() + "=" + stage.type()); });
  return keys;
}
Json listed_stages(std::size_t count, const Json& stage) { return {{"type", "Sequence"}, {"list", Json(Json::array_t(count, stage))}}; }

struct NumberedStage {
  int number = 0;
  static NumberedStage from_json(const StageJson& json) { return {static_cast<int>(json.number("number"))}; }
};
struct PlainStage {
  operator NumberedStage() const { return {7}; }  // NOLINT(google-explicit-constructor): as a part holds any stage
};

}  // namespace

TEST_CASE("sequences are taken apart in order") {
  using Keys = std::vector<std::string>;
  CHECK(stage_keys(nullptr).empty());
  CHECK(stage_keys(Json::parse(R"({"type":"A"})")) == Keys{"part=A"});
  CHECK(stage_keys(Json::parse(R"({"type":"Sequence","list":[{"type":"A"},{"type":"Sequence","list":[{"type":"B"}]},{"type":"C"}]})")) ==
        Keys{"part.list[0]=A", "part.list[1].list[0]=B", "part.list[2]=C"});
}

TEST_CASE("what is no list of stages is refused with its place") {
  const auto key_of = [](const char* json) { return error_of<TokenizerError>([&] { stage_keys(Json::parse(json)); }).key; };
  CHECK(key_of("[]") == "part");
  CHECK(key_of(R"({"type":"Sequence","list":[null]})") == "part.list[0]");
  CHECK(key_of(R"({"type":"Sequence","list":3})") == "part.list");
  CHECK(key_of(R"({"type":"Sequence","list":[],"more":[]})") == "part.more");
}

TEST_CASE("stages and sequences are counted over all lists, and nesting is limited") {
  const Json stage{{"type", "A"}}, half = listed_stages(64, stage), none = listed_stages(0, stage);
  CHECK(stage_keys(listed_stages(2, half)).size() == 128);
  CHECK_THROWS_AS(stage_keys(listed_stages(3, half)), TokenizerError);
  CHECK(stage_keys(listed_stages(127, none)).empty());
  CHECK_THROWS_AS(stage_keys(listed_stages(128, none)), TokenizerError);
  Json deep = stage;
  for (unsigned i = 0; i < max_stage_nesting; ++i) deep = listed_stages(1, deep);
  CHECK(stage_keys(deep).size() == 1);
  CHECK_THROWS_AS(stage_keys(listed_stages(1, deep)), TokenizerError);
}

TEST_CASE("a stage is read by its type, and another is refused by name") {
  static constexpr detail::StageType<NumberedStage> types[] = {{"Numbered", detail::stage_from_json<NumberedStage, NumberedStage>},
                                                               {"Plain", detail::stage_without_settings<NumberedStage, PlainStage>}};
  const auto read = [&](const char* json) {
    const Json settings = Json::parse(json);
    return detail::read_stage(StageJson(settings, "f", "part"), types, "number").number;
  };
  CHECK(read(R"({"type":"Numbered","number":3})") == 3);
  CHECK(read(R"({"type":"Plain"})") == 7);
  CHECK_THROWS_AS(read(R"({"type":"Plain","number":3})"), TokenizerError);
  const ErrorDetails other = error_of<TokenizerError>([&] { read(R"({"type":"Other"})"); });
  CHECK(other.problem == "unsupported number");
  CHECK(other.expected == "Numbered, Plain, or Sequence");
  CHECK(other.found == "Other");
  CHECK(other.key == "part.type");
}
