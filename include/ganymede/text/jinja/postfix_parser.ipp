#pragma once
// The bodies of postfix_parser.hpp.

#include <ganymede/text/jinja/postfix_parser.hpp>

#include <utility>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE ExpressionPointer ExpressionParser::postfix(ExpressionPointer value) {
  while (true) {
    if (token().is_op(".") || token().is_op("["))
      value = subscript(std::move(value));
    else if (token().is_op("("))
      value = call(std::move(value));
    else
      return value;
  }
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::filters_and_tests(ExpressionPointer value) {
  while (true) {
    if (token().is_op("|"))
      value = filters(std::move(value));
    else if (token().is_name("is"))
      value = test(std::move(value));
    else if (token().is_op("("))
      value = call(std::move(value));
    else
      return value;
  }
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::subscript(ExpressionPointer value) {
  const Token first = take();
  if (first.value == ".") {
    const Token member = take();
    if (member.kind == Token::Kind::name) return node(Kind::attribute, first.line, member.value, std::move(value));
    if (member.kind != Token::Kind::integer) fail("expected name or number", member.line);
    return node(Kind::item, first.line, {}, std::move(value), constant(member));
  }
  std::vector<ExpressionPointer> keys;
  while (!token().is_op("]")) {
    if (!keys.empty()) expect_op(",");
    keys.push_back(subscribed());
  }
  take();
  ExpressionPointer key = keys.size() == 1 ? std::move(keys.front()) : make(Kind::tuple, first.line, {}, std::move(keys));
  return node(Kind::item, first.line, {}, std::move(value), std::move(key));
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::subscribed() {
  const std::size_t line = token().line;
  ExpressionPointer begin, end, step;
  const auto ends = [&] { return token().is_op("]") || token().is_op(","); };
  if (!token().is_op(":")) {
    begin = expression();
    if (!token().is_op(":")) return begin;
  }
  take();
  if (!token().is_op(":") && !ends()) end = expression();
  if (skip_op(":") && !ends()) step = expression();
  return node(Kind::slice, line, {}, std::move(begin), std::move(end), std::move(step));
}

GANYMEDE_ONCE void ExpressionParser::arguments(Expression& call) {
  const std::size_t line = token().line;
  const auto ensure = [&](bool right) {
    if (!right) fail("invalid syntax for function call expression", line);
  };
  expect_op("(");
  for (bool first = true; !token().is_op(")"); first = false) {
    if (!first) {
      expect_op(",");
      if (token().is_op(")")) break;
    }
    ExpressionPointer* place = nullptr;
    if (skip_op("*")) {
      ensure(!call.star && !call.double_star);
      place = &call.star;
    } else if (skip_op("**")) {
      ensure(!call.double_star);
      place = &call.double_star;
    } else if (token().kind == Token::Kind::name && next_token().is_op("=")) {
      ensure(!call.double_star);
      std::string name = take().value;
      take();
      for (const auto& [other, value] : call.named)
        if (other == name) fail("keyword argument repeated: " + name, line);
      place = &call.named.emplace_back(std::move(name), nullptr).second;
    } else {
      ensure(!call.star && !call.double_star && call.named.empty());
      place = &call.parts.emplace_back();
    }
    ExpressionPointer value = expression();
    call.depth = std::max(call.depth, value->depth + 1);
    *place = std::move(value);
  }
  take();
  if (call.depth > expression_depth_limit) fail("the expression is nested too deeply", line);
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::call(ExpressionPointer value) {
  ExpressionPointer made = node(Kind::call, token().line, {}, std::move(value));
  arguments(*made);
  return made;
}

GANYMEDE_ONCE std::string ExpressionParser::dotted_name() {
  std::string name = expect(Token::Kind::name, {}, "name").value;
  while (skip_op(".")) name.append(".").append(expect(Token::Kind::name, {}, "name").value);
  return name;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::filters(ExpressionPointer value, bool inline_first) {
  while (inline_first || skip_op("|")) {
    inline_first = false;
    const std::size_t line = token().line;
    ExpressionPointer made = node(Kind::filter, line, dotted_name(), std::move(value));
    if (token().is_op("(")) arguments(*made);
    value = std::move(made);
  }
  return value;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::test(ExpressionPointer value) {
  const std::size_t line = take().line;
  const bool negated = skip_name("not");
  ExpressionPointer made = node(Kind::test, line, dotted_name(), std::move(value));
  if (token().is_op("(")) {
    arguments(*made);
  } else {
    const Token::Kind kind = token().kind;
    const bool is_word = kind == Token::Kind::name && !token().is_name("else") && !token().is_name("or") && !token().is_name("and");
    if (is_word || kind == Token::Kind::text || kind == Token::Kind::integer || kind == Token::Kind::floating || token().is_op("[") ||
        token().is_op("{")) {
      if (token().is_name("is")) fail("You cannot chain multiple tests with is");
      ExpressionPointer argument = postfix(primary());
      made->depth = std::max(made->depth, argument->depth + 1);
      made->parts.push_back(std::move(argument));
    }
  }
  return negated ? node(Kind::unary, line, "not", std::move(made)) : std::move(made);
}

}  // namespace ganymede::inline v0::jinja
