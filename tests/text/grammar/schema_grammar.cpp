#include <ganymede/text/grammar/schema_grammar.hpp>

#include <ganymede/text/grammar/schema_checks.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "grammar_texts.hpp"

using namespace ganymede;
using namespace ganymede::detail::grammar;

namespace {

grammar_texts::Texts texts_of(std::string_view schema) {
  const SchemaValue value = read_schema_value(schema, "json_schema");
  return grammar_texts::Texts(SchemaGrammar(value, "json_schema").make());
}
std::string schema_error(std::string_view schema) {
  return grammar_texts::message_of([&] { texts_of(schema); });
}
void check(std::string_view schema, std::vector<std::string> right, std::vector<std::string> wrong) {
  CAPTURE(std::string(schema));
  auto texts = texts_of(schema);
  for (const std::string& text : right) CHECK_MESSAGE(texts.accept(text), text);
  for (const std::string& text : wrong) CHECK_MESSAGE(!texts.accept(text), text);
  const SchemaValue value = read_schema_value(schema, "json_schema");
  SchemaReader reader(value, "json_schema");
  for (const std::string& text : right) CHECK_MESSAGE(schema_holds(reader, read_schema_value(text, "text"), reader.facts({&value})), text);
}

}  // namespace

TEST_CASE("schemas: properties come in their order, any of those that are not required") {
  check(R"({"type": "object", "properties": {"b": {"type": "boolean"}, "a": {"type": "null"}, "c": {"enum": [1]}}, "required": ["a"]})",
        {R"({"a":null})", R"({"b":true,"a":null})", R"({"b": false, "a": null, "c": 1})", R"({"a":null,"c":1})"},
        {"{}", R"({"b":true})", R"({"a":null,"b":true})", R"({"a":null,})", R"({"a":null,"a":null})", R"({"a":null,"d":1})",
         R"({ "a":null})", R"({"a":  null})", R"({"a":null,"c":1} )", R"({,"a":null})"});
  check(R"({"type": "object", "properties": {"a": true, "b": {}}})", {"{}", R"({"a":[1,{"x":"y"}]})", R"({"a":1,"b":"2"})"},
        {R"({"c":1})"});
}

TEST_CASE("schemas: other members differ from the properties, by escapes too") {
  check(R"({"properties": {"ab": {"type": "null"}}, "additionalProperties": {"type": "integer"}})",
        {"{}", R"({"ab":null})", R"({"ab":null,"a":1})", R"({"abc":1,"b":2})", R"({"":0})", R"({"a\nb":0})"},
        {R"({"ab":1})", R"({"a":1,"ab":null})", R"({"a":"x"})", R"({"\u0061b":1})", "{\"a\nb\":0}"});
  check(R"({"type": "object", "additionalProperties": {"type": "null"}, "minProperties": 1, "maxProperties": 3})",
        {R"({"a":null,"b":null})", R"({"a":null,"b":null,"c":null})"}, {"{}", R"({"a":null,"b":null,"c":null,"d":null})"});
  check(R"({"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "minProperties": 2, "maxProperties": 2})",
        {R"({"a":1,"b":1})", R"({"b":1,"c":1})", R"({"a":1,"c":1})"}, {R"({"a":1})", R"({"a":1,"b":1,"c":1})"});
  check(R"({"type": "object", "required": ["x", "y"], "properties": {"y": {"const": 1}}})", {R"({"y":1,"x":[]})"},
        {R"({"y":1})", R"({"x":1,"y":1})"});
  check(
      R"({"type": "object", "propertyNames": {"pattern": "^[a-c]+$", "maxLength": 2}, "properties": {"ab": {"const": 1}, "z": {}}, "additionalProperties": true})",
      {R"({"ab":1})", R"({"ab":1,"cc":"x"})"}, {R"({"z":1})", R"({"abc":1})", R"({"ab":2})"});
}

