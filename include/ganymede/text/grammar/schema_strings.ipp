#pragma once
// The bodies of schema_strings.hpp.

#include <ganymede/text/grammar/schema_strings.hpp>

#include <ganymede/text/grammar/regex_grammar.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0::detail::grammar {

/// The short escape of a character that JSON has one for.
inline char short_escape(char32_t c) {
  constexpr std::pair<char32_t, char> escapes[] = {{'"', '"'},  {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'},
                                                   {'\n', 'n'}, {'\r', 'r'},  {'\t', 't'}};
  for (const auto& [character, letter] : escapes)
    if (c == character) return letter;
  return 0;
}

inline void append_json(std::string& out, char32_t c) {
  constexpr char hexadecimal[] = "0123456789abcdef";
  if (const char letter = short_escape(c); letter != 0) {
    out += '\\';
    out += letter;
  } else if (c < 0x20) {
    out += "\\u00";
    out += hexadecimal[c >> 4];
    out += hexadecimal[c & 15];
  } else {
    append_utf8(out, c);
  }
}

GANYMEDE_ONCE std::string json_string(std::string_view text) {
  std::string out = "\"";
  for_each_code_point(text, [&](char32_t c, std::string_view) { append_json(out, c); });
  return out + '"';
}

GANYMEDE_ONCE std::string json_text(const SchemaValue& value) {
  std::string out;
  switch (value.kind) {
    case SchemaValue::Kind::null:
      return "null";
    case SchemaValue::Kind::boolean:
      return value.truth ? "true" : "false";
    case SchemaValue::Kind::number:
      return value.text;
    case SchemaValue::Kind::string:
      return json_string(value.text);
    case SchemaValue::Kind::array:
      for (const SchemaValue& item : value.items) out += (out.empty() ? "" : ",") + json_text(item);
      return '[' + out + ']';
    case SchemaValue::Kind::object:
      for (const auto& [name, member] : value.members) out += (out.empty() ? "" : ",") + json_string(name) + ':' + json_text(member);
      return '{' + out + '}';
  }
  return out;
}

GANYMEDE_ONCE Expression json_character(const CodePointRanges& set) {
  CodePointRanges raw(0x20, last_code_point);
  raw = raw.intersection(set);
  std::vector<Expression> ways;
  for (const char32_t escaped : {U'"', U'\\'})
    if (raw.contains(escaped)) {
      CodePointRanges others = CodePointRanges(escaped, escaped).complement();
      raw = raw.intersection(others);
    }
  if (!raw.empty()) ways.push_back(characters(std::move(raw)));
  for (char32_t c = 0; c <= U'\\'; c = c == 0x1F ? U'"' : c == U'"' ? U'\\' : c + 1)
    if (set.contains(c)) {
      std::string text;
      append_json(text, c);
      ways.push_back(literal(std::move(text)));
    }
  return choice(std::move(ways));
}

GANYMEDE_ONCE Expression any_json_character() {
  const auto one_of = [](std::initializer_list<std::pair<char32_t, char32_t>> ranges) {
    CodePointRanges set;
    for (const auto& [first, last] : ranges) set.add(first, last);
    return characters(std::move(set));
  };
  const Expression digit = one_of({{'0', '9'}, {'a', 'f'}, {'A', 'F'}});
  const auto both = [](Expression first, Expression second) {
    std::vector<Expression> parts;
    parts.push_back(std::move(first));
    parts.push_back(std::move(second));
    return sequence(std::move(parts));
  };
  std::vector<Expression> units;  // \uD800 to \uDFFF are halves of characters
  units.push_back(both(one_of({{'0', '9'}, {'a', 'c'}, {'A', 'C'}, {'e', 'f'}, {'E', 'F'}}), repetition(digit, 3, 3)));
  units.push_back(both(one_of({{'d', 'd'}, {'D', 'D'}}), both(one_of({{'0', '7'}}), repetition(digit, 2, 2))));
  std::vector<Expression> escapes;
  escapes.push_back(one_of({{'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'b', 'b'}, {'f', 'f'}, {'n', 'n'}, {'r', 'r'}, {'t', 't'}}));
  escapes.push_back(both(literal("u"), choice(std::move(units))));
  std::vector<Expression> ways;
  ways.push_back(one_of({{0x20, 0x21}, {0x23, 0x5B}, {0x5D, last_code_point}}));
  ways.push_back(both(literal("\\"), choice(std::move(escapes))));
  return choice(std::move(ways));
}

/// The regular expression of a format, of parts that are called by a letter after %: each matches texts that every reading of its RFC
/// takes, not all that some do.
inline std::string format_expression(std::string_view format) {
  static const std::pair<char, std::string_view> parts[] = {
      {'D', R"([12]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31))"},
      {'T', R"((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))"},
      {'L', "[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?"},
      {'B', R"((?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d))"},
      {'P', R"((?:/[A-Za-z0-9._~-]{0,60}){0,8}(?:\?[A-Za-z0-9._~=&-]{0,100})?(?:#[A-Za-z0-9._~-]{0,60})?)"}};
  std::string out;
  for (std::size_t at = 0; at < format.size(); ++at)
    if (format[at] != '%') {
      out += format[at];
    } else {
      ++at;
      for (const auto& [letter, text] : parts)
        if (letter == format[at]) out += text;
    }
  return out;
}

GANYMEDE_ONCE std::optional<std::string_view> format_pattern(std::string_view format) {
  constexpr std::pair<std::string_view, std::string_view> patterns[] = {
      {"date", "%D"},
      {"time", "%T"},
      {"date-time", "%DT%T"},
      {"duration",
       R"(P(?:\d{1,4}W|\d{1,4}D(?:T\d{1,4}H(?:\d{1,4}M(?:\d{1,4}S)?)?)?|T(?:\d{1,4}H(?:\d{1,4}M(?:\d{1,4}S)?)?|\d{1,4}M(?:\d{1,4}S)?|\d{1,4}S)))"},
      {"email", R"([A-Za-z0-9_+-]{1,30}(?:\.[A-Za-z0-9_+-]{1,30}){0,3}@%L(?:\.%L){0,3}\.[a-z]{2,10})"},
      {"hostname", R"(%L(?:\.%L){0,5})"},
      {"ipv4", R"(%B(?:\.%B){3})"},
      {"ipv6", "[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}"},
      {"uuid", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"},
      {"uri", R"(https?://%L(?:\.%L){0,5}(?::[1-9]\d{0,3})?%P)"},
      {"uri-reference", R"((?:https?://%L(?:\.%L){0,5})?%P)"},
      {"json-pointer", "(?:/[A-Za-z0-9_-]{0,60}){0,20}"},
      {"int32", ""},
      {"int64", ""},
      {"float", ""},
      {"double", ""},
      {"password", ""},
      {"byte", ""},
      {"binary", ""},
      {"decimal", ""},
      {"color", ""},
      {"textarea", ""}};
  for (const auto& [name, pattern] : patterns)
    if (name == format) return pattern;
  return std::nullopt;
}

GANYMEDE_ONCE CharacterAutomaton StringLimits::automaton(std::string_view key) const {
  std::optional<CharacterAutomaton> all;
  const auto also = [&](const CharacterAutomaton& other) { all = all ? all->intersection(other) : other; };
  for (const std::string& pattern : patterns) also(CharacterAutomaton(regex_expression(pattern, true, key), key));
  for (const std::string& format : formats)
    also(CharacterAutomaton(regex_expression(format_expression(*format_pattern(format)), false, key), key));
  if (min > 0 || max != unlimited || !all) also(CharacterAutomaton::of_length(min, max, key));
  if (!excluded.empty()) {
    std::vector<Expression> texts;
    for (const std::string& text : excluded) texts.push_back(literal(text));
    all = all->difference(CharacterAutomaton(choice(std::move(texts)), key));
  }
  return *all;
}

GANYMEDE_ONCE bool StringLimits::holds(std::string_view text, std::string_view key) const {
  unsigned length = 0;
  for_each_code_point(text, [&](char32_t, std::string_view) { ++length; });
  if (length < min || length > max || std::find(excluded.begin(), excluded.end(), text) != excluded.end()) return false;
  StringLimits others = *this;
  others.min = 0;
  others.max = unlimited;
  others.excluded.clear();
  return others.any() || others.automaton(key).accepts(text);
}

GANYMEDE_ONCE Expression string_expression(const StringLimits& limits, Rules& rules, std::string_view key) {
  std::vector<Expression> parts;
  parts.push_back(literal("\""));
  if (limits.patterns.empty() && limits.formats.empty() && limits.excluded.empty())
    parts.push_back(repetition(any_json_character(), limits.min, limits.max));
  else
    parts.push_back(limits.automaton(key).emit(rules, json_character));
  parts.push_back(literal("\""));
  return sequence(std::move(parts));
}

}  // namespace ganymede::inline v0::detail::grammar
