#pragma once
// Expressions of a template: tokens to a tree, by the grammar of jinja2.parser.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/lexer.hpp>
#include <ganymede/text/jinja/syntax.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::jinja {

/// How deep expressions may nest, and statements in another: far more than Python's own stack lets through.
inline constexpr std::size_t expression_depth_limit = 160, statement_depth_limit = 60;

/// Goes through tokens; what is not as it should be: SyntaxFailure.
class ExpressionParser {
 public:
  explicit ExpressionParser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

 protected:
  using Kind = Expression::Kind;
  enum Target { target_name, target_tuple, target_namespace };

  const Token& token() const { return tokens_[at_]; }
  const Token& next_token() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool skip_name(std::string_view name);
  bool skip_op(std::string_view op);
  Token expect(Token::Kind kind, std::string_view value, std::string_view expected);
  void expect_op(std::string_view op) { expect(Token::Kind::op, op, op); }
  [[noreturn]] void fail(std::string problem) const { fail(std::move(problem), token().line); }
  [[noreturn]] void fail(std::string problem, std::size_t line) const { throw SyntaxFailure{std::move(problem), line}; }

  /// a, b: a tuple; one expression alone is itself. `end`: a name that ends it too.
  ExpressionPointer tuple(bool with_conditional = true, std::string_view end = {}, bool in_parentheses = false);
  ExpressionPointer expression(bool with_conditional = true);
  /// A target of an assignment: a name; names in a tuple; with the members of a namespace.
  ExpressionPointer target(Target kind, std::string_view end = {});
  /// |filter|filter... behind `value`; `inline_first`: the first one stands here without its bar.
  ExpressionPointer filters(ExpressionPointer value, bool inline_first = false);
  ExpressionPointer make(Kind kind, std::size_t line, std::string name, std::vector<ExpressionPointer> parts = {});
  template <class... Parts>
  ExpressionPointer node(Kind kind, std::size_t line, std::string name, Parts... parts) {
    std::vector<ExpressionPointer> all;
    (all.push_back(std::move(parts)), ...);
    return make(kind, line, std::move(name), std::move(all));
  }

  /// Told of each name that is read.
  virtual void name_read(const std::string&) {}
  ExpressionParser(const ExpressionParser&) = default;
  ExpressionParser& operator=(const ExpressionParser&) = default;
  ~ExpressionParser() = default;

  std::size_t nesting_ = 0;

 private:
  bool tuple_ends(std::string_view end) const;
  ExpressionPointer conditional();
  ExpressionPointer either();
  ExpressionPointer both();
  ExpressionPointer negation();
  ExpressionPointer comparison();
  ExpressionPointer sum();
  ExpressionPointer concatenation();
  ExpressionPointer product();
  ExpressionPointer power();
  ExpressionPointer unary(bool with_filters = true);
  ExpressionPointer primary();
  ExpressionPointer constant(Token token);
  ExpressionPointer list();
  ExpressionPointer dict();
  ExpressionPointer postfix(ExpressionPointer value);
  ExpressionPointer filters_and_tests(ExpressionPointer value);
  ExpressionPointer subscript(ExpressionPointer value);
  ExpressionPointer subscribed();
  ExpressionPointer call(ExpressionPointer value);
  ExpressionPointer test(ExpressionPointer value);
  std::string dotted_name();
  /// Adds (arguments...) to a call, filter or test.
  void arguments(Expression& call);

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/expression_parser.ipp>
#endif
