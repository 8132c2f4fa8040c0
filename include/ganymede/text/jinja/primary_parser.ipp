#pragma once
// The bodies of primary_parser.hpp.

#include <ganymede/text/jinja/primary_parser.hpp>

#include <ganymede/text/jinja/numbers.hpp>

#include <utility>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE std::string describe(const Token& token) {
  static constexpr const char* names[] = {"template data / text",
                                          "begin of statement block",
                                          "end of statement block",
                                          "begin of print statement",
                                          "end of print statement",
                                          "name",
                                          "string",
                                          "integer",
                                          "float",
                                          "operator",
                                          "end of template"};
  const bool spelled = token.kind == Token::Kind::name || token.kind == Token::Kind::op;
  return "'" + (spelled ? token.value : std::string(names[static_cast<std::size_t>(token.kind)])) + "'";
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::constant(Token token) {
  ExpressionPointer made = make(Kind::constant, token.line, {});
  if (token.kind == Token::Kind::integer) {
    const auto value = parse_integer_literal(token.value);
    if (!value) fail("a whole number of more than 64 bits", token.line);
    made->constant = {*value};
  } else if (token.kind == Token::Kind::floating) {
    made->constant = {parse_float(token.value).value_or(0)};
  } else {
    made->constant = {std::make_shared<const Text>(std::move(token.value), std::vector<std::size_t>(), Held())};
  }
  return made;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::primary() {
  Token first = take();
  switch (first.kind) {
    case Token::Kind::name: {
      const std::string& name = first.value;
      const bool truth = name == "true" || name == "True";
      if (!truth && name != "false" && name != "False" && name != "none" && name != "None") {
        name_read(name);
        return node(Kind::name, first.line, name);
      }
      ExpressionPointer made = make(Kind::constant, first.line, {});
      if (name != "none" && name != "None") made->constant = {truth};
      return made;
    }
    case Token::Kind::text:
      while (token().kind == Token::Kind::text) first.value += take().value;
      return constant(std::move(first));
    case Token::Kind::integer:
    case Token::Kind::floating:
      return constant(std::move(first));
    default:
      break;
  }
  if (first.is_op("(")) {
    ExpressionPointer inner = tuple(true, {}, true);
    expect_op(")");
    return inner;
  }
  if (first.is_op("[")) return list();
  if (first.is_op("{")) return dict();
  fail("unexpected " + describe(first), first.line);
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::list() {
  const std::size_t line = token().line;
  std::vector<ExpressionPointer> items;
  while (!token().is_op("]")) {
    if (!items.empty()) expect_op(",");
    if (token().is_op("]")) break;
    items.push_back(expression());
  }
  take();
  return make(Kind::list, line, {}, std::move(items));
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::dict() {
  const std::size_t line = token().line;
  std::vector<ExpressionPointer> items;
  while (!token().is_op("}")) {
    if (!items.empty()) expect_op(",");
    if (token().is_op("}")) break;
    items.push_back(expression());
    expect_op(":");
    items.push_back(expression());
  }
  take();
  return make(Kind::dict, line, {}, std::move(items));
}

}  // namespace ganymede::inline v0::jinja
