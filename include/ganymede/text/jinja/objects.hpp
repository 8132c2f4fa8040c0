#pragma once
// Objects of templates that no statement makes: namespaces, functions, iterators and views.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::jinja {

/// What {% set namespace.name = value %} writes to.
class Namespace final : public Object {
 public:
  explicit Namespace(std::shared_ptr<Dict> held_members) : members(std::move(held_members)) {}
  std::string_view type_name() const override { return "TemplateNamespace"; }
  bool attribute(Renderer& renderer, std::string_view name, Value& out) override;
  void print(Renderer& renderer, TextBuilder& out) override;
  std::size_t nesting() const override { return members->depth() + 1; }

  std::shared_ptr<Dict> members;
};

/// A function that templates are given, or a method together with its value.
class Function final : public Object {
 public:
  using Body = Value (*)(Renderer&, const Value& self, const Arguments&);
  Function(std::string name, Body body, Value self = {}) : name_(std::move(name)), body_(body), self_(std::move(self)) {}
  std::string_view type_name() const override { return "builtin_function_or_method"; }
  bool callable() const override { return true; }
  Value call(Renderer& renderer, const Arguments& arguments) override { return body_(renderer, self_, arguments); }
  void print(Renderer&, TextBuilder& out) override { out.append("<function " + name_ + ">"); }

 private:
  std::string name_;
  Body body_;
  Value self_;
};

/// What can be gone through once: the results of map, select, items and the like.
class Iterator final : public Object {
 public:
  explicit Iterator(SequencePointer rest) : rest_(std::move(rest)) {}
  std::string_view type_name() const override { return "generator"; }
  bool items(Renderer& renderer, SequencePointer& out) override;
  /// The first one of what is left is taken; false where nothing is.
  bool next(Value& out);

 private:
  SequencePointer rest_;
  std::size_t at_ = 0;
};

/// dict.keys(), dict.values() or dict.items().
class View final : public Object {
 public:
  View(std::string_view kind, DictPointer dict) : kind_(kind), dict_(std::move(dict)) {}
  std::string_view type_name() const override { return kind_; }
  bool items(Renderer& renderer, SequencePointer& out) override;
  bool length(std::size_t& out) const override {
    out = dict_->size();
    return true;
  }
  void print(Renderer& renderer, TextBuilder& out) override;

 private:
  std::string_view kind_;  // dict_keys, dict_values, dict_items
  DictPointer dict_;
};

/// range(begin, end, step).
class Range final : public Object {
 public:
  Range(std::int64_t begin, std::int64_t end, std::int64_t step);
  std::string_view type_name() const override { return "range"; }
  bool items(Renderer& renderer, SequencePointer& out) override;
  bool length(std::size_t& out) const override {
    out = size_;
    return true;
  }
  bool equals(const Object& other) override;
  void print(Renderer& renderer, TextBuilder& out) override;

 private:
  std::int64_t begin_, end_, step_;
  std::size_t size_ = 0;
};

/// cycler(...): its items in turn.
class Cycler final : public Object {
 public:
  explicit Cycler(std::vector<Value> items) : items_(std::move(items)) {}
  std::string_view type_name() const override { return "Cycler"; }
  bool attribute(Renderer& renderer, std::string_view name, Value& out) override;
  const Value& current() const { return items_[at_]; }
  void advance() { at_ = (at_ + 1) % items_.size(); }
  void reset() { at_ = 0; }

 private:
  std::vector<Value> items_;
  std::size_t at_ = 0;
};

/// joiner(separator): nothing the first time, then the separator.
class Joiner final : public Object {
 public:
  explicit Joiner(Value separator) : separator_(std::move(separator)) {}
  std::string_view type_name() const override { return "Joiner"; }
  bool callable() const override { return true; }
  Value call(Renderer& renderer, const Arguments&) override { return std::exchange(used_, true) ? separator_ : renderer.text(""); }

 private:
  Value separator_;
  bool used_ = false;
};

/// One of what `groupby` makes: a tuple with names.
class Group final : public Object {
 public:
  Group(Value key, Value list) : key_(std::move(key)), list_(std::move(list)) {}
  std::string_view type_name() const override { return "_GroupTuple"; }
  bool attribute(Renderer&, std::string_view name, Value& out) override {
    if (name != "grouper" && name != "list") return false;
    out = name == "grouper" ? key_ : list_;
    return true;
  }
  bool items(Renderer& renderer, SequencePointer& out) override {
    out = std::get<SequencePointer>(renderer.list({key_, list_}, true).data);
    return true;
  }
  bool length(std::size_t& out) const override {
    out = 2;
    return true;
  }
  void print(Renderer& renderer, TextBuilder& out) override;

 private:
  Value key_, list_;
};

/// How deep values nest in what an object is made of.
inline std::size_t depth_of_part(const Value& value) { return depth_of(value); }
inline std::size_t depth_of_part(const SequencePointer& items) { return items->depth; }
inline std::size_t depth_of_part(const DictPointer& dict) { return dict->depth(); }
inline std::size_t depth_of_part(const std::vector<Value>& values) {
  std::size_t depth = 0;
  for (const Value& value : values) depth = std::max(depth, depth_of(value));
  return depth;
}
template <class T>
std::size_t depth_of_part(const T&) {
  return 0;
}

template <class T, class... Given>
Value make_object(Renderer& renderer, Given&&... given) {
  renderer.budget().step();
  Held held(renderer.budget(), sizeof(T) + 64);
  const std::size_t inside = std::max({std::size_t{0}, depth_of_part(given)...});
  auto made = std::make_shared<T>(std::forward<Given>(given)...);
  made->held = std::move(held);
  made->depth = depth_around(inside);
  return {ObjectPointer(std::move(made))};
}

/// An iterator over those.
inline Value iterator_over(Renderer& renderer, std::vector<Value> items) {
  return make_object<Iterator>(renderer, std::get<SequencePointer>(renderer.list(std::move(items)).data));
}

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/objects.ipp>
#endif
