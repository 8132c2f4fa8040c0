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
  std::size_t depth = 1;  ///< how deep values nest in it
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
  std::size_t depth() const noexcept { return depth_; }  ///< how deep values nest in it

 private:
  std::ptrdiff_t index(const Value& key, std::size_t hash) const;

  Budget* budget_;
  std::vector<std::pair<Value, Value>> entries_;
  std::unordered_multimap<std::size_t, std::size_t> places_;  // by hash
  std::vector<Held> held_;
  std::size_t depth_ = 1;
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

  /// How deep values nest in it.
  virtual std::size_t nesting() const { return depth; }

  Held held{};
  std::size_t depth = 1;
};

/// Values that nest deeper are refused: letting go of them takes as many calls. (JSON's own limit is a little less.)
inline constexpr std::size_t value_depth_limit = 300;
/// How deep values nest in one.
GANYMEDE_ONCE std::size_t depth_of(const Value& value) noexcept;
/// One more than `inside`. Fails beyond the limit.
inline std::size_t depth_around(std::size_t inside) {
  if (inside >= value_depth_limit) fail("values are nested too deeply");
  return inside + 1;
}

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
