#include <ganymede/text/grammar/schema_checks.hpp>

#include <doctest/doctest.h>

using namespace ganymede;
using namespace ganymede::detail::grammar;

TEST_CASE("schema checks: whether a value is what a schema says") {
  const SchemaValue schema = read_schema_value(
      R"({"type": "object", "properties": {"a": {"type": "array", "items": {"type": "integer"}, "minItems": 1}, "b": {"pattern": "x"}}, "required": ["a"],
          "additionalProperties": {"anyOf": [{"type": "null"}, {"const": [1]}]}, "propertyNames": {"maxLength": 2}})",
      "test");
  SchemaReader reader(schema, "test");
  const auto holds = [&](const char* text) { return schema_holds(reader, read_schema_value(text, "text"), reader.facts({&schema})); };
  CHECK(holds(R"({"b": "axb", "c": null, "d": [1.0], "a": [1]})"));
  for (const char* wrong : {R"({"a": []})", R"({"a": [1.5]})", R"({})", R"({"a": [1], "b": "y"})", R"({"a": [1], "c": [2]})",
                            R"({"a": [1], "ccc": null})", "[]"})
    CHECK_FALSE_MESSAGE(holds(wrong), wrong);
}

TEST_CASE("schema checks: what a member and an item have to be") {
  const SchemaValue schema = read_schema_value(
      R"({"properties": {"ab": {}}, "patternProperties": {"^a": {}}, "additionalProperties": {}, "prefixItems": [{}], "items": {}})",
      "test");
  SchemaReader reader(schema, "test");
  const SchemaFacts facts = reader.facts({&schema});
  CHECK(schemas_of_member(facts, "ab", "test").size() == 2);
  CHECK(schemas_of_member(facts, "b", "test") == Schemas{schema.find("additionalProperties")});
  CHECK(schemas_of_item(facts, 0) == Schemas{&schema.find("prefixItems")->items[0]});
  CHECK(schemas_of_item(facts, 5) == Schemas{schema.find("items")});
}

TEST_CASE("schema checks: schemas that no value is both of") {
  const auto disjoint = [](const char* schemas) {
    const SchemaValue both = read_schema_value(schemas, "test");
    SchemaReader reader(both, "test");
    CHECK(schemas_disjoint(reader, both.items[0], both.items[1]) == schemas_disjoint(reader, both.items[1], both.items[0]));
    return schemas_disjoint(reader, both.items[0], both.items[1]);
  };
  CHECK(disjoint(R"([{"type": "string"}, {"type": ["null", "object"]}])"));
  CHECK(disjoint(R"([{"enum": [1, 2]}, {"const": 3}])"));
  CHECK(disjoint(
      R"([{"properties": {"k": {"const": "a"}}, "required": ["k"], "type": "object"}, {"properties": {"k": {"enum": ["b", "c"]}}, "required": ["k"], "type": "object"}])"));
  CHECK(disjoint(
      R"([{"type": "object", "properties": {"a": {}}, "required": ["a"]}, {"type": "object", "properties": {"b": {}}, "additionalProperties": false}])"));
  CHECK_FALSE(disjoint(R"([{"type": "integer"}, {"type": "number"}])"));
  CHECK_FALSE(disjoint(R"([{"enum": [1, 2]}, {"enum": [2.0]}])"));
  CHECK_FALSE(disjoint(
      R"([{"properties": {"k": {"const": "a"}}, "type": "object"}, {"properties": {"k": {"const": "b"}}, "required": ["k"], "type": "object"}])"));
}
