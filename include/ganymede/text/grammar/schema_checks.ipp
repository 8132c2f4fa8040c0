#pragma once
// The bodies of schema_checks.hpp.

#include <ganymede/text/grammar/schema_checks.hpp>

#include <algorithm>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE Schemas schemas_of_member(const SchemaFacts& facts, const std::string& name, std::string_view key) {
  Schemas schemas;
  for (const ObjectPart& part : facts.objects) {
    const std::size_t before = schemas.size();
    for (const auto& [property, schema] : part.properties)
      if (property == name) schemas.push_back(schema);
    for (const auto& [pattern, schema] : part.patterns) {
      StringLimits limits;
      limits.patterns = {pattern};
      if (limits.holds(name, key)) schemas.push_back(schema);
    }
    if (schemas.size() == before && part.additional != nullptr) schemas.push_back(part.additional);
  }
  return schemas;
}

GANYMEDE_ONCE Schemas schemas_of_item(const SchemaFacts& facts, std::size_t at) {
  Schemas schemas;
  for (const ArrayPart& part : facts.arrays) {
    const SchemaValue* const schema = at < part.prefix.size() ? part.prefix[at] : part.items;
    if (schema != nullptr) schemas.push_back(schema);
  }
  return schemas;
}

GANYMEDE_ONCE bool schema_holds(SchemaReader& reader, const SchemaValue& value, const SchemaFacts& facts) {
  const auto check = [&](const SchemaValue& v, const Schemas& schemas) { return schema_holds(reader, v, reader.facts(schemas)); };
  const auto is_value = [&](const SchemaValue* other) { return equal(value, *other); };
  if (facts.impossible || (facts.types & type_of(value)) == 0) return false;
  for (const Schemas& values : facts.values)
    if (std::none_of(values.begin(), values.end(), is_value)) return false;
  for (const Schemas& alternatives : facts.alternatives)
    if (std::none_of(alternatives.begin(), alternatives.end(), [&](const SchemaValue* schema) { return check(value, {schema}); }))
      return false;
  switch (value.kind) {
    case SchemaValue::Kind::null:
    case SchemaValue::Kind::boolean:
      return true;
    case SchemaValue::Kind::number: {
      const auto number = parse_decimal(value.text);
      return number && facts.number.holds(*number);
    }
    case SchemaValue::Kind::string:
      return facts.string.holds(value.text, reader.key());
    case SchemaValue::Kind::array:
      if (value.items.size() < facts.min_items || value.items.size() > facts.max_items) return false;
      for (std::size_t i = 0; i < value.items.size(); ++i)
        if (!check(value.items[i], schemas_of_item(facts, i))) return false;
      return true;
    case SchemaValue::Kind::object:
      if (value.members.size() < facts.min_properties || value.members.size() > facts.max_properties) return false;
      for (const std::string& name : facts.required)
        if (value.find(name) == nullptr) return false;
      return std::all_of(value.members.begin(), value.members.end(), [&](const auto& member) {
        return check({.kind = SchemaValue::Kind::string, .text = member.first}, facts.property_names) &&
               check(member.second, schemas_of_member(facts, member.first, reader.key()));
      });
  }
  return false;
}

/// The values that a schema leaves, where a list of them says so.
inline const Schemas* listed(const SchemaFacts& facts) { return facts.values.empty() ? nullptr : &facts.values.front(); }

inline bool share_a_value(const Schemas& a, const Schemas& b) {
  return std::any_of(a.begin(), a.end(), [&](const SchemaValue* x) {
    return std::any_of(b.begin(), b.end(), [&](const SchemaValue* y) { return equal(*x, *y); });
  });
}
inline unsigned types_of(const SchemaFacts& facts) {
  unsigned types = facts.types;
  if (const Schemas* const values = listed(facts)) {
    unsigned of_values = 0;
    for (const SchemaValue* const value : *values) of_values |= type_of(*value);
    types &= of_values;
  }
  return types;
}

GANYMEDE_ONCE bool schemas_disjoint(SchemaReader& reader, const SchemaValue& a, const SchemaValue& b) {
  const SchemaFacts first = reader.facts({&a}), second = reader.facts({&b});
  const unsigned types = types_of(first) & types_of(second);
  if (types == 0) return true;
  if (listed(first) != nullptr && listed(second) != nullptr && !share_a_value(*listed(first), *listed(second))) return true;
  if (types != schema_type::object) return false;
  const auto property = [](const SchemaFacts& facts, const std::string& name) -> const SchemaValue* {
    for (const ObjectPart& part : facts.objects)
      for (const auto& [key, schema] : part.properties)
        if (key == name) return schema;
    return nullptr;
  };
  const auto requires_it = [](const SchemaFacts& facts, const std::string& name) {
    return std::find(facts.required.begin(), facts.required.end(), name) != facts.required.end();
  };
  for (const std::string& name : first.required) {  // a property that both must have, and that tells them apart
    const SchemaValue *const x = property(first, name), *const y = property(second, name);
    if (x == nullptr || y == nullptr || !requires_it(second, name)) continue;
    const SchemaFacts left = reader.facts({x}), right = reader.facts({y});
    if ((types_of(left) & types_of(right)) == 0) return true;
    if (listed(left) != nullptr && listed(right) != nullptr && !share_a_value(*listed(left), *listed(right))) return true;
  }
  const auto forbids_one_of = [&](const SchemaFacts& strict, const SchemaFacts& other) {  // a property that the other must have
    return std::any_of(other.required.begin(), other.required.end(), [&](const std::string& name) {
      return std::any_of(strict.objects.begin(), strict.objects.end(), [&](const ObjectPart& part) {
        return part.additional != nullptr && part.additional->is(SchemaValue::Kind::boolean) && !part.additional->truth &&
               part.patterns.empty() &&
               std::none_of(part.properties.begin(), part.properties.end(), [&](const auto& p) { return p.first == name; });
      });
    });
  };
  return forbids_one_of(first, second) || forbids_one_of(second, first);
}

}  // namespace ganymede::inline v0::detail::grammar
