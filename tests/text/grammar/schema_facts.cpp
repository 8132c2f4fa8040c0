#include <ganymede/text/grammar/schema_facts.hpp>

#include <doctest/doctest.h>

using namespace ganymede;
using namespace ganymede::detail::grammar;

TEST_CASE("schema facts: keywords of schemas that hold together are put together") {
  const SchemaValue schema = read_schema_value(
      R"({"allOf": [{"type": ["string", "integer"], "minimum": 3, "maxLength": 5}, {"type": ["integer", "null"], "exclusiveMinimum": 3, "multipleOf": 4}],
          "multipleOf": 6, "required": ["a"], "$ref": "#/$defs/r", "$defs": {"r": {"required": ["b", "a"], "maxLength": 9}}})",
      "test");
  SchemaReader reader(schema, "test");
  const SchemaFacts facts = reader.facts({&schema});
  CHECK(facts.types == schema_type::number);
  CHECK(facts.number.integer);
  CHECK(facts.number.multiple_of == 12);
  CHECK(facts.number.low->exclusive);
  CHECK(facts.string.max == 5);
  CHECK(facts.required == std::vector<std::string>{"a", "b"});
}
