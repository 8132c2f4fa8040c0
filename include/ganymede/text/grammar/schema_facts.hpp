#pragma once
// What a JSON Schema says of a value, its keywords put together: those of all schemas that have to hold at once (allOf, $ref beside other
// keywords, a property that several of them describe).

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/schema_numbers.hpp>
#include <ganymede/text/grammar/schema_references.hpp>
#include <ganymede/text/grammar/schema_strings.hpp>
#include <ganymede/text/grammar/schema_value.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

/// Schemas that all have to hold.
using Schemas = std::vector<const SchemaValue*>;

/// The types of JSON, as bits.
namespace schema_type {
inline constexpr unsigned null = 1, boolean = 2, number = 4, string = 8, array = 16, object = 32, all = 63;
}

/// The bit of a value's type.
inline unsigned type_of(const SchemaValue& value) {
  switch (value.kind) {
    case SchemaValue::Kind::null:
      return schema_type::null;
    case SchemaValue::Kind::boolean:
      return schema_type::boolean;
    case SchemaValue::Kind::number:
      return schema_type::number;
    case SchemaValue::Kind::string:
      return schema_type::string;
    case SchemaValue::Kind::array:
      return schema_type::array;
    case SchemaValue::Kind::object:
      return schema_type::object;
  }
  return 0;
}

/// The keywords of one schema object that speak of members: additionalProperties knows its neighbours alone.
struct ObjectPart {
  std::vector<std::pair<std::string, const SchemaValue*>> properties{};
  std::vector<std::pair<std::string, const SchemaValue*>> patterns{};  ///< patternProperties
  const SchemaValue* additional = nullptr;                             ///< nothing is said of others
};
/// The same of items.
struct ArrayPart {
  std::vector<const SchemaValue*> prefix{};
  const SchemaValue* items = nullptr;
};

struct SchemaFacts {
  unsigned types = schema_type::all;
  unsigned keyword_types = 0;     ///< the types that the keywords speak of: what a schema without `type` means
  bool impossible = false;        ///< the schema false
  std::vector<Schemas> values{};  ///< enum and const: one of each list
  NumberLimits number{};
  StringLimits string{};
  std::vector<ObjectPart> objects{};
  std::vector<std::string> required{};
  unsigned min_properties = 0, max_properties = unlimited;
  Schemas property_names{};
  bool closed = false;  ///< unevaluatedProperties: false
  std::vector<ArrayPart> arrays{};
  unsigned min_items = 0, max_items = unlimited;
  std::vector<Schemas> alternatives{};  ///< of each list, one has to hold: anyOf, oneOf
};

/// Longer strings, arrays and objects than these never come, whatever a schema allows.
inline constexpr unsigned longest_string = 10000, longest_array = 10000, most_members = 1000;

class SchemaReader : public SchemaReferences {
 public:
  using SchemaReferences::SchemaReferences;

  /// Throws InputError naming the keyword and where it stands: one that is not supported, of the wrong form, or that contradicts others.
  SchemaFacts facts(const Schemas& schemas);
  /// The same with one more schema that has to hold.
  void add(const SchemaValue& schema, SchemaFacts& facts);

 private:
  void gather(const SchemaValue& schema, SchemaFacts& facts, std::set<const SchemaValue*>& open);
  void read(const SchemaValue& schema, const std::string& keyword, const SchemaValue& value, SchemaFacts& facts);
  void read_types(const SchemaValue& schema, const SchemaValue& value, SchemaFacts& facts);
  void read_number(const SchemaValue& schema, const std::string& keyword, const SchemaValue& value, SchemaFacts& facts);
  void read_object(const SchemaValue& schema, SchemaFacts& facts);
  void read_array(const SchemaValue& schema, SchemaFacts& facts);
  unsigned count(const SchemaValue& schema, const std::string& keyword, const SchemaValue& value, unsigned most) const;

  std::size_t gathered_ = 0;
};

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/schema_facts.ipp>
#endif
