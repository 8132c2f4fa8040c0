#pragma once
// The bodies of value.hpp.

#include <ganymede/text/jinja/value.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE bool Value::is_list() const noexcept { return sequence() != nullptr && !sequence()->tuple; }
GANYMEDE_ONCE bool Value::is_tuple() const noexcept { return sequence() != nullptr && sequence()->tuple; }

GANYMEDE_ONCE const std::int64_t* Value::integer() const noexcept {
  static constexpr std::int64_t truths[] = {0, 1};
  if (const bool* const truth = get<bool>()) return &truths[*truth ? 1 : 0];
  return get<std::int64_t>();
}

GANYMEDE_ONCE std::ptrdiff_t Dict::index(const Value& key, std::size_t hash) const {
  const auto same = [&](const Value& other) {
    if (key.is_text() && other.is_text()) return key.bytes() == other.bytes();
    return equal_keys(key, other);
  };
  const auto [begin, end] = places_.equal_range(hash);
  for (auto at = begin; at != end; ++at)
    if (same(entries_[at->second].first)) return static_cast<std::ptrdiff_t>(at->second);
  return -1;
}

GANYMEDE_ONCE const Value* Dict::find(const Value& key) const {
  const std::ptrdiff_t at = index(key, hash_of(key));
  return at < 0 ? nullptr : &entries_[static_cast<std::size_t>(at)].second;
}

GANYMEDE_ONCE const Value* Dict::find(std::string_view key) const noexcept {
  const auto [begin, end] = places_.equal_range(std::hash<std::string_view>()(key));
  for (auto at = begin; at != end; ++at) {
    const auto& [name, value] = entries_[at->second];
    if (name.is_text() && name.bytes() == key) return &value;
  }
  return nullptr;
}

GANYMEDE_ONCE void Dict::set(Value key, Value value) {
  const std::size_t hash = hash_of(key);
  depth_ = std::max(depth_, depth_around(std::max(depth_of(key), depth_of(value))));
  if (const std::ptrdiff_t at = index(key, hash); at >= 0) {
    entries_[static_cast<std::size_t>(at)].second = std::move(value);
    return;
  }
  held_.emplace_back(*budget_, 4 * sizeof(Value) + sizeof(Held));
  places_.emplace(hash, entries_.size());
  entries_.emplace_back(std::move(key), std::move(value));
}

GANYMEDE_ONCE std::size_t depth_of(const Value& value) noexcept {
  if (const Sequence* const sequence = value.sequence()) return sequence->depth;
  if (const Dict* const dict = value.dict()) return dict->depth();
  if (const Object* const object = value.object()) return object->nesting();
  return 0;
}

GANYMEDE_ONCE Value Object::call(Renderer&, const Arguments&) { fail("'" + std::string(type_name()) + "' object is not callable"); }

GANYMEDE_ONCE void Object::print(Renderer&, TextBuilder& out) { out.append("<" + std::string(type_name()) + " object>"); }

GANYMEDE_ONCE std::string_view type_name(const Value& value) {
  static constexpr std::string_view names[] = {"NoneType", "Undefined", "bool", "int", "float", "str", "list", "dict", "object"};
  if (value.is_tuple()) return "tuple";
  if (const Object* const object = value.object()) return object->type_name();
  return names[value.data.index()];
}

GANYMEDE_ONCE std::size_t hash_of(const Value& value) {
  if (value.is_text()) return std::hash<std::string_view>()(value.bytes());
  if (const auto* const n = value.integer()) return std::hash<double>()(static_cast<double>(*n));
  if (const auto* const x = value.get<double>()) return std::hash<double>()(*x);
  if (value.is_tuple()) {
    std::size_t hash = 17;
    for (const Value& item : value.sequence()->items) hash = hash * 31 + hash_of(item);
    return hash;
  }
  if (value.is<SequencePointer>() || value.is<DictPointer>()) fail("unhashable type: '" + std::string(type_name(value)) + "'");
  if (const Object* const object = value.object()) return std::hash<const void*>()(object);
  return value.data.index();
}

