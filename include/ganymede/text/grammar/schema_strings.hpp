#pragma once
// Strings as JSON writes them, and what keywords of strings allow.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/character_automaton.hpp>
#include <ganymede/text/grammar/expression.hpp>
#include <ganymede/text/grammar/schema_value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

/// A text as a JSON string, with no escapes but those that it needs.
GANYMEDE_ONCE std::string json_string(std::string_view text);
/// A value as JSON, with no spaces.
GANYMEDE_ONCE std::string json_text(const SchemaValue& value);

/// One character of a set inside of a JSON string, with no escapes but those that it needs.
GANYMEDE_ONCE Expression json_character(const CodePointRanges& set);
/// Any character, by any of its escapes too (\n, \", \u00e4; never half of a surrogate pair).
GANYMEDE_ONCE Expression any_json_character();

/// What a format is; nothing where it is not known; empty where it says nothing about the text.
GANYMEDE_ONCE std::optional<std::string_view> format_pattern(std::string_view format);

/// minLength, maxLength, pattern and format together.
struct StringLimits {
  unsigned min = 0, max = unlimited;    ///< characters
  std::vector<std::string> patterns{};  ///< each matches somewhere
  std::vector<std::string> formats{};   ///< each matches as a whole
  std::vector<std::string> excluded{};  ///< texts that it is not

  bool any() const noexcept { return min == 0 && max == unlimited && patterns.empty() && formats.empty() && excluded.empty(); }
  /// The texts; for most limits only. Throws InputError: a pattern that is not supported, too many states.
  CharacterAutomaton automaton(std::string_view key) const;
  bool holds(std::string_view text, std::string_view key) const;
};

/// A JSON string, quotes and all. Throws as StringLimits::automaton().
GANYMEDE_ONCE Expression string_expression(const StringLimits& limits, Rules& rules, std::string_view key);

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/schema_strings.ipp>
#endif
