#pragma once
// The bodies of expressions.hpp.

#include <ganymede/text/jinja/expressions.hpp>

#include <ganymede/text/jinja/filters.hpp>
#include <ganymede/text/jinja/numbers.hpp>
#include <ganymede/text/jinja/tests.hpp>

#include <utility>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE Value Renderer::evaluate(const Expression& expression, const ScopePointer& scope) {
  using Kind = Expression::Kind;
  const Budget::Level level(budget_);
  budget_.step();
  line_ = expression.line;
  const auto part = [&](std::size_t i) { return evaluate(*expression.parts[i], scope); };
  switch (expression.kind) {
    case Kind::constant:
      return expression.constant;
    case Kind::name: {
      const Value* const value = scope->find(expression.name);
      return value != nullptr ? *value : undefined("'" + expression.name + "' is undefined");
    }
    case Kind::concat: {
      TextBuilder out(budget_);
      for (const ExpressionPointer& each : expression.parts) print(out, evaluate(*each, scope));
      return {out.take()};
    }
    case Kind::tuple:
    case Kind::list:
    case Kind::dict:
      return collection(expression, scope);
    case Kind::unary: {
      const Value value = part(0);
      if (expression.name == "not") return {!truth(value)};
      require_defined(value);
      if (value.integer() == nullptr && !value.is<double>())
        fail("bad operand type for unary " + expression.name + ": '" + std::string(type_name(value)) + "'");
      if (const double* const x = value.get<double>()) return {expression.name == "-" ? -*x : *x};
      return arithmetic(expression.name, {std::int64_t{0}}, value);
    }
    case Kind::binary: {
      Value left = part(0);
      if (expression.name == "and") return truth(left) ? part(1) : left;
      if (expression.name == "or") return truth(left) ? left : part(1);
      const Value right = part(1);
      line_ = expression.line;
      return binary(expression.name, left, right);
    }
    case Kind::compare:
      return compare(expression, scope);
    case Kind::conditional:
      if (truth(part(1))) return part(0);
      if (expression.parts[2]) return part(2);
      return undefined("the inline if-expression on line " + std::to_string(expression.line) +
                       " evaluated to false and no else section was defined.");
    case Kind::attribute: {
      const Value object = part(0);
      line_ = expression.line;
      return attribute(object, expression.name);
    }
    case Kind::item: {
      const Value object = part(0);
      const Expression& key = *expression.parts[1];
      if (key.kind != Kind::slice) {
        const Value at = evaluate(key, scope);
        line_ = expression.line;
        return item(object, at);
      }
      const auto bound = [&](std::size_t i) { return key.parts[i] ? evaluate(*key.parts[i], scope) : Value(); };
      const Value begin = bound(0), end = bound(1), step = bound(2);
      line_ = expression.line;
      const bool is_plain =
          expression.parts[0]->kind == Kind::constant && !object.is_text();  // Jinja computes these beforehand, and forgives
      return is_plain ? undefined("a constant has no such element") : slice(object, begin, end, step);
    }
    case Kind::slice:
      fail("a slice in a tuple");
    case Kind::call:
    case Kind::filter:
    case Kind::test:
      break;
  }
  return apply(expression, scope);
}

GANYMEDE_ONCE Value Renderer::collection(const Expression& expression, const ScopePointer& scope) {
  if (expression.kind == Expression::Kind::dict) {
    auto made = dict();
    for (std::size_t i = 0; i < expression.parts.size(); i += 2) {
      Value key = evaluate(*expression.parts[i], scope);
      made->set(std::move(key), evaluate(*expression.parts[i + 1], scope));
    }
    return {DictPointer(std::move(made))};
  }
  std::vector<Value> items;
  items.reserve(expression.parts.size());
  for (const ExpressionPointer& each : expression.parts) items.push_back(evaluate(*each, scope));
  return list(std::move(items), expression.kind == Expression::Kind::tuple);
}

GANYMEDE_ONCE Value Renderer::compare(const Expression& expression, const ScopePointer& scope) {
  Value left = evaluate(*expression.parts[0], scope);
  for (std::size_t i = 0; i < expression.operators.size(); ++i) {
    Value right = evaluate(*expression.parts[i + 1], scope);
    line_ = expression.line;
    const std::string& op = expression.operators[i];
    bool holds = false;
    if (op == "==" || op == "!=")
      holds = equal(budget_, left, right) == (op == "==");
    else if (op == "in" || op == "not in")
      holds = contains(right, left) == (op == "in");
    else if (op.front() == '<')
      holds = less(budget_, left, right, op == "<=");
    else
      holds = less(budget_, right, left, op == ">=");
    if (!holds) return {false};
    left = std::move(right);
  }
  return {true};
}

GANYMEDE_ONCE Arguments Renderer::arguments(const Expression& expression, const ScopePointer& scope, std::size_t first) {
  Arguments out;
  for (std::size_t i = first; i < expression.parts.size(); ++i) out.positional.push_back(evaluate(*expression.parts[i], scope));
  for (const auto& [name, value] : expression.named) out.named.emplace_back(name, evaluate(*value, scope));
  if (expression.star) {
    const SequencePointer more = items(evaluate(*expression.star, scope));
    out.positional.insert(out.positional.end(), more->items.begin(), more->items.end());
  }
  if (expression.double_star) {
    const Value more = evaluate(*expression.double_star, scope);
    if (more.dict() == nullptr) fail("argument after ** must be a mapping, not " + std::string(type_name(more)));
    for (const auto& [key, value] : more.dict()->entries()) {
      if (!key.is_text()) fail("keywords must be strings");
      for (const auto& [other, given] : out.named)
        if (other == key.bytes()) fail("got multiple values for keyword argument '" + other + "'");
      out.named.emplace_back(key.bytes(), value);
    }
  }
  return out;
}

GANYMEDE_ONCE Value Renderer::apply(const Expression& expression, const ScopePointer& scope) {
  if (expression.kind == Expression::Kind::call) {
    const Value callee = evaluate(*expression.parts[0], scope);
    const Arguments given = arguments(expression, scope, 1);
    line_ = expression.line;
    return call(callee, given);
  }
  const Arguments given = arguments(expression, scope, 0);
  line_ = expression.line;
  if (expression.kind == Expression::Kind::filter) return call_filter(*this, expression.name, given);
  return {call_test(*this, expression.name, given)};
}

GANYMEDE_ONCE Value Renderer::call(const Value& callee, const Arguments& given) {
  require_defined(callee);
  if (callee.object() == nullptr) fail("'" + std::string(type_name(callee)) + "' object is not callable");
  const Budget::Level level(budget_);
  const ObjectPointer held = std::get<ObjectPointer>(callee.data);
  return held->call(*this, given);
}

}  // namespace ganymede::inline v0::jinja
