#pragma once
// A template taken apart: its statements and expressions, as trees. Names follow Jinja's own syntax tree (jinja2.nodes).

#include <ganymede/text/jinja/value.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0::jinja {

struct Expression;
using ExpressionPointer = std::unique_ptr<Expression>;

/// One node of an expression. `parts`, by kind:
///   constant -; name -; concat, tuple, list: the elements; dict: key, value, key, value, ...
///   unary (name: not + -): [operand]; binary (name: the operator; and, or): [left, right]
///   compare: [first, second, ...], `operators` between them; conditional: [then, condition, else or null]
///   attribute (name): [object]; item: [object, key]; slice: [begin, end, step], null where left out
///   call: [callee, arguments...]; filter (name): [value or null, arguments...]; test (name): [value, arguments...]
struct Expression {
  enum class Kind {
    constant,
    name,
    concat,
    tuple,
    list,
    dict,
    unary,
    binary,
    compare,
    conditional,
    attribute,
    item,
    slice,
    call,
    filter,
    test
  };

  Kind kind{};
  std::size_t line = 0;
  std::size_t depth = 1;  ///< of the tree that begins here
  std::string name{};
  Value constant{};
  std::vector<ExpressionPointer> parts{};
  std::vector<std::string> operators{};
  std::vector<std::pair<std::string, ExpressionPointer>> named{};  ///< arguments by name
  ExpressionPointer star{}, double_star{};                         ///< *arguments, **arguments
};

struct Statement;
using Body = std::vector<Statement>;

/// One statement. What its fields are, by kind:
///   output: `values`, texts of the template as constants
///   for: target in value, if test; body, or `otherwise` where there was nothing; recursive
///   branch: if values[i] then bodies[i], or else `otherwise`
///   set: target = value; set_block: target = what body prints, through filters `value`
///   macro, call_block (value: the call): names, with the last values as defaults; body
///   filter_block: what body prints, through filters `value`; with: targets = values, body; generation, block (name): body
///   break_loop, continue_loop; load (extends, include, import: there is nothing to load from): name
struct Statement {
  enum class Kind {
    output,
    for_loop,
    branch,
    set,
    set_block,
    macro,
    call_block,
    filter_block,
    with,
    generation,
    block,
    break_loop,
    continue_loop,
    load
  };

  Kind kind{};
  std::size_t line = 0;
  std::string name{};
  ExpressionPointer target{}, value{}, test{};
  std::vector<ExpressionPointer> values{}, targets{};
  std::vector<std::string> names{};
  Body body{}, otherwise{};
  std::vector<Body> bodies{};
  bool recursive = false;
  bool wants_caller = false, wants_varargs = false, wants_kwargs = false;  ///< of a macro: whether its body speaks of them
};

}  // namespace ganymede::inline v0::jinja
