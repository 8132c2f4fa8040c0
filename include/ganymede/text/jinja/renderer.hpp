#pragma once
// Runs a template: its state, and what expressions, statements, filters and functions share. Its bodies stand in operations.ipp,
// expressions.ipp, statements.ipp and printing.ipp.

#include <ganymede/text/jinja/scope.hpp>
#include <ganymede/text/jinja/syntax.hpp>

#include <cstddef>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::jinja {

class Namespace;

/// One rendering. Not reentrant.
class Renderer {
 public:
  Renderer(Budget& budget, std::function<std::tm()> now);
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;
  ~Renderer();

  Budget& budget() noexcept { return budget_; }
  std::size_t line() const noexcept { return line_; }  ///< where it is, or where it failed
  std::tm now() const { return now_(); }

  /// Prints a template's statements, names in `variables` known to them. Throws Failure.
  void run(const Body& body, ScopePointer variables);
  const TextBuilder& output() const noexcept { return output_; }
  const std::vector<std::pair<std::size_t, std::size_t>>& generated() const noexcept { return generated_; }

  // Values.
  Value text(std::string_view bytes, bool trusted = true);
  Value list(std::vector<Value> items, bool tuple = false);
  Value undefined(std::string hint);
  std::shared_ptr<Dict> dict() { return std::make_shared<Dict>(budget_); }
  std::shared_ptr<Namespace> make_namespace();
  /// What a loop over it goes through. Fails where Python has no iterator for it.
  SequencePointer items(const Value& value);
  /// value.name and value[key] in a template; Undefined where there is none, a failure where `value` is Undefined itself.
  Value attribute(const Value& value, std::string_view name);
  Value item(const Value& value, const Value& key);
  /// An attribute alone: false where there is none.
  bool find_attribute(const Value& value, std::string_view name, Value& out);
  Value slice(const Value& value, const Value& begin, const Value& end, const Value& step);
  bool contains(const Value& container, const Value& value);
  Value binary(std::string_view op, const Value& a, const Value& b);
  Value call(const Value& callee, const Arguments& arguments);

  /// str(value), appended.
  void print(TextBuilder& out, const Value& value);
  TextPointer to_text(const Value& value);

  // Statements, for what runs them itself (macros.hpp).
  enum class Flow { next, break_loop, continue_loop };
  Flow execute(const Body& body, const ScopePointer& scope);
  Value evaluate(const Expression& expression, const ScopePointer& scope);
  /// What `body` prints, in a scope of its own.
  TextPointer captured(const Body& body, const ScopePointer& scope, Flow* flow = nullptr);
  /// What a recursive loop prints, one level deeper.
  TextPointer captured_loop(const Statement& statement, const Value& iterable, const ScopePointer& scope, std::size_t depth);
  void assign(const Expression& target, Value value, const ScopePointer& scope);
  Flow loop(const Statement& statement, const Value& iterable, const ScopePointer& scope, std::size_t depth);
  static ScopePointer inner(const ScopePointer& scope);
  void keep(const ScopePointer& scope);

 private:
  Flow execute(const Statement& statement, const ScopePointer& scope);
  Flow branch(const Statement& statement, const ScopePointer& scope);
  void define_macro(const Statement& statement, const ScopePointer& scope);
  void call_block(const Statement& statement, const ScopePointer& scope);
  void generation(const Statement& statement, const ScopePointer& scope);
  Value filtered(const Expression* filters, Value value, const ScopePointer& scope);
  Value compare(const Expression& expression, const ScopePointer& scope);
  Value collection(const Expression& expression, const ScopePointer& scope);
  Value apply(const Expression& expression, const ScopePointer& scope);  // calls, filters, tests
  Arguments arguments(const Expression& expression, const ScopePointer& scope, std::size_t first);

  Budget& budget_;
  std::function<std::tm()> now_;
  std::size_t line_ = 1;
  TextBuilder output_;
  TextBuilder* out_ = &output_;
  std::vector<std::pair<std::size_t, std::size_t>> generated_;
  std::vector<ScopePointer> kept_;
  std::vector<std::shared_ptr<Namespace>> namespaces_;  // all there were: let go of one by one
  ScopePointer root_;
};

}  // namespace ganymede::inline v0::jinja
