#pragma once
// The bodies of checks.hpp.

#include <ganymede/text/jinja/checks.hpp>

#include <ganymede/text/jinja/filters.hpp>
#include <ganymede/text/jinja/lexer.hpp>
#include <ganymede/text/jinja/tests.hpp>

namespace ganymede::inline v0::jinja {

/// Goes through a template's trees. `soft`: inside of an `if`.
struct Checks {
  bool in_loop = false;

  static void expression(const Expression* expression, bool soft) {
    if (expression == nullptr) return;
    using Kind = Expression::Kind;
    soft = soft || expression->kind == Kind::conditional;
    if (!soft && expression->kind == Kind::filter && !is_filter(expression->name))
      throw SyntaxFailure{"No filter named '" + expression->name + "'.", expression->line};
    if (!soft && expression->kind == Kind::test && !is_test(expression->name))
      throw SyntaxFailure{"No test named '" + expression->name + "'.", expression->line};
    for (const ExpressionPointer& part : expression->parts) Checks::expression(part.get(), soft);
    for (const auto& [name, value] : expression->named) Checks::expression(value.get(), soft);
    Checks::expression(expression->star.get(), soft);
    Checks::expression(expression->double_star.get(), soft);
  }

  void statement(const Statement& statement, bool soft) {
    using Kind = Statement::Kind;
    const bool is_loop = statement.kind == Kind::for_loop, is_branch = statement.kind == Kind::branch;
    if (!in_loop && (statement.kind == Kind::break_loop || statement.kind == Kind::continue_loop))
      throw SyntaxFailure{"'break' or 'continue' outside loop", statement.line};
    const bool inside = is_branch || (soft && (statement.kind == Kind::set || statement.kind == Kind::output));
    for (const Expression* const one : {statement.target.get(), statement.value.get(), statement.test.get()}) expression(one, inside);
    for (const ExpressionPointer& value : statement.values) expression(value.get(), inside);
    const bool before = in_loop;
    in_loop = is_loop;
    if (is_branch || statement.kind == Kind::with || statement.kind == Kind::filter_block || statement.kind == Kind::set_block)
      in_loop = before;
    body(statement.body, inside);
    for (const Body& each : statement.bodies) body(each, inside);
    in_loop = is_loop ? before : in_loop;
    body(statement.otherwise, inside);
    in_loop = before;
  }

  void body(const Body& body, bool soft) {
    for (const Statement& each : body) statement(each, soft);
  }
};

GANYMEDE_ONCE void check(const Body& body) { Checks{}.body(body, false); }

}  // namespace ganymede::inline v0::jinja
