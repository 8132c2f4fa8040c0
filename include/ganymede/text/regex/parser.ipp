#pragma once
// The bodies of parser.hpp.

#include <ganymede/text/regex/parser.hpp>

namespace ganymede::inline v0::detail::regex {

GANYMEDE_ONCE Parser::Parser(std::string_view pattern, Dialect dialect) : in_{pattern} {
  in_.dialect = dialect;
  if (dialect != Dialect::schema) return;
  CodePointRanges word('a', 'z'), space('\t', '\r');
  word.add('A', 'Z');
  word.add('0', '9');
  word.add('_', '_');
  space.add(' ', ' ');
  in_.properties = {{"\\b", word}, {"\\w", word}, {"\\s", space}, {"\\d", CodePointRanges('0', '9')}};  // \D, \W, \S: Unicode's
}

GANYMEDE_ONCE Node Parser::parse() {
  if (in_.pattern.size() > max_pattern_bytes) in_.fail("pattern is too long", 0, std::to_string(max_pattern_bytes) + " bytes at most");
  if (!is_valid_utf8(in_.pattern)) in_.fail("pattern is not UTF-8", 0);
  Node node = alternation({});
  if (!in_.done()) in_.fail("unmatched )", in_.at);
  return node;
}

GANYMEDE_ONCE Node Parser::assertion(Assertion a) {
  Node node{.kind = Node::Kind::assertion};
  node.assertion = a;
  return node;
}

GANYMEDE_ONCE Node Parser::set_node(CodePointRanges set, Flags flags, bool negated) {
  if (flags.ignore_case) set = fold_closure(set);
  Node node{.kind = Node::Kind::set};
  node.set = in_.counted(negated ? set.complement() : std::move(set));
  return node;
}

GANYMEDE_ONCE Node Parser::alternation(Flags flags) {
  if (++in_.depth > max_nesting) in_.fail("groups are nested too deeply", in_.at, std::to_string(max_nesting) + " levels at most");
  std::vector<Node> branches;
  do branches.push_back(concatenation(flags));
  while (in_.take("|"));
  --in_.depth;
  if (branches.size() == 1) return std::move(branches.front());
  Node node{.kind = Node::Kind::alternation};
  node.children = std::move(branches);
  return node;
}

GANYMEDE_ONCE Node Parser::concatenation(Flags flags) {
  Node node{.kind = Node::Kind::concatenation};
  while (!in_.done() && !in_.ahead("|") && !in_.ahead(")")) {
    const std::size_t begin = in_.at;
    if (in_.take("(?#")) {
      const auto end = in_.pattern.find(')', in_.at);
      if (end == std::string_view::npos) in_.fail("comment does not end", begin);
      in_.at = end + 1;
      continue;
    }
    if (Flags inner = flags; option_switch(inner)) {  // a(?i)b|c is a(?i:b|c)
      node.children.push_back(alternation(inner));
      break;
    }
    node.children.push_back(quantified(atom(flags), begin));
  }
  if (node.children.size() == 1) {
    Node only = std::move(node.children.front());
    return only;
  }
  if (node.children.empty()) node.kind = Node::Kind::empty;
  return node;
}

GANYMEDE_ONCE bool Parser::option_switch(Flags& flags) {
  if (!in_.ahead("(?")) return false;
  const std::size_t begin = in_.at;
  in_.at += 2;
  if (options(flags) && in_.take(")")) return true;
  in_.at = begin;
  return false;
}

GANYMEDE_ONCE bool Parser::options(Flags& flags) {
  bool on = true;
  const std::size_t begin = in_.at;
  for (; !in_.done(); ++in_.at) {
    const char c = in_.pattern[in_.at];
    if (c == '-')
      on = false;
    else if (c == 'i')
      flags.ignore_case = on;
    else if (c == 'm' || c == 's')
      flags.dot_all = on;
    else if (c == 'x')
      in_.unsupported("option x (free spacing)", in_.at);
    else
      break;
  }
  return in_.at > begin;
}

GANYMEDE_ONCE Node Parser::quantified(Node node, std::size_t begin) {
  for (unsigned stacked = 0;; ++stacked) {
    Node repeated{.kind = Node::Kind::repetition};
    const std::size_t quantifier = in_.at;
    bool braces = false;
    if (in_.take("*"))
      repeated.min = 0, repeated.max = unlimited;
    else if (in_.take("+"))
      repeated.min = 1, repeated.max = unlimited;
    else if (in_.take("?"))
      repeated.min = 0, repeated.max = 1;
    else if (counts(repeated))
      braces = true;
    else
      return node;
    if (node.kind == Node::Kind::assertion || node.kind == Node::Kind::look_ahead || node.kind == Node::Kind::look_behind)
      in_.unsupported("repetition of an assertion", begin);
    if (stacked == max_stacked) in_.fail("too many repetitions of repetitions", quantifier, std::to_string(max_stacked) + " at most");
    if (braces && repeated.min == repeated.max && in_.ahead("?")) {
      // {n}? means (?:{n})?, which the next round reads
    } else if (in_.take("?")) {
      repeated.mode = Mode::lazy;
    } else if (!braces && in_.take("+")) {
      repeated.mode = Mode::possessive;
    }
    repeated.children.push_back(std::move(node));
    node = std::move(repeated);
  }
}

GANYMEDE_ONCE bool Parser::counts(Node& node) {
  if (!in_.ahead("{")) return false;
  const std::size_t begin = in_.at++;
  const auto number = [this](unsigned& value) {
    const std::size_t first = in_.at;
    unsigned long n = 0;
    for (; !in_.done() && in_.pattern[in_.at] >= '0' && in_.pattern[in_.at] <= '9'; ++in_.at)
      n = std::min(n * 10 + static_cast<unsigned long>(in_.pattern[in_.at] - '0'), 1000000UL);
    value = static_cast<unsigned>(n);
    return in_.at > first;
  };
  const bool lower = number(node.min);
  bool upper = lower;
  node.max = node.min;
  if (in_.take(",")) {
    upper = number(node.max);
    if (!upper) node.max = unlimited;
    if (!lower) node.min = 0;
  }
  if ((!lower && !upper) || !in_.take("}")) {
    in_.at = begin;
    return false;
  }
  if (node.min > max_repetition || (node.max > max_repetition && node.max != unlimited))
    in_.fail("repetition count is too large", begin, std::to_string(max_repetition) + " at most");
  if (node.min > node.max) in_.fail("repetition range is reversed", begin);
  return true;
}

GANYMEDE_ONCE Node Parser::atom(Flags flags) {
  const std::size_t begin = in_.at;
  const char32_t c = in_.next();
  switch (c) {
    case U'(':
      return group(flags, begin);
    case U'[':
      return set_node(bracket(in_, flags.ignore_case), Flags{});
    case U'.':
      return set_node(flags.dot_all ? CodePointRanges(0, not_unicode) : CodePointRanges('\n', '\n').complement(), Flags{});
    case U'^':
      return assertion(Assertion::line_begin);
    case U'$':
      return assertion(Assertion::line_end);
    case U'\\':
      return escape(flags, begin);
    case U'*':
    case U'+':
    case U'?':
      in_.fail("nothing to repeat", begin);
    default:
      return set_node(CodePointRanges(c, c), flags);
  }
}

GANYMEDE_ONCE Node Parser::group(Flags flags, std::size_t begin) {
  Node node{};
  const auto look = [&](Node::Kind kind, bool negated) {
    node.kind = kind;
    node.negated = negated;
    node.children.push_back(alternation(flags));
    if (kind == Node::Kind::look_behind && node.children.front().kind != Node::Kind::set)
      in_.unsupported("look-behind of more than one character", begin);
  };
  if (in_.take("?="))
    look(Node::Kind::look_ahead, false);
  else if (in_.take("?!"))
    look(Node::Kind::look_ahead, true);
  else if (in_.take("?<="))
    look(Node::Kind::look_behind, false);
  else if (in_.take("?<!"))
    look(Node::Kind::look_behind, true);
  else if (in_.ahead("?>"))
    in_.unsupported("atomic group (?>", begin);
  else if (in_.ahead("?("))
    in_.unsupported("conditional (?(", begin);
  else if (in_.ahead("?~"))
    in_.unsupported("absence operator (?~", begin);
  else if (in_.ahead("?<") || in_.ahead("?P<") || in_.ahead("?'")) {
    const auto end = in_.pattern.find_first_of(">'", in_.at + 3);
    if (end == std::string_view::npos) in_.fail("group name does not end", begin);
    in_.at = end + 1;
    node = alternation(flags);
  } else if (in_.take("?")) {
    Flags inner = flags;
    options(inner);
    if (!in_.take(":"))
      in_.unsupported("group (?" + std::string(in_.done() ? "" : in_.pattern.substr(in_.at, decode_utf8(in_.pattern, in_.at).length)),
                      begin);
    node = alternation(inner);
  } else {
    node = alternation(flags);
  }
  if (!in_.take(")")) in_.fail("group does not end", begin);
  return node;
}

GANYMEDE_ONCE Node Parser::escape(Flags flags, std::size_t begin) {
  if (in_.done()) in_.fail("pattern ends with a backslash", begin);
  switch (in_.pattern[in_.at]) {
    case 'A':
      ++in_.at;
      return assertion(Assertion::text_begin);
    case 'z':
      ++in_.at;
      return assertion(Assertion::text_end);
    case 'Z':
      ++in_.at;
      return assertion(Assertion::text_end_or_last_newline);
    case 'b':
      ++in_.at;
      return assertion(Assertion::word_boundary);
    case 'B':
      ++in_.at;
      return assertion(Assertion::no_word_boundary);
    case 'w':
    case 'W': {
      const bool negated = in_.pattern[in_.at++] == 'W';
      return set_node(*in_.named(negated ? "\\B" : "\\b", [] { return std::optional(bare_word()); }), flags, negated);
    }
    default:
      return set_node(escaped(in_, begin).first, flags);
  }
}

}
