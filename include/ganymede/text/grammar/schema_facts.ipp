#pragma once
// The bodies of schema_facts.hpp.

#include <ganymede/text/grammar/schema_facts.hpp>

#include <ganymede/text/grammar/schema_checks.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

namespace ganymede::inline v0::detail::grammar {

using JsonKind = SchemaValue::Kind;

GANYMEDE_ONCE SchemaFacts SchemaReader::facts(const Schemas& schemas) {
  SchemaFacts facts;
  for (const SchemaValue* const schema : schemas) add(*schema, facts);
  return facts;
}

GANYMEDE_ONCE void SchemaReader::add(const SchemaValue& schema, SchemaFacts& facts) {
  std::set<const SchemaValue*> open;
  gather(schema, facts, open);
}

GANYMEDE_ONCE void SchemaReader::gather(const SchemaValue& schema, SchemaFacts& facts, std::set<const SchemaValue*>& open) {
  constexpr std::size_t most_gathered = 50000;
  if (++gathered_ > most_gathered) fail(schema, "", "too many combinations of schemas", "at most " + std::to_string(most_gathered));
  if (schema.is(JsonKind::boolean)) {
    facts.impossible = facts.impossible || !schema.truth;
    return;
  }
  if (!schema.is(JsonKind::object)) fail(schema, "", "no schema", "an object, true or false");
  if (!open.insert(&schema).second) fail(schema, "", "a schema that is a part of itself");
  if (open.size() > most_levels) fail(schema, "", "schemas are nested too deeply", std::to_string(most_levels) + " levels at most");
  for (const auto& [keyword, value] : schema.members) {
    if (keyword == "$ref") {
      gather(target(schema, value), facts, open);
    } else if (keyword == "allOf") {
      if (!value.is(JsonKind::array) || value.items.empty()) fail(schema, keyword, "malformed", "schemas");
      for (const SchemaValue& item : value.items) gather(item, facts, open);
    } else {
      read(schema, keyword, value, facts);
    }
  }
  read_object(schema, facts);
  read_array(schema, facts);
  open.erase(&schema);
}

GANYMEDE_ONCE unsigned SchemaReader::count(const SchemaValue& schema, const std::string& keyword, const SchemaValue& value,
                                           unsigned most) const {
  const auto number = value.is(JsonKind::number) ? parse_decimal(value.text) : std::nullopt;
  if (!value.is(JsonKind::number) || (number && (number->negative || !number->fraction.empty())))
    fail(schema, keyword, "malformed", "0 or more");
  const unsigned n = !number || number->whole.size() > 8 ? unlimited
                     : number->whole.empty()             ? 0
                                                         : static_cast<unsigned>(std::stoul(number->whole));
  if (keyword.starts_with("min")) {
    if (n > most) fail(schema, keyword, "too large", "at most " + std::to_string(most));
    return n;
  }
  return std::min(n, most);
}

GANYMEDE_ONCE void SchemaReader::read(const SchemaValue& schema, const std::string& keyword, const SchemaValue& value, SchemaFacts& facts) {
  const auto speaks_of = [&](unsigned type) { facts.keyword_types |= type; };
  if (keyword == "type") return read_types(schema, value, facts);
  if (keyword == "enum" || keyword == "const") {
    Schemas values;
    if (keyword == "const") values.push_back(&value);
    if (keyword == "enum") {
      if (!value.is(JsonKind::array) || value.items.empty()) fail(schema, keyword, "nothing to choose from", "values");
      for (const SchemaValue& item : value.items) values.push_back(&item);
    }
    facts.values.push_back(std::move(values));
  } else if (keyword == "anyOf" || keyword == "oneOf") {
    if (!value.is(JsonKind::array) || value.items.empty()) fail(schema, keyword, "malformed", "schemas");
    if (keyword == "oneOf")
      for (std::size_t i = 0; i < value.items.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
          if (!schemas_disjoint(*this, value.items[i], value.items[j]))
            fail(schema, keyword, "schemas " + std::to_string(j) + " and " + std::to_string(i) + " may both hold: not supported",
                 "anyOf, or schemas that differ in type, in a const or enum, or in a required property that has one");
    Schemas schemas;
    for (const SchemaValue& item : value.items) schemas.push_back(&item);
    facts.alternatives.push_back(std::move(schemas));
  } else if (keyword == "minLength") {
    speaks_of(schema_type::string);
    facts.string.min = std::max(facts.string.min, count(schema, keyword, value, longest_string));
  } else if (keyword == "maxLength") {
    speaks_of(schema_type::string);
    facts.string.max = std::min(facts.string.max, count(schema, keyword, value, longest_string));
  } else if (keyword == "pattern") {
    speaks_of(schema_type::string);
    if (!value.is(JsonKind::string)) fail(schema, keyword, "malformed", "a regular expression");
    facts.string.patterns.push_back(value.text);
  } else if (keyword == "format") {
    const auto pattern = value.is(JsonKind::string) ? format_pattern(value.text) : std::nullopt;
    if (!pattern) fail(schema, keyword, "this format is not supported");
    if (!pattern->empty()) {
      speaks_of(schema_type::string);
      facts.string.formats.push_back(value.text);
    }
  } else if (keyword == "minimum" || keyword == "maximum" || keyword == "exclusiveMinimum" || keyword == "exclusiveMaximum" ||
             keyword == "multipleOf") {
    speaks_of(schema_type::number);
    read_number(schema, keyword, value, facts);
  } else if (keyword == "required") {
    speaks_of(schema_type::object);
    if (!value.is(JsonKind::array)) fail(schema, keyword, "malformed", "names");
    for (const SchemaValue& name : value.items) {
      if (!name.is(JsonKind::string)) fail(schema, keyword, "malformed", "names");
      if (std::find(facts.required.begin(), facts.required.end(), name.text) == facts.required.end()) facts.required.push_back(name.text);
    }
  } else if (keyword == "minProperties") {
    speaks_of(schema_type::object);
    facts.min_properties = std::max(facts.min_properties, count(schema, keyword, value, most_members));
  } else if (keyword == "maxProperties") {
    speaks_of(schema_type::object);
    facts.max_properties = std::min(facts.max_properties, count(schema, keyword, value, most_members));
  } else if (keyword == "propertyNames") {
    speaks_of(schema_type::object);
    facts.property_names.push_back(&value);
  } else if (keyword == "unevaluatedProperties") {
    if (!value.is(JsonKind::boolean)) fail(schema, keyword, "not supported but as true or false");
    speaks_of(schema_type::object);
    facts.closed = facts.closed || !value.truth;
  } else if (keyword == "minItems") {
    speaks_of(schema_type::array);
    facts.min_items = std::max(facts.min_items, count(schema, keyword, value, longest_array));
  } else if (keyword == "maxItems") {
    speaks_of(schema_type::array);
    facts.max_items = std::min(facts.max_items, count(schema, keyword, value, longest_array));
  } else if (keyword == "uniqueItems") {
    if (!value.is(JsonKind::boolean) || value.truth) fail(schema, keyword, "not supported", "false");
  } else if (keyword == "nullable") {  // OpenAPI: read with type
    if (!value.is(JsonKind::boolean)) fail(schema, keyword, "malformed", "true or false");
  } else if (keyword != "properties" && keyword != "patternProperties" && keyword != "additionalProperties" && keyword != "items" &&
             keyword != "prefixItems" && keyword != "additionalItems" && !is_annotation(keyword)) {
    fail(schema, keyword, "this keyword is not supported");
  }
}

GANYMEDE_ONCE void SchemaReader::read_types(const SchemaValue& schema, const SchemaValue& value, SchemaFacts& facts) {
  unsigned types = 0;
  bool integer = false, number = false;
  const auto add = [&](const SchemaValue& name) {
    constexpr std::pair<std::string_view, unsigned> names[] = {{"null", schema_type::null},     {"boolean", schema_type::boolean},
                                                               {"number", schema_type::number}, {"integer", schema_type::number},
                                                               {"string", schema_type::string}, {"array", schema_type::array},
                                                               {"object", schema_type::object}};
    const auto known =
        std::find_if(std::begin(names), std::end(names), [&](const auto& n) { return name.is(JsonKind::string) && n.first == name.text; });
    if (known == std::end(names)) fail(schema, "type", "unknown type", "null, boolean, number, integer, string, array or object");
    types |= known->second;
    integer = integer || name.text == "integer";
    number = number || name.text == "number";
  };
  if (value.is(JsonKind::array))
    for (const SchemaValue& name : value.items) add(name);
  else
    add(value);
  if (const SchemaValue* const nullable = schema.find("nullable"); nullable != nullptr && nullable->truth) types |= schema_type::null;
  facts.types &= types;
  facts.number.integer = facts.number.integer || (integer && !number);
}

GANYMEDE_ONCE void SchemaReader::read_number(const SchemaValue& schema, const std::string& keyword, const SchemaValue& value,
                                             SchemaFacts& facts) {
  if (value.is(JsonKind::boolean) && keyword.starts_with("exclusive")) return;  // draft 4: read with its neighbour
  const auto number = value.is(JsonKind::number) ? parse_decimal(value.text) : std::nullopt;
  if (!number) fail(schema, keyword, "malformed", "a number of at most 300 digits");
  if (keyword == "multipleOf") {
    if (number->negative || number->zero() || !number->fraction.empty() || compare(*number, *parse_decimal("1000")) > 0)
      fail(schema, keyword, "not supported but for whole numbers from 1 to " + std::to_string(NumberLimits::most_multiple));
    const auto multiple = static_cast<std::uint32_t>(std::stoul(number->whole));
    const std::uint32_t both = facts.number.multiple_of == 0 ? multiple : std::lcm(facts.number.multiple_of, multiple);
    if (both > NumberLimits::most_multiple) fail(schema, keyword, "not supported: too large together with another");
    facts.number.multiple_of = both;
    return;
  }
  const bool low = keyword.ends_with("inimum");
  const SchemaValue* const old = schema.find(low ? "exclusiveMinimum" : "exclusiveMaximum");
  const bool exclusive = keyword.starts_with("exclusive") || (old != nullptr && old->is(JsonKind::boolean) && old->truth);
  if (low)
    facts.number.at_least({*number, exclusive});
  else
    facts.number.at_most({*number, exclusive});
}

GANYMEDE_ONCE void SchemaReader::read_object(const SchemaValue& schema, SchemaFacts& facts) {
  ObjectPart part;
  const auto read_members = [&](const char* keyword, auto& into) {
    const SchemaValue* const value = schema.find(keyword);
    if (value == nullptr) return false;
    if (!value->is(JsonKind::object)) fail(schema, keyword, "malformed", "an object of schemas");
    for (const auto& [name, member] : value->members) into.emplace_back(name, &member);
    return true;
  };
  const bool properties = read_members("properties", part.properties), patterns = read_members("patternProperties", part.patterns);
  part.additional = schema.find("additionalProperties");
  if (!properties && !patterns && part.additional == nullptr) return;
  facts.keyword_types |= schema_type::object;
  facts.objects.push_back(std::move(part));
}

GANYMEDE_ONCE void SchemaReader::read_array(const SchemaValue& schema, SchemaFacts& facts) {
  const SchemaValue *const items = schema.find("items"), *const prefix = schema.find("prefixItems"),
                           *const rest = schema.find("additionalItems");
  ArrayPart part;
  const auto read_prefix = [&](const SchemaValue& list) {
    for (const SchemaValue& item : list.items) part.prefix.push_back(&item);
  };
  if (items != nullptr && items->is(JsonKind::array)) {  // drafts before 2020-12
    read_prefix(*items);
    part.items = rest;
  } else {
    part.items = items;
  }
  if (prefix != nullptr) {
    if (!prefix->is(JsonKind::array)) fail(schema, "prefixItems", "malformed", "schemas");
    read_prefix(*prefix);
  }
  if (part.prefix.empty() && part.items == nullptr) return;
  facts.keyword_types |= schema_type::array;
  facts.arrays.push_back(std::move(part));
}

}  // namespace ganymede::inline v0::detail::grammar
