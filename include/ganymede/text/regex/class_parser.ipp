#pragma once
// The bodies of class_parser.hpp.

#include <ganymede/text/regex/class_parser.hpp>

namespace ganymede::inline v0::detail::regex {

GANYMEDE_ONCE CodePointRanges property(PatternReader& in, std::size_t begin) {
  std::string_view name;
  bool negated = false;
  if (in.take("{")) {
    negated = in.take("^");
    const auto end = in.pattern.find('}', in.at);
    if (end == std::string_view::npos) in.fail("property name does not end", begin);
    name = in.pattern.substr(in.at, end - in.at);
    in.at = end + 1;
  } else {
    const std::size_t first = in.at;
    in.next();
    name = in.pattern.substr(first, in.at - first);
  }
  const CodePointRanges* const set = in.named(name, [name] { return property_ranges(name); });
  if (set == nullptr) in.unsupported("property \\p{" + std::string(name.substr(0, 40)) + "}", begin);
  return negated ? set->complement() : *set;
}

GANYMEDE_ONCE ClassItem escaped(PatternReader& in, std::size_t begin) {
  const auto one = [](char32_t c) { return std::pair{CodePointRanges(c, c), true}; };
  const auto many = [](const CodePointRanges& set, bool negated) { return std::pair{negated ? set.complement() : set, false}; };
  const auto named = [&in](const char* name, CodePointRanges (*make)()) -> const CodePointRanges& {
    return *in.named(name, [make] { return std::optional(make()); });
  };
  const char32_t c = in.next();
  switch (c) {
    case U't':
      return one('\t');
    case U'n':
      return one('\n');
    case U'r':
      return one('\r');
    case U'f':
      return one('\f');
    case U'v':
      return one('\v');
    case U'a':
      return one('\a');
    case U'e':
      return one(0x1B);
    case U'b':
      return one('\b');
    case U's':
    case U'S':
      return many(named(c == U's' ? "\\s" : "\\S", white_space), c == U'S');
    case U'd':
    case U'D':
      return many(named(c == U'd' ? "\\d" : "\\D", digits), c == U'D');
    case U'w':
    case U'W':
      return many(named(c == U'w' ? "\\w" : "\\W", word), c == U'W');
    case U'p':
    case U'P':
      return many(property(in, begin), c == U'P');
    case U'x':
      return one(in.take("{") ? in.hexadecimal(1, 6, true, begin) : in.hexadecimal(1, 2, false, begin));
    case U'u':
      return one(in.hexadecimal(4, 4, false, begin));
    case U'0':
      if (in.done() || in.pattern[in.at] < '0' || in.pattern[in.at] > '7') return one(0);
      break;
    default:
      break;
  }
  if (c >= U'0' && c <= U'9') in.unsupported("back-reference \\" + std::string(1, static_cast<char>(c)), begin);
  if (c == U'k' || c == U'g') in.unsupported("back-reference or call \\" + std::string(1, static_cast<char>(c)), begin);
  if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) in.unsupported("escape \\" + std::string(1, static_cast<char>(c)), begin);
  return one(c);
}

GANYMEDE_ONCE ClassItem class_item(PatternReader& in) {
  const std::size_t begin = in.at;
  const char32_t c = in.next();
  if (c == U'\\') return escaped(in, begin);
  return {CodePointRanges(c, c), true};
}

GANYMEDE_ONCE CodePointRanges bracket(PatternReader& in, bool ignore_case) {
  const std::size_t begin = in.at - 1;
  if (++in.depth > max_nesting) in.fail("classes are nested too deeply", begin, std::to_string(max_nesting) + " levels at most");
  const bool negated = in.take("^");
  CodePointRanges whole(0, not_unicode);
  CodePointRanges part;
  bool first = true;
  bool any = false;
  for (;; first = false) {
    if (in.done()) in.fail("character class does not end", begin);
    if (!first && in.take("]")) break;
    if (in.dialect == Dialect::tokenizer && in.take("&&")) {
      whole = whole.intersection(any ? part : CodePointRanges(0, not_unicode));
      part = CodePointRanges{};
      any = false;
      continue;
    }
    any = true;
    ++in.ranges;
    if (in.ahead("[:") && in.pattern.find(":]", in.at) != std::string_view::npos) in.unsupported("POSIX bracket [:", in.at);
    if (in.dialect == Dialect::tokenizer && in.take("[")) {
      part.add(bracket(in, false));
      continue;
    }
    const std::size_t item = in.at;
    auto [set, single] = class_item(in);
    if (single && in.ahead("-") && in.pattern.substr(in.at + 1, 1) != "]" &&
        (in.dialect == Dialect::schema || in.pattern.substr(in.at + 1, 1) != "[")) {
      const std::size_t dash = in.at++;
      const auto [last, last_single] = class_item(in);
      if (!last_single) {
        in.at = dash;  // [a-\s]: the dash stands for itself
      } else {
        const char32_t low = set.ranges().front().first;
        const char32_t high = last.ranges().front().first;
        if (low > high) in.fail("range is reversed", item);
        set = CodePointRanges(low, high);
      }
    }
    part.add(set);
  }
  --in.depth;
  if (any) whole = whole.intersection(part);
  if (ignore_case) whole = fold_closure(whole);
  return negated ? whole.complement() : whole;
}

}
