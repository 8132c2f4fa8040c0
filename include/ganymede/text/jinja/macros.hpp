#pragma once
// Macros, and the variable `loop`.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::jinja {

/// {% macro name(arguments) %}, or the body of a call block, named "caller".
class Macro final : public Object {
 public:
  Macro(const Statement& statement, std::string name, ScopePointer scope)
      : statement_(statement), name_(std::move(name)), scope_(std::move(scope)) {}
  std::string_view type_name() const override { return "Macro"; }
  bool callable() const override { return true; }
  bool attribute(Renderer& renderer, std::string_view name, Value& out) override;
  Value call(Renderer& renderer, const Arguments& arguments) override;
  void print(Renderer&, TextBuilder& out) override { out.append("<Macro '" + name_ + "'>"); }

 private:
  const Statement& statement_;  // of the template, which outlives it
  std::string name_;
  ScopePointer scope_;
};

/// `loop` in a for loop.
class Loop final : public Object {
 public:
  Loop(SequencePointer items, std::size_t depth0) : items_(std::move(items)), depth_(depth0) {}
  std::string_view type_name() const override { return "LoopContext"; }
  bool callable() const override { return recursive != nullptr; }
  bool attribute(Renderer& renderer, std::string_view name, Value& out) override;
  bool length(std::size_t& out) const override {
    out = items_->items.size();
    return true;
  }
  /// Of a recursive loop: its body once more, over other items.
  Value call(Renderer& renderer, const Arguments& arguments) override;
  void advance(std::size_t i) { at_ = i; }
  bool changed(Renderer& renderer, std::vector<Value> values);
  std::size_t index() const { return at_; }

  const Statement* recursive = nullptr;  ///< the loop while it runs, where it is a recursive one
  ScopePointer scope{};                  ///< around it

 private:
  SequencePointer items_;
  std::size_t depth_, at_ = 0;
  std::vector<Value> last_;
  bool seen_ = false;
};

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/macros.ipp>
#endif
