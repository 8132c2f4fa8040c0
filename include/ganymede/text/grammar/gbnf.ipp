#pragma once
// The bodies of gbnf.hpp.

#include <ganymede/text/grammar/gbnf.hpp>

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE void GbnfReader::fail(std::string problem, std::string expected, std::string found) const {
  const std::string_view before = in_.pattern.substr(0, in_.at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  throw InputError{{.problem = std::move(problem) + " in line " + std::to_string(line),
                    .key = "gbnf",
                    .expected = std::move(expected),
                    .found = std::move(found)}};
}

GANYMEDE_ONCE Rules GbnfReader::read() {
  if (in_.pattern.size() > most_bytes)
    fail("the grammar is too long", "at most " + std::to_string(most_bytes) + " bytes", std::to_string(in_.pattern.size()));
  if (!is_valid_utf8(in_.pattern)) fail("the grammar is not UTF-8");
  number_of("root");
  for (skip_space(true); !in_.done(); skip_space(true)) define();
  for (const auto& [name, number] : numbers_)
    if (!defined_[number]) fail("a rule is not defined: " + name);
  return std::move(rules_);
}

GANYMEDE_ONCE void GbnfReader::skip_space(bool newlines) {
  while (!in_.done()) {
    const char c = in_.pattern[in_.at];
    if (c == '#')
      in_.at = std::min(in_.pattern.find_first_of("\r\n", in_.at), in_.pattern.size());
    else if (c == ' ' || c == '\t' || (newlines && (c == '\n' || c == '\r')))
      ++in_.at;
    else
      return;
  }
}

GANYMEDE_ONCE bool GbnfReader::name_ahead() const {
  if (in_.done()) return false;
  const char c = in_.pattern[in_.at];
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

GANYMEDE_ONCE std::string GbnfReader::name() {
  const std::size_t begin = in_.at;
  while (name_ahead()) ++in_.at;
  if (in_.at == begin) fail("malformed", "the name of a rule");
  return std::string(in_.pattern.substr(begin, in_.at - begin));
}

GANYMEDE_ONCE std::uint32_t GbnfReader::number_of(const std::string& name) {
  const auto [at, fresh] = numbers_.try_emplace(name, 0);
  if (fresh) at->second = rules_.add(name);
  return at->second;
}

GANYMEDE_ONCE void GbnfReader::define() {
  const std::string rule_name = name();
  const std::uint32_t number = number_of(rule_name);
  skip_space(false);
  if (!in_.take("::=")) fail("malformed", "::= after " + rule_name);
  if (std::exchange(defined_[number], true)) fail("a rule is defined twice: " + rule_name);
  skip_space(true);
  Expression body = alternatives(0);
  if (!in_.done() && in_.pattern[in_.at] != '\n' && in_.pattern[in_.at] != '\r')
    fail("malformed", "the end of the rule " + rule_name, "'" + std::string(in_.pattern.substr(in_.at, 10)) + "'");
  rules_.bodies[number] = std::move(body);
}

GANYMEDE_ONCE Expression GbnfReader::alternatives(unsigned level) {
  if (level > most_levels) fail("parentheses are nested too deeply", std::to_string(most_levels) + " levels at most");
  std::vector<Expression> parts;
  for (;;) {
    parts.push_back(items(level));
    const std::size_t end = in_.at;
    skip_space(true);
    if (!in_.take("|")) {
      if (level == 0) in_.at = end;  // the line ends the rule
      return choice(std::move(parts));
    }
    skip_space(true);
  }
}

/// Whether a name and ::= come next: of a rule whose line begins here.
GANYMEDE_ONCE bool GbnfReader::rule_ahead() {
  const std::size_t begin = in_.at;
  while (name_ahead()) ++in_.at;
  skip_space(false);
  const bool ahead = in_.ahead("::=");
  in_.at = begin;
  return ahead;
}

GANYMEDE_ONCE Expression GbnfReader::items(unsigned level) {
  std::vector<Expression> parts;
  for (;; skip_space(level > 0)) {
    if (in_.done()) break;
    const char c = in_.pattern[in_.at];
    if (c == '"') {
      ++in_.at;
      parts.push_back(repeated(quoted()));
    } else if (c == '[') {
      ++in_.at;
      parts.push_back(repeated(bracket()));
    } else if (c == '.') {
      ++in_.at;
      parts.push_back(repeated(characters(CodePointRanges(0, last_code_point))));
    } else if (c == '(') {
      ++in_.at;
      skip_space(true);
      Expression group = alternatives(level + 1);
      skip_space(true);
      if (!in_.take(")")) fail("malformed", ")");
      parts.push_back(repeated(std::move(group)));
    } else if (name_ahead() && !(level == 0 && rule_ahead())) {
      parts.push_back(repeated(rule(number_of(name()))));
    } else if (c == '<' || c == '!') {
      fail("tokens (<name>, <[id]>) are not supported: write what they spell");
    } else {
      break;
    }
  }
  return sequence(std::move(parts));
}

GANYMEDE_ONCE Expression GbnfReader::repeated(Expression item) {
  for (unsigned times = 0;; ++times) {
    const std::size_t begin = in_.at;
    skip_space(false);
    unsigned min = 0, max = unlimited;
    const auto number = [this](unsigned& value) {
      const std::size_t first = in_.at;
      std::uint64_t n = 0;
      for (; !in_.done() && in_.pattern[in_.at] >= '0' && in_.pattern[in_.at] <= '9'; ++in_.at)
        n = std::min<std::uint64_t>(n * 10 + static_cast<std::uint64_t>(in_.pattern[in_.at] - '0'), 1U << 30);
      value = static_cast<unsigned>(n);
      return in_.at > first;
    };
    if (in_.take("+")) {
      min = 1;
    } else if (in_.take("?")) {
      max = 1;
    } else if (in_.take("{")) {
      skip_space(false);
      const bool lower = number(min);
      skip_space(false);
      bool upper = false;
      if (in_.take(",")) {
        skip_space(false);
        upper = number(max);
        if (!upper) max = unlimited;
        skip_space(false);
      } else {
        max = min;
      }
      if ((!lower && !upper) || !in_.take("}")) fail("malformed", "{m}, {m,}, {,n} or {m,n}");
      if (min > max) fail("a repetition is reversed", "{m,n} with m up to n");
      if (min > most_repetitions || (max > most_repetitions && max != unlimited))
        fail("a repetition is too long", "at most " + std::to_string(most_repetitions));
    } else if (!in_.take("*")) {
      in_.at = begin;
      return item;
    }
    if (times == regex::max_stacked) fail("too many repetitions of repetitions", std::to_string(regex::max_stacked) + " at most");
    item = repetition(std::move(item), min, max);
  }
}

GANYMEDE_ONCE char32_t GbnfReader::character() {
  const std::size_t begin = in_.at;
  try {
    const char32_t c = in_.next();
    if (c != U'\\') return c;
    switch (const char32_t e = in_.next()) {
      case U'x':
        return in_.hexadecimal(2, 2, false, begin);
      case U'u':
        return in_.hexadecimal(4, 4, false, begin);
      case U'U':
        return in_.hexadecimal(8, 8, false, begin);
      case U't':
        return U'\t';
      case U'r':
        return U'\r';
      case U'n':
        return U'\n';
      case U'\\':
      case U'"':
      case U'[':
      case U']':
      case U'-':
      case U'^':
        return e;
      default:
        break;
    }
  } catch (const TokenizerError&) {  // the pattern ends, or the digits are wrong
  }
  in_.at = begin;
  fail("malformed character", R"(\n, \t, \r, \\, \", \[, \], \xHH, \uHHHH, \UHHHHHHHH)");
}

GANYMEDE_ONCE Expression GbnfReader::quoted() {
  std::string text;
  while (!in_.take("\"")) {
    if (in_.done() || in_.ahead("\n")) fail("a literal does not end", "\"");
    append_utf8(text, character());
  }
  return literal(std::move(text));
}

GANYMEDE_ONCE Expression GbnfReader::bracket() {
  const bool negated = in_.take("^");
  CodePointRanges set;
  while (!in_.take("]")) {
    if (in_.done()) fail("a class does not end", "]");
    const char32_t first = character();
    char32_t last = first;
    if (in_.ahead("-") && in_.pattern.substr(in_.at, 2) != "-]") {
      ++in_.at;
      last = character();
    }
    if (first > last) fail("a range is reversed");
    set.add(first, last);
  }
  return characters(negated ? set.complement() : std::move(set));
}

}  // namespace ganymede::inline v0::detail::grammar
