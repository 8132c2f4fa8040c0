#pragma once
// The bodies of statements.hpp.

#include <ganymede/text/jinja/statements.hpp>

#include <ganymede/text/jinja/filters.hpp>
#include <ganymede/text/jinja/macros.hpp>
#include <ganymede/text/jinja/objects.hpp>

#include <utility>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE void Renderer::run(const Body& body, ScopePointer variables) {
  root_ = inner(variables);
  execute(body, root_);
}

GANYMEDE_ONCE ScopePointer Renderer::inner(const ScopePointer& scope) { return std::make_shared<Scope>(Scope{scope, {}, false}); }

GANYMEDE_ONCE void Renderer::keep(const ScopePointer& scope) {
  if (std::exchange(scope->kept, true)) return;
  budget_.hold(256);
  kept_.push_back(scope);
}

GANYMEDE_ONCE Renderer::Flow Renderer::execute(const Body& body, const ScopePointer& scope) {
  const Budget::Level level(budget_);
  for (const Statement& statement : body) {
    budget_.step();
    line_ = statement.line;
    if (const Flow flow = execute(statement, scope); flow != Flow::next) return flow;
  }
  return Flow::next;
}

/// Prints into another place while it lives.
class Redirected {
 public:
  Redirected(TextBuilder*& place, TextBuilder& other) : place_(place), before_(std::exchange(place, &other)) {}
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;
  ~Redirected() { place_ = before_; }

 private:
  TextBuilder*& place_;
  TextBuilder* before_;
};

GANYMEDE_ONCE TextPointer Renderer::captured(const Body& body, const ScopePointer& scope, Flow* flow) {
  TextBuilder out(budget_);
  const Redirected redirected(out_, out);
  const Flow ended = execute(body, inner(scope));
  if (flow != nullptr) *flow = ended;
  return out.take();
}

GANYMEDE_ONCE TextPointer Renderer::captured_loop(const Statement& statement, const Value& iterable, const ScopePointer& scope,
                                                  std::size_t depth) {
  TextBuilder out(budget_);
  const Redirected redirected(out_, out);
  loop(statement, iterable, scope, depth);
  return out.take();
}

GANYMEDE_ONCE Renderer::Flow Renderer::execute(const Statement& statement, const ScopePointer& scope) {
  using Kind = Statement::Kind;
  Flow flow = Flow::next;
  switch (statement.kind) {
    case Kind::output:
      for (const ExpressionPointer& value : statement.values) {
        if (value->kind == Expression::Kind::constant && value->constant.is_text()) {
          budget_.step();
          out_->append(value->constant.text());
        } else {
          print(*out_, evaluate(*value, scope));
        }
      }
      break;
    case Kind::for_loop:
      return loop(statement, evaluate(*statement.value, scope), scope, 0);
    case Kind::branch:
      return branch(statement, scope);
    case Kind::set:
      assign(*statement.target, evaluate(*statement.value, scope), scope);
      break;
    case Kind::set_block: {
      const TextPointer text = captured(statement.body, scope, &flow);
      if (flow == Flow::next) assign(*statement.target, filtered(statement.value.get(), {text}, scope), scope);
      break;
    }
    case Kind::filter_block: {
      const TextPointer text = captured(statement.body, scope, &flow);
      if (flow == Flow::next) print(*out_, filtered(statement.value.get(), {text}, scope));
      break;
    }
    case Kind::macro:
      define_macro(statement, scope);
      break;
    case Kind::call_block:
      call_block(statement, scope);
      break;
    case Kind::generation:
      generation(statement, scope);
      break;
    case Kind::with: {
      const ScopePointer with = inner(scope);
      std::vector<Value> values;
      for (const ExpressionPointer& value : statement.values) values.push_back(evaluate(*value, scope));
      for (std::size_t i = 0; i < values.size(); ++i) assign(*statement.targets[i], std::move(values[i]), with);
      return execute(statement.body, with);
    }
    case Kind::block:
      return execute(statement.body, inner(root_));
    case Kind::break_loop:
      return Flow::break_loop;
    case Kind::continue_loop:
      return Flow::continue_loop;
    case Kind::load:
      fail("there is nothing to load a template from: " + statement.name);
  }
  return flow;
}

