#pragma once
// A JSON text as a schema needs it: members in their order, numbers with all their digits.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

struct SchemaValue {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  bool truth = false;                                          ///< boolean
  std::string text{};                                          ///< string; of a number its spelling
  std::vector<SchemaValue> items{};                            ///< array
  std::vector<std::pair<std::string, SchemaValue>> members{};  ///< object

  const SchemaValue* find(std::string_view key) const {
    for (const auto& [name, value] : members)
      if (name == key) return &value;
    return nullptr;
  }
  bool is(Kind k) const noexcept { return kind == k; }
};

/// Throws FormatError: no JSON, a key twice; InputError: longer or deeper than grammars may be. `key` names it.
GANYMEDE_ONCE SchemaValue read_schema_value(std::string_view text, std::string_view key);

/// Equal as JSON values are: members in any order, numbers by their values.
GANYMEDE_ONCE bool equal(const SchemaValue& a, const SchemaValue& b);

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/schema_value.ipp>
#endif
