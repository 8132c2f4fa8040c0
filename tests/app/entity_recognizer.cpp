#include <ganymede/app/entity_recognizer.hpp>

#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>

#include "support/app_fixture.hpp"

using namespace ganymede;

namespace {
/// `entities`: of each way of joining tokens, those of each text.
void check_entities(const EntityRecognizer<>& recognizer, const std::vector<std::string>& texts, const Json& entities) {
  constexpr std::pair<const char*, Aggregation> ways[] = {{"none", Aggregation::none},
                                                          {"simple", Aggregation::simple},
                                                          {"first", Aggregation::first},
                                                          {"average", Aggregation::average},
                                                          {"max", Aggregation::max}};
  for (const auto& [named, aggregation] : ways) {
    const std::string& way = named;  // Clang 14 captures no bindings
    CAPTURE(way);
    const auto together = recognizer.recognize(texts, {.aggregation = aggregation});
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CAPTURE(texts[i]);
      const Json& wanted = entities[way][i];
      const std::vector<Entity>& found = together[i].get();
      REQUIRE(found.size() == wanted.size());
      for (std::size_t k = 0; k < found.size(); ++k) {
        CHECK(found[k].label == wanted[k]["label"].get<std::string>());
        CHECK(found[k].word == wanted[k]["word"].get<std::string>());
        CHECK(found[k].begin == wanted[k]["start"].get<std::size_t>());
        CHECK(found[k].end == wanted[k]["end"].get<std::size_t>());
        check_close(found[k].score, wanted[k]["score"].get<double>());
      }
      const std::vector<Entity> alone = recognizer(texts[i], {.aggregation = aggregation});
      REQUIRE(alone.size() == found.size());
      for (std::size_t k = 0; k < found.size(); ++k) CHECK(alone[k].score == found[k].score);
    }
  }
}
}  // namespace

TEST_CASE("entities are those of transformers' pipeline, by each way of joining tokens") {
  for (const char* const name : {"entities_bert", "entities_roberta"}) {
    CAPTURE(name);
    const Json expected = app_expected(name);
    check_entities(EntityRecognizer<>{app_folder(name)}, expected["texts"].get<std::vector<std::string>>(), expected["entities"]);
  }
}

TEST_CASE("labels that users reported: B-O, hyphens in names, names without B- and I-, other schemes") {
  const Json expected = read_json(app_folder("entities_odd_labels.json"));
  for (const char* const name : {"entities_bert", "entities_roberta"}) {
    CAPTURE(name);
    const AppFolderCopy folder(name);
    Json labels = Json::object();
    for (const Json& label : expected["labels"]) labels[std::to_string(labels.size())] = label;
    folder.set("config.json", "id2label", labels);
    check_entities(EntityRecognizer<>{folder.path()}, expected["texts"].get<std::vector<std::string>>(), expected[name]);
  }
}

TEST_CASE("labels to pass over") {
  const EntityRecognizer<> recognizer{app_folder("entities_bert")};
  const std::string text = "The king had a son.";
  const std::size_t all = recognizer(text, {.ignore_labels = {}}).size();
  CHECK(all == recognizer.tokenizer().encode(text, {.add_special_tokens = false}).size());
  for (const Entity& e : recognizer(text, {.ignore_labels = {"O", "MISC"}})) CHECK((e.label != "O" && e.label != "MISC"));
  CHECK_THROWS_AS(EntityRecognizer{app_folder("classify_single")}, InputError);
}