GANYMEDE_ONCE Renderer::Flow Renderer::branch(const Statement& statement, const ScopePointer& scope) {
  for (std::size_t i = 0; i < statement.values.size(); ++i)
    if (truth(evaluate(*statement.values[i], scope))) return execute(statement.bodies[i], scope);
  return execute(statement.otherwise, scope);
}

GANYMEDE_ONCE Value Renderer::filtered(const Expression* filters, Value value, const ScopePointer& scope) {
  if (filters == nullptr) return value;
  Arguments given = arguments(*filters, scope, 1);
  given.positional.insert(given.positional.begin(), filtered(filters->parts[0].get(), std::move(value), scope));
  line_ = filters->line;
  return call_filter(*this, filters->name, given);
}

GANYMEDE_ONCE void Renderer::assign(const Expression& target, Value value, const ScopePointer& scope) {
  if (target.kind == Expression::Kind::name) {
    budget_.step();
    return scope->set(target.name, std::move(value));
  }
  if (target.kind == Expression::Kind::attribute) {
    const Value* const holder = scope->find(target.parts[0]->name);
    auto* const space = holder == nullptr ? nullptr : holder->as<Namespace>();
    if (space == nullptr) fail("cannot assign attribute on non-namespace object");
    if (target.name.starts_with('_'))
      fail("Chat templates cannot store underscore-prefixed attributes on a namespace, but got '" + target.name +
           "'. Please rename the attribute.");
    return space->members->set(text(target.name), std::move(value));
  }
  const SequencePointer all = items(value);
  if (all->items.size() != target.parts.size())
    fail((all->items.size() < target.parts.size() ? "not enough values to unpack (expected " : "too many values to unpack (expected ") +
         std::to_string(target.parts.size()) + ")");
  for (std::size_t i = 0; i < target.parts.size(); ++i) assign(*target.parts[i], all->items[i], scope);
}

GANYMEDE_ONCE Renderer::Flow Renderer::loop(const Statement& statement, const Value& iterable, const ScopePointer& scope,
                                            std::size_t depth) {
  const Budget::Level level(budget_);
  SequencePointer all = items(iterable);
  if (statement.test) {
    std::vector<Value> chosen;
    for (const Value& item : all->items) {
      const ScopePointer turn = inner(scope);
      assign(*statement.target, item, turn);
      if (truth(evaluate(*statement.test, turn))) chosen.push_back(item);
    }
    all = std::get<SequencePointer>(list(std::move(chosen)).data);
  }
  const Value variable = make_object<Loop>(*this, all, depth);
  auto& state = *variable.as<Loop>();
  state.recursive = statement.recursive ? &statement : nullptr;
  state.scope = scope;
  Flow flow = Flow::next;
  bool completed = false;
  for (std::size_t i = 0; i < all->items.size() && flow != Flow::break_loop; ++i) {
    budget_.step();
    state.advance(i);
    const ScopePointer turn = inner(scope);
    turn->set("loop", variable);
    assign(*statement.target, all->items[i], turn);
    flow = execute(statement.body, turn);
    completed = completed || flow == Flow::next;
  }
  state.recursive = nullptr;
  state.scope = nullptr;
  return completed ? Flow::next : execute(statement.otherwise, inner(scope));  // Jinja's `else`: no turn came to its end
}

GANYMEDE_ONCE void Renderer::define_macro(const Statement& statement, const ScopePointer& scope) {
  keep(scope);
  scope->set(statement.name, make_object<Macro>(*this, statement, statement.name, scope));
}

GANYMEDE_ONCE void Renderer::call_block(const Statement& statement, const ScopePointer& scope) {
  const Expression& call_of = *statement.value;
  const Value callee = evaluate(*call_of.parts[0], scope);
  Arguments given = arguments(call_of, scope, 1);
  given.named.emplace_back("caller", make_object<Macro>(*this, statement, "caller", scope));
  line_ = statement.line;
  print(*out_, call(callee, given));
}

GANYMEDE_ONCE void Renderer::generation(const Statement& statement, const ScopePointer& scope) {
  const TextPointer text = captured(statement.body, scope);
  if (out_ == &output_) generated_.emplace_back(output_.size(), output_.size() + text->bytes().size());
  out_->append(*text);
}

}  // namespace ganymede::inline v0::jinja