TEST_CASE("schemas: patternProperties") {
  check(
      R"({"type": "object", "patternProperties": {"^x": {"type": "integer"}, "z$": {"minimum": 5}}, "additionalProperties": {"type": "null"}})",
      {R"({"x":1,"xz":5,"z":5.5,"b":null})"}, {R"({"x":null})", R"({"xz":4})", R"({"xz":5.5})", R"({"b":1})", R"({"az":null})"});
  check(R"({"properties": {"xa": {"maximum": 3}}, "patternProperties": {"^x": {"type": "integer"}}})", {R"({"xa":3,"xb":4})"},
        {R"({"xa":4})", R"({"xa":1.5})", R"({"b":1})"});
}

TEST_CASE("schemas: arrays") {
  check(R"({"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 3})", {"[true,false]", "[true, true, false]"},
        {"[]", "[true]", "[true,true,true,true]", "[true,]", "[ true,true]"});
  check(R"({"type": "array", "maxItems": 0})", {"[]"}, {"[1]"});
  check(R"({"prefixItems": [{"const": 1}, {"const": 2}], "items": {"const": 3}, "minItems": 1})", {"[1]", "[1,2]", "[1,2,3,3]"},
        {"[]", "[2]", "[1,3]"});
  check(R"({"prefixItems": [{"const": 1}, {"const": 2}], "items": false})", {"[]", "[1]", "[1,2]"}, {"[1,2,3]"});
  check(R"({"prefixItems": [{"const": 1}], "minItems": 2})", {"[1,null]"}, {"[1]", "[1,2,3]"});
  check(R"({"type": "array"})", {"[]", R"([1,"a",[null]])"}, {"[", "{}"});
}

TEST_CASE("schemas: types, alternatives, all of several") {
  check(R"({"type": ["integer", "null"], "minimum": 3})", {"3", "null", "12"}, {"2", "3.5", "\"3\""});
  check(R"({"anyOf": [{"type": "string", "maxLength": 1}, {"type": "integer"}]})", {"\"\"", "5"}, {"\"ab\"", "null"});
  check(R"({"minimum": 2, "anyOf": [{"type": "integer", "maximum": 4}, {"type": "string"}]})", {"2", "4", "\"x\""}, {"1", "5"});
  check(R"({"oneOf": [{"type": "string"}, {"type": "number"}]})", {"\"a\"", "1.5"}, {"true"});
  check(
      R"({"allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"a": {"maximum": 9}, "b": {"type": "null"}}}]})",
      {R"({"a":9})", R"({"a":-1,"b":null})"}, {R"({"a":10})", "{}", R"({"b":null})"});
  check(R"({"allOf": [{"properties": {"a": {}}, "additionalProperties": false}, {"properties": {"b": {}}}]})", {"{}", R"({"a":1})"},
        {R"({"b":1})"});
  check("true", {"1", "[]", R"({"a":null})"}, {"", "tru"});
  check(R"({"type": "string", "nullable": true})", {"null", "\"a\""}, {"1"});
  check(R"({"type": "number", "minimum": 1, "exclusiveMinimum": true})", {"1.5"}, {"1"});
}

TEST_CASE("schemas: enum and const are written as they are") {
  check(R"({"enum": ["a\"b", 1.50, null, {"k": [1, 2]}]})", {R"("a\"b")", "1.50", "null", R"({"k":[1,2]})"},
        {"1.5", R"({"k": [1, 2]})", "\"c\""});
  check(R"({"type": "string", "enum": ["a", 1, "bb"], "minLength": 2})", {"\"bb\""}, {"\"a\"", "1"});
  check(R"({"const": "\u00e4\n"})", {"\"\xC3\xA4\\n\""}, {R"("\u00e4\n")"});
  check(R"({"enum": [1, 2, 3], "const": 2.0})", {"2"}, {"1", "3"});
}