/// What equal() says of values that can be keys, without a renderer.
GANYMEDE_ONCE bool equal_keys(const Value& a, const Value& b) {
  if (a.is_text() || b.is_text()) return a.is_text() && b.is_text() && a.bytes() == b.bytes();
  const auto *const m = a.integer(), *const n = b.integer();
  if (m != nullptr && n != nullptr) return *m == *n;
  const auto *const x = a.get<double>(), *const y = b.get<double>();
  if ((m != nullptr || x != nullptr) && (n != nullptr || y != nullptr))
    return (x != nullptr ? *x : static_cast<double>(*m)) == (y != nullptr ? *y : static_cast<double>(*n));
  if (a.is_tuple() && b.is_tuple()) {
    const auto &s = a.sequence()->items, &t = b.sequence()->items;
    return std::equal(s.begin(), s.end(), t.begin(), t.end(), equal_keys);
  }
  if (a.data.index() != b.data.index()) return false;
  return a.is<None>() || a.is<Undefined>() || (a.object() != nullptr && a.object() == b.object());
}

GANYMEDE_ONCE void require_defined(const Value& value) {
  if (const auto* const undefined = value.get<Undefined>()) fail(*undefined->hint);
}

GANYMEDE_ONCE bool truth(const Value& value) {
  if (const bool* const it = value.get<bool>()) return *it;
  if (const auto* const n = value.integer()) return *n != 0;
  if (const auto* const x = value.get<double>()) return *x != 0;
  if (value.is_text()) return !value.bytes().empty();
  if (const Sequence* const sequence = value.sequence()) return !sequence->items.empty();
  if (const Dict* const dict = value.dict()) return dict->size() != 0;
  std::size_t length = 0;
  if (const Object* const object = value.object()) return !object->length(length) || length != 0;
  return false;
}

GANYMEDE_ONCE bool equal(Budget& budget, const Value& a, const Value& b) {
  budget.step();
  if (a.is_text() && b.is_text()) budget.copy(std::min(a.bytes().size(), b.bytes().size()));
  if (a.sequence() != nullptr && b.sequence() != nullptr) {
    const Budget::Level level(budget);
    const auto &s = a.sequence()->items, &t = b.sequence()->items;
    return a.is_tuple() == b.is_tuple() &&
           std::equal(s.begin(), s.end(), t.begin(), t.end(), [&](const Value& x, const Value& y) { return equal(budget, x, y); });
  }
  if (a.dict() != nullptr && b.dict() != nullptr) {
    const Budget::Level level(budget);
    if (a.dict()->size() != b.dict()->size()) return false;
    for (const auto& [key, value] : a.dict()->entries()) {
      const Value* const other = b.dict()->find(key);
      if (other == nullptr || !equal(budget, value, *other)) return false;
    }
    return true;
  }
  if (a.object() != nullptr && b.object() != nullptr) return a.object()->equals(*b.object());
  return equal_keys(a, b);
}

GANYMEDE_ONCE bool less(Budget& budget, const Value& a, const Value& b, bool or_equal) {
  budget.step();
  require_defined(a);
  require_defined(b);
  const auto compare = [&](const auto& x, const auto& y) { return or_equal ? x <= y : x < y; };
  if (a.is_text() && b.is_text()) {  // the order of bytes of UTF-8 is that of code points
    budget.copy(std::min(a.bytes().size(), b.bytes().size()));
    return compare(a.bytes(), b.bytes());
  }
  const auto *const m = a.integer(), *const n = b.integer();
  if (m != nullptr && n != nullptr) return compare(*m, *n);
  const auto *const x = a.get<double>(), *const y = b.get<double>();
  if ((m != nullptr || x != nullptr) && (n != nullptr || y != nullptr))
    return compare(x != nullptr ? *x : static_cast<double>(*m), y != nullptr ? *y : static_cast<double>(*n));
  if (a.sequence() != nullptr && b.sequence() != nullptr && a.is_tuple() == b.is_tuple()) {
    const Budget::Level level(budget);
    const auto &s = a.sequence()->items, &t = b.sequence()->items;
    for (std::size_t i = 0; i < s.size() && i < t.size(); ++i)
      if (!equal(budget, s[i], t[i])) return less(budget, s[i], t[i], or_equal);
    return compare(s.size(), t.size());
  }
  fail("'<' not supported between instances of '" + std::string(type_name(a)) + "' and '" + std::string(type_name(b)) + "'");
}

}  // namespace ganymede::inline v0::jinja
