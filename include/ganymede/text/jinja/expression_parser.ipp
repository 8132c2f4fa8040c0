#pragma once
// The bodies of expression_parser.hpp.

#include <ganymede/text/jinja/expression_parser.hpp>

#include <ganymede/text/jinja/primary_parser.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0::jinja {

/// Counts one level of nesting while it lives.
class Nesting {
 public:
  explicit Nesting(std::size_t& count) : count_(count) { ++count_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  ~Nesting() { --count_; }

 private:
  std::size_t& count_;
};

GANYMEDE_ONCE bool ExpressionParser::skip_name(std::string_view name) {
  if (!token().is_name(name)) return false;
  take();
  return true;
}

GANYMEDE_ONCE bool ExpressionParser::skip_op(std::string_view op) {
  if (!token().is_op(op)) return false;
  take();
  return true;
}

GANYMEDE_ONCE Token ExpressionParser::expect(Token::Kind kind, std::string_view value, std::string_view expected) {
  if (token().kind == kind && (value.empty() || token().value == value)) return take();
  if (token().kind == Token::Kind::end) fail("unexpected end of template, expected '" + std::string(expected) + "'");
  fail("expected token '" + std::string(expected) + "', got " + describe(token()));
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::make(Kind kind, std::size_t line, std::string name,
                                                       std::vector<ExpressionPointer> parts) {
  auto made = std::make_unique<Expression>();
  made->kind = kind;
  made->line = line;
  made->name = std::move(name);
  made->parts = std::move(parts);
  for (const ExpressionPointer& part : made->parts)
    if (part) made->depth = std::max(made->depth, part->depth + 1);
  if (made->depth > expression_depth_limit) fail("the expression is nested too deeply", line);
  return made;
}

GANYMEDE_ONCE bool ExpressionParser::tuple_ends(std::string_view end) const {
  const Token::Kind kind = token().kind;
  return kind == Token::Kind::variable_end || kind == Token::Kind::block_end || token().is_op(")") ||
         (!end.empty() && token().is_name(end));
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::tuple(bool with_conditional, std::string_view end, bool in_parentheses) {
  const std::size_t line = token().line;
  std::vector<ExpressionPointer> items;
  bool is_tuple = false;
  while (!tuple_ends(end)) {
    items.push_back(expression(with_conditional));
    if (!token().is_op(",")) break;
    is_tuple = true;
    take();
  }
  if (!is_tuple && !items.empty()) return std::move(items.front());
  if (!is_tuple && !in_parentheses) fail("Expected an expression, got " + describe(token()));
  return make(Kind::tuple, line, {}, std::move(items));
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::target(Target kind, std::string_view end) {
  const std::size_t line = token().line;
  const auto one = [&]() -> ExpressionPointer {
    if (kind != target_name && token().is_op("(")) {
      const Nesting nesting(nesting_);
      if (nesting_ > expression_depth_limit) fail("the expression is nested too deeply");
      take();
      ExpressionPointer inner = target(target_tuple);
      expect_op(")");
      return inner;
    }
    const Token name = take();
    static constexpr std::string_view constants[] = {"true", "false", "none", "True", "False", "None"};
    if (name.kind != Token::Kind::name || std::find(std::begin(constants), std::end(constants), name.value) != std::end(constants))
      fail("can't assign to " + describe(name), name.line);
    if (kind == target_namespace && skip_op(".")) {
      const Token member = expect(Token::Kind::name, {}, "name");
      return node(Kind::attribute, name.line, member.value, node(Kind::name, name.line, name.value));
    }
    return node(Kind::name, name.line, name.value);
  };
  if (kind == target_name) return one();
  std::vector<ExpressionPointer> items;
  bool is_tuple = false;
  while (!tuple_ends(end) && !token().is_op("=")) {
    items.push_back(one());
    if (!token().is_op(",")) break;
    is_tuple = true;
    take();
  }
  if (items.empty()) fail("Expected an expression, got " + describe(token()));
  if (!is_tuple) return std::move(items.front());
  return make(Kind::tuple, line, {}, std::move(items));
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::expression(bool with_conditional) {
  const Nesting nesting(nesting_);
  if (nesting_ > expression_depth_limit) fail("the expression is nested too deeply");
  return with_conditional ? conditional() : either();
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::conditional() {
  std::size_t line = token().line;
  ExpressionPointer value = either();
  while (skip_name("if")) {
    ExpressionPointer condition = either(), otherwise;
    if (skip_name("else")) otherwise = expression();
    value = node(Kind::conditional, line, {}, std::move(value), std::move(condition), std::move(otherwise));
    line = token().line;
  }
  return value;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::either() {
  ExpressionPointer left = both();
  for (std::size_t line = token().line; skip_name("or"); line = token().line)
    left = node(Kind::binary, line, "or", std::move(left), both());
  return left;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::both() {
  ExpressionPointer left = negation();
  for (std::size_t line = token().line; skip_name("and"); line = token().line)
    left = node(Kind::binary, line, "and", std::move(left), negation());
  return left;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::negation() {
  const Nesting nesting(nesting_);
  if (nesting_ > expression_depth_limit) fail("the expression is nested too deeply");
  const std::size_t line = token().line;
  if (skip_name("not")) return node(Kind::unary, line, "not", negation());
  return comparison();
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::comparison() {
  static constexpr std::string_view comparisons[] = {"==", "!=", "<", "<=", ">", ">="};
  const std::size_t line = token().line;
  std::vector<ExpressionPointer> parts;
  std::vector<std::string> operators;
  parts.push_back(sum());
  while (true) {
    if (token().kind == Token::Kind::op &&
        std::find(std::begin(comparisons), std::end(comparisons), token().value) != std::end(comparisons)) {
      operators.push_back(take().value);
    } else if (skip_name("in")) {
      operators.emplace_back("in");
    } else if (token().is_name("not") && next_token().is_name("in")) {
      take();
      take();
      operators.emplace_back("not in");
    } else {
      break;
    }
    parts.push_back(sum());
  }
  if (operators.empty()) return std::move(parts.front());
  ExpressionPointer made = make(Kind::compare, line, {}, std::move(parts));
  made->operators = std::move(operators);
  return made;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::sum() {
  ExpressionPointer left = concatenation();
  while (token().is_op("+") || token().is_op("-")) {
    const Token op = take();
    left = node(Kind::binary, op.line, op.value, std::move(left), concatenation());
  }
  return left;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::concatenation() {
  const std::size_t line = token().line;
  std::vector<ExpressionPointer> parts;
  parts.push_back(product());
  while (skip_op("~")) parts.push_back(product());
  if (parts.size() == 1) return std::move(parts.front());
  return make(Kind::concat, line, {}, std::move(parts));
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::product() {
  ExpressionPointer left = power();
  while (token().is_op("*") || token().is_op("/") || token().is_op("//") || token().is_op("%")) {
    const Token op = take();
    left = node(Kind::binary, op.line, op.value, std::move(left), power());
  }
  return left;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::power() {
  ExpressionPointer value = unary();
  for (std::size_t line = token().line; skip_op("**"); line = token().line)
    value = node(Kind::binary, line, "**", std::move(value), unary());
  return value;
}

GANYMEDE_ONCE ExpressionPointer ExpressionParser::unary(bool with_filters) {
  const Nesting nesting(nesting_);
  if (nesting_ > expression_depth_limit) fail("the expression is nested too deeply");
  ExpressionPointer value;
  if (token().is_op("-") || token().is_op("+")) {
    const Token op = take();
    value = node(Kind::unary, op.line, op.value, unary(false));
  } else {
    value = primary();
  }
  value = postfix(std::move(value));
  return with_filters ? filters_and_tests(std::move(value)) : std::move(value);
}

}  // namespace ganymede::inline v0::jinja