TEST_CASE("schemas: references, to themselves too") {
  check(
      R"({"$defs": {"tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/tree"}, "v": {"type": "integer"}}, "required": ["v"]}}, "$ref": "#/$defs/tree"})",
      {R"({"v":1})", R"({"left":{"left":{"v":3},"v":2},"v":1})"}, {R"({"left":{"v":"x"},"v":1})"});
  check(R"({"type": "array", "items": {"$ref": "#"}})", {"[]", "[[],[[]]]"}, {"[1]"});
  check(R"({"definitions": {"a/b~c %": {"const": 7}}, "$ref": "#/definitions/a~1b~0c%20%25"})", {"7"}, {"8"});
  check(R"({"$defs": {"x": {"$anchor": "here", "type": "null"}}, "anyOf": [{"$ref": "#here"}, {"const": 1}]})", {"null", "1"}, {"2"});
  check(R"({"$defs": {"p": {"type": "integer"}}, "properties": {"a": {"$ref": "#/$defs/p", "maximum": 3, "description": "small"}}})",
        {R"({"a":3})"}, {R"({"a":4})", R"({"a":1.5})"});
}

TEST_CASE("schemas: what is neither honoured nor an annotation is refused by name, where it stands") {
  const auto names = [](std::string_view schema, std::string_view part) {
    const std::string error = schema_error(schema);
    CHECK_MESSAGE(error.find(part) != std::string::npos, error);
  };
  names(R"({"properties": {"a": {"not": {"type": "null"}}}})", "json_schema #/properties/a/not: this keyword is not supported");
  for (const char* keyword : {"if", "then", "dependentRequired", "contains", "unevaluatedItems", "$dynamicRef", "typo"})
    names("{\"" + std::string(keyword) + "\": {}}", std::string("#/") + keyword + ": this keyword");
  names(R"({"type": "array", "uniqueItems": true})", "uniqueItems: not supported");
  names(R"({"type": "string", "format": "iban"})", "#/format: this format");
  names(R"({"type": "number", "multipleOf": 0.01})", "multipleOf: not supported");
  names(R"({"oneOf": [{"type": "integer"}, {"type": "number"}]})", "schemas 0 and 1 may both hold");
  names(R"({"$ref": "https://example.org/a.json"})", "$ref: only references within");
  names(R"({"$ref": "#/$defs/none"})", "there is no such schema");
  names(R"({"$ref": "#"})", "a part of itself");
  names(R"({"allOf": [{"$ref": "#"}]})", "a part of itself");
  names(R"({"enum": []})", "nothing to choose from");
  names(R"({"type": "strnig"})", "unknown type");
  names(R"({"type": "string", "pattern": "(?=a)b"})", "look-ahead");
  names(R"({"minLength": -1})", "minLength: malformed");
  names("false", "no text is possible");
  names(R"({"type": "integer", "minimum": 5, "maximum": 4})", "no text is possible");
  names(R"({"properties": {"a": {"$ref": "#"}}, "required": ["a"]})", "no text is possible");
  names(R"({"type": "object", "required": ["b"], "properties": {"a": {}}, "additionalProperties": false})", "no text is possible");
  names(R"({"type": "string", "minLength": 3, "maxLength": 2})", "no text is possible");
}

TEST_CASE("schemas: hostile ones end in an error") {
  std::string wide = R"({"allOf": [)";  // 2^20 combinations
  for (int i = 0; i < 20; ++i) wide += std::string(i > 0 ? "," : "") + R"({"anyOf": [{"minLength": 1}, {"maxLength": 9}]})";
  CHECK(schema_error(wide + "]}").find("too many combinations") != std::string::npos);
  std::string many = R"({"properties": {)";
  for (int i = 0; i < 40000; ++i) many += std::string(i > 0 ? "," : "") + "\"property" + std::to_string(i) + "\":{}";
  CHECK(schema_error(many + "}}").find("too large") != std::string::npos);
  CHECK(schema_error(std::string(10 << 20, '[')).find("too long") != std::string::npos);
  CHECK(
      schema_error(
          R"({"type": "array", "items": {"type": "array", "items": {"type": "string", "minLength": 9000}, "minItems": 9000}, "minItems": 9000})")
          .find("no text is possible") != std::string::npos);
}

TEST_CASE("schemas: what was reported as broken elsewhere") {
  // llama.cpp 26930, 19051: a pattern that is not anchored, one with an escape that needs none
  check(R"({"type": "string", "pattern": "\\S"})", {"\"a\"", "\" x \""}, {"\"\"", "\"  \""});
  check(R"({"type": "string", "pattern": "^hello there indeed\\!$"})", {"\"hello there indeed!\""}, {"\"hello there indeed\""});
  // llguidance 265: a pattern that matches a declared property
  check(
      R"({"type": "object", "properties": {"score": {"type": "integer", "multipleOf": 5}, "tags": {"type": "array", "items": {"type": "string", "minLength": 10, "maxLength": 20}}},
            "required": ["score", "tags"], "additionalProperties": false, "patternProperties": {"^score$": {"type": "integer"}}})",
      {R"({"score":25,"tags":["0123456789"]})", R"({"score":0,"tags":[]})"},
      {R"({"score":24,"tags":[]})", R"({"score":5,"tags":["short"]})"});
  // ollama 8063: \d in a pattern, members beside the properties
  check(
      R"({"type": "object", "properties": {"created": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"}}, "required": ["created"], "additionalProperties": false})",
      {R"({"created":"2023-10-27"})"}, {R"({"created":"2023-10-27T10"})", R"({"created":"2023-10-27","author":"x"})"});
  // OllamaSharp 245: an object or null
  check(R"({"type": ["object", "null"], "properties": {"Text": {"type": "string"}, "Confidence": {"type": "integer"}}})",
        {"null", R"({"Confidence":3})"}, {R"({"Confidence":3.5})"});
  // vLLM 12028: limits of integers
  check(
      R"({"type": "object", "properties": {"animals_seen": {"type": "integer", "minimum": 1, "maximum": 5}}, "required": ["animals_seen"]})",
      {R"({"animals_seen": 3})"}, {R"({"animals_seen": 6})", R"({"animals_seen": 0})", R"({"animals_seen": 03})"});
  // vLLM 15554: optional text with a limit beside null
  check(R"({"properties": {"e": {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}], "default": null, "title": "E"}}})",
        {R"({"e": null})", R"({"e":"abc"})"}, {R"({"e":"abcd"})"});
  // llama.cpp 3081: items as a list; 7789: exclusiveMinimum, members of a free name that begins as a declared one
  check(R"({"type": "array", "items": [{"type": "object", "properties": {"age": {"type": "number"}}}]})", {"[]", R"([{"age":4.5}])"},
        {R"([{"age":"4"}])"});
  check(R"({"type": "integer", "exclusiveMinimum": -1000, "exclusiveMaximum": -7})", {"-999", "-8", "-10"}, {"-1000", "-7", "0", "-0999"});
  check(R"({"properties": {"number": {"type": "number"}, "numbers": {"const": 1}}, "additionalProperties": {"type": "string"}})",
        {R"({"number":2,"numbers":1,"num":"x","numberss":""})"}, {R"({"numbers":"x"})", R"({"num":1})"});
  // two enums whose names would collide
  check(R"({"prefixItems": [{"enum": ["ab", "c_d"]}, {"enum": ["ab_c", "d"]}], "minItems": 2})", {R"(["ab","d"])"},
        {R"(["ab_c","d"])", R"(["ab","c_d"])"});
  // outlines 1154: neither white space nor digits without end
  auto number = texts_of(R"({"properties": {"n": {"type": "integer"}}})");
  CHECK_FALSE(number.begin(R"({"n":  )"));
  CHECK_FALSE(number.begin(R"({"n":12345678901234567890)"));
}
