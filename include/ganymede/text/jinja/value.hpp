#pragma once
// What an expression of a template may be: Python's values, as far as templates have them.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/text.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace ganymede::inline v0::jinja {

class Renderer;
class Object;
struct Sequence;
class Dict;

struct None {};
/// What is not there: prints as nothing, is false, and fails with `hint` where more is asked of it.
struct Undefined {
  std::shared_ptr<const std::string> hint;
};
using SequencePointer = std::shared_ptr<const Sequence>;
using DictPointer = std::shared_ptr<const Dict>;
using ObjectPointer = std::shared_ptr<Object>;

/// A value; copies share what it holds. Whole numbers have 64 bits: what Python would go on computing beyond them is an error.
struct Value {
  std::variant<None, Undefined, bool, std::int64_t, double, TextPointer, SequencePointer, DictPointer, ObjectPointer> data{};

  template <class T>
  bool is() const noexcept {
    return std::holds_alternative<T>(data);
  }
  template <class T>
  const T* get() const noexcept {
    return std::get_if<T>(&data);
  }
  bool is_text() const noexcept { return is<TextPointer>(); }
  const Text& text() const { return *std::get<TextPointer>(data); }
  const std::string& bytes() const { return text().bytes(); }
  bool is_list() const noexcept;
  bool is_tuple() const noexcept;
  const Sequence* sequence() const noexcept { return is<SequencePointer>() ? std::get<SequencePointer>(data).get() : nullptr; }
  const Dict* dict() const noexcept { return is<DictPointer>() ? std::get<DictPointer>(data).get() : nullptr; }
  Object* object() const noexcept { return is<ObjectPointer>() ? std::get<ObjectPointer>(data).get() : nullptr; }
  /// As an object of that class, or null.
  template <class T>
  T* as() const noexcept {
    return dynamic_cast<T*>(object());
  }
  /// The whole number that a number or a bool is; null for everything else.
  const std::int64_t* integer() const noexcept;
};

/// A list or a tuple.
struct Sequence {
  std::vector<Value> items;
  bool tuple = false;
  Held held{};
};

/// A dict: in the order in which keys were set first.
class Dict {
 public:
  explicit Dict(Budget& budget) : budget_(&budget) {}

  const std::vector<std::pair<Value, Value>>& entries() const noexcept { return entries_; }
  std::size_t size() const noexcept { return entries_.size(); }
  /// Null where it is not there. Fails for a key that Python cannot hash.
  const Value* find(const Value& key) const;
  const Value* find(std::string_view key) const noexcept;
  void set(Value key, Value value);

 private:
  std::ptrdiff_t index(const Value& key, std::size_t hash) const;

  Budget* budget_;
  std::vector<std::pair<Value, Value>> entries_;
  std::unordered_multimap<std::size_t, std::size_t> places_;  // by hash
  std::vector<Held> held_;
};

/// What a call passes.
struct Arguments {
  std::vector<Value> positional{};
  std::vector<std::pair<std::string, Value>> named{};
};

/// Everything that is neither a plain value nor a container: functions, macros, namespaces, `loop`, iterators.
class Object : public std::enable_shared_from_this<Object> {
 public:
  Object() = default;
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
  virtual ~Object() = default;

  virtual std::string_view type_name() const = 0;  ///< Python's, for messages
  /// The attribute of that name; false where there is none.
  virtual bool attribute(Renderer&, std::string_view, Value&) { return false; }
  virtual bool callable() const { return false; }
  virtual Value call(Renderer& renderer, const Arguments& arguments);
  /// What a loop goes through; false: it is nothing to go through.
  virtual bool items(Renderer&, SequencePointer&) { return false; }
  virtual bool length(std::size_t&) const { return false; }
  /// Whether two of them are equal; other objects only to themselves.
  virtual bool equals(const Object& other) { return this == &other; }
  virtual void print(Renderer&, TextBuilder& out);

  Held held{};
};

GANYMEDE_ONCE std::string_view type_name(const Value& value);
GANYMEDE_ONCE std::size_t hash_of(const Value& value);
GANYMEDE_ONCE bool truth(const Value& value);
/// a == b, counted.
GANYMEDE_ONCE bool equal(Budget& budget, const Value& a, const Value& b);
/// The same for values that may be keys.
GANYMEDE_ONCE bool equal_keys(const Value& a, const Value& b);
/// a < b, or a <= b. Fails where Python has no order for them.
GANYMEDE_ONCE bool less(Budget& budget, const Value& a, const Value& b, bool or_equal = false);
/// Undefined has no value: a failure with its hint.
GANYMEDE_ONCE void require_defined(const Value& value);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/value.ipp>
#endif
