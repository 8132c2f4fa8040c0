#pragma once
// The bodies of regex_grammar.hpp.

#include <ganymede/text/grammar/regex_grammar.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/text/regex/parser.hpp>

#include <span>
#include <string>
#include <utility>

namespace ganymede::inline v0::detail::grammar {

class RegexTranslator {
 public:
  RegexTranslator(std::string_view pattern, std::string_view key) : pattern_(pattern), key_(key) {}

  /// What stands before or after a part of the pattern: any text, nothing, or other parts.
  enum class Side { open, anchored, inner };

  Expression translate(const regex::Node& node, Side before, Side after) const {
    using Kind = regex::Node::Kind;
    switch (node.kind) {
      case Kind::alternation: {
        std::vector<Expression> parts;
        for (const regex::Node& child : node.children) parts.push_back(translate(child, before, after));
        return choice(std::move(parts));
      }
      case Kind::concatenation:
        return concatenation(node.children, before, after);
      case Kind::empty:
      case Kind::assertion:
        return concatenation({&node, 1}, before, after);
      case Kind::set:
        return between(before, characters(is_line(node.set) ? no_line_end() : node.set), after);
      case Kind::repetition:
        if (node.mode == regex::Mode::possessive) refuse("a possessive repetition");
        return between(before,
                       repetition(translate(node.children.front(), Side::inner, Side::inner), node.min,
                                  node.max == regex::unlimited ? unlimited : node.max),
                       after);
      case Kind::look_ahead:
        refuse("look-ahead");
      case Kind::look_behind:
        refuse("look-behind");
    }
    return nothing();
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw InputError{{.problem = what + " is not supported in a constraint", .key = std::string(key_), .found = std::string(pattern_)}};
  }

  /// Whether it is what the parser makes of a dot.
  static bool is_line(const CodePointRanges& set) { return set.ranges() == CodePointRanges('\n', '\n').complement().ranges(); }
  static CodePointRanges no_line_end() {
    CodePointRanges ends('\n', '\n');
    ends.add('\r', '\r');
    ends.add(0x2028, 0x2029);
    return ends.complement();
  }
  static Expression any() { return repetition(characters(CodePointRanges(0, last_code_point)), 0, unlimited); }

  static Expression between(Side before, Expression part, Side after) {
    std::vector<Expression> parts;
    if (before == Side::open) parts.push_back(any());
    parts.push_back(std::move(part));
    if (after == Side::open) parts.push_back(any());
    return sequence(std::move(parts));
  }

  bool begins(const regex::Node& node) const {
    return node.kind == regex::Node::Kind::assertion &&
           (node.assertion == regex::Assertion::line_begin || node.assertion == regex::Assertion::text_begin);
  }
  bool ends(const regex::Node& node) const {
    return node.kind == regex::Node::Kind::assertion &&
           (node.assertion == regex::Assertion::line_end || node.assertion == regex::Assertion::text_end ||
            node.assertion == regex::Assertion::text_end_or_last_newline);
  }

  Expression concatenation(std::span<const regex::Node> parts, Side before, Side after) const {
    for (; !parts.empty() && begins(parts.front()) && before != Side::inner; parts = parts.subspan(1)) before = Side::anchored;
    for (; !parts.empty() && ends(parts.back()) && after != Side::inner; parts = parts.first(parts.size() - 1)) after = Side::anchored;
    if (parts.empty()) return before == Side::open || after == Side::open ? any() : sequence({});
    std::vector<Expression> all;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const regex::Node& part = parts[i];
      if (part.kind == regex::Node::Kind::assertion)
        refuse(begins(part) || ends(part) ? "an anchor that is not at an end of the pattern" : "a word boundary");
      if (part.kind == regex::Node::Kind::empty && parts.size() > 1) continue;
      all.push_back(part.kind == regex::Node::Kind::empty
                        ? between(before, sequence({}), after)
                        : translate(part, i == 0 ? before : Side::inner, i + 1 == parts.size() ? after : Side::inner));
    }
    return sequence(std::move(all));
  }

  std::string_view pattern_, key_;
};

GANYMEDE_ONCE Expression regex_expression(std::string_view pattern, bool search, std::string_view key) {
  using Side = RegexTranslator::Side;
  const Side side = search ? Side::open : Side::anchored;
  try {
    return RegexTranslator(pattern, key).translate(regex::Parser(pattern, regex::Dialect::schema).parse(), side, side);
  } catch (const TokenizerError& error) {
    ErrorDetails details = error.details();
    details.key = key;
    throw InputError{details};
  }
}

}  // namespace ganymede::inline v0::detail::grammar
