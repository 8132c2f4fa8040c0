#pragma once
// The bodies of operations.hpp.

#include <ganymede/text/jinja/operations.hpp>

#include <ganymede/text/jinja/container_methods.hpp>
#include <ganymede/text/jinja/numbers.hpp>
#include <ganymede/text/jinja/objects.hpp>
#include <ganymede/text/jinja/percent_format.hpp>
#include <ganymede/text/jinja/text_methods.hpp>
#include <ganymede/text/jinja/text_operations.hpp>

#include <algorithm>
#include <iterator>
#include <limits>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE Renderer::Renderer(Budget& budget, std::function<std::tm()> now) : budget_(budget), now_(std::move(now)), output_(budget) {}

GANYMEDE_ONCE Renderer::~Renderer() {  // macros refer to their scopes, namespaces to what they hold: circles
  for (const ScopePointer& scope : kept_) scope->variables.clear();
  for (const auto& space : namespaces_) space->members = std::make_shared<Dict>(budget_);
}

GANYMEDE_ONCE Value Renderer::text(std::string_view bytes, bool trusted) {
  TextBuilder out(budget_);
  out.append(bytes, trusted);
  return {out.take()};
}

GANYMEDE_ONCE Value Renderer::list(std::vector<Value> items, bool tuple) {
  budget_.step(1 + items.size() / 8);
  Held held(budget_, sizeof(Sequence) + items.capacity() * sizeof(Value));
  std::size_t inside = 0;
  for (const Value& item : items) inside = std::max(inside, depth_of(item));
  return {SequencePointer(std::make_shared<const Sequence>(Sequence{std::move(items), tuple, std::move(held), depth_around(inside)}))};
}

GANYMEDE_ONCE Value Renderer::undefined(std::string hint) { return {Undefined{std::make_shared<const std::string>(std::move(hint))}}; }

GANYMEDE_ONCE std::shared_ptr<Namespace> Renderer::make_namespace() {
  budget_.step(8);
  auto made = std::make_shared<Namespace>(dict());
  made->held = Held(budget_, 256);
  namespaces_.push_back(made);
  return made;
}

GANYMEDE_ONCE SequencePointer Renderer::items(const Value& value) {
  if (const auto* const sequence = value.get<SequencePointer>()) return *sequence;
  std::vector<Value> items;
  SequencePointer out;
  if (value.is_text()) {
    const Text& text = value.text();
    budget_.step(text.length());
    for (std::size_t at = 0; at < text.bytes().size();) {
      const std::size_t end = at + decode_utf8(text.bytes(), at).length;
      items.push_back(sub_text(*this, text, at, end));
      at = end;
    }
  } else if (const Dict* const dict = value.dict()) {
    for (const auto& [key, member] : dict->entries()) items.push_back(key);
  } else if (Object* const object = value.object(); object != nullptr && object->items(*this, out)) {
    return out;
  } else if (!value.is<Undefined>()) {
    fail("'" + std::string(type_name(value)) + "' object is not iterable");
  }
  return std::get<SequencePointer>(list(std::move(items)).data);
}

/// What an object is called in messages about what it has not.
inline std::string object_name(const Value& value) {
  if (value.is<None>()) return "None";
  return std::string(type_name(value)) + " object";
}

GANYMEDE_ONCE bool Renderer::find_attribute(const Value& value, std::string_view name, Value& out) {
  static constexpr std::string_view everywhere[] = {
      "__class__",  "__doc__",    "__init__",         "__new__",           "__eq__",       "__ne__", "__hash__", "__repr__", "__str__",
      "__reduce__", "__dir__",    "__getattribute__", "__setattr__",       "__delattr__",  "__lt__", "__le__",   "__gt__",   "__ge__",
      "__format__", "__sizeof__", "__subclasshook__", "__init_subclass__", "__reduce_ex__"};
  const bool hidden = std::find(std::begin(everywhere), std::end(everywhere), name) != std::end(everywhere);
  bool found = hidden;
  if (!hidden) {
    if (value.is_text())
      found = find_text_method(*this, value, name, out);
    else if (value.dict() != nullptr || value.sequence() != nullptr)
      found = find_container_method(*this, value, name, out);
    else if (Object* const object = value.object())
      found = object->attribute(*this, name, out);
    else if ((name == "real" || name == "imag") && (value.integer() != nullptr || value.is<double>())) {
      found = true;
      out = name == "real" ? value : arithmetic("*", value, {std::int64_t{0}});
    }
  }
  const bool unsafe = hidden || (found && out.is<Undefined>() && out.get<Undefined>()->hint == nullptr);
  if (unsafe)
    out = undefined("access to attribute '" + std::string(name) + "' of '" + std::string(type_name(value)) + "' object is unsafe.");
  return found;
}

GANYMEDE_ONCE Value Renderer::attribute(const Value& value, std::string_view name) {
  require_defined(value);
  Value out;
  if (find_attribute(value, name, out)) return out;
  if (const Dict* const dict = value.dict())
    if (const Value* const member = dict->find(name)) return *member;
  return undefined("'" + object_name(value) + "' has no attribute '" + std::string(name) + "'");
}

/// Index i of n elements, counted from the end where it is negative; n where there is no such element.
inline std::size_t element_index(std::int64_t i, std::size_t n) {
  const auto length = static_cast<std::int64_t>(n);
  if (i < 0) i += length;
  return i < 0 || i >= length ? n : static_cast<std::size_t>(i);
}

GANYMEDE_ONCE Value Renderer::item(const Value& value, const Value& key) {
  require_defined(value);
  if (const Dict* const dict = value.dict()) {
    const bool hashable = !key.is_list() && key.dict() == nullptr;
    if (const Value* const member = hashable ? dict->find(key) : nullptr) return *member;
  } else if (const std::int64_t* const i = key.integer()) {
    if (value.is_text()) {
      const Text& text = value.text();
      if (const std::size_t at = element_index(*i, text.length()); at < text.length()) {
        if (!text.is_ascii()) budget_.copy(text.bytes().size());
        return sub_text(*this, text, text.offset(at), text.offset(at + 1));
      }
    } else if (value.sequence() != nullptr || value.as<Range>() != nullptr || value.as<Group>() != nullptr) {
      const SequencePointer all = items(value);
      if (const std::size_t at = element_index(*i, all->items.size()); at < all->items.size()) return all->items[at];
    }
  }
  Value out;
  if (key.is_text()) {
    if (find_attribute(value, key.bytes(), out)) return out;
    return undefined("'" + object_name(value) + "' has no attribute '" + key.bytes() + "'");
  }
  return undefined(object_name(value) + " has no such element");
}

GANYMEDE_ONCE Value Renderer::slice(const Value& value, const Value& begin, const Value& end, const Value& step) {
  require_defined(value);
  const bool is_text = value.is_text();
  if (!is_text && value.sequence() == nullptr && value.as<Range>() == nullptr)
    fail("'" + std::string(type_name(value)) + "' object is not subscriptable");
  for (const Value& bound : {begin, end, step})
    if (!bound.is<None>() && bound.integer() == nullptr) fail("slice indices must be integers or None or have an __index__ method");
  const SequencePointer all = is_text ? nullptr : items(value);
  const auto n = static_cast<std::int64_t>(is_text ? value.text().length() : all->items.size());
  const auto number = [](const Value& bound, std::int64_t otherwise) { return bound.is<None>() ? otherwise : *bound.integer(); };
  const std::int64_t stride = number(step, 1);
  if (stride == 0) fail("slice step cannot be zero");
  const std::int64_t lowest = stride > 0 ? 0 : -1, highest = stride > 0 ? n : n - 1;
  const auto clamp = [&](std::int64_t i) { return std::clamp(i < 0 ? std::max(i, -n - 1) + n : i, lowest, highest); };
  const std::int64_t first = begin.is<None>() ? (stride > 0 ? 0 : n - 1) : clamp(number(begin, 0));
  const std::int64_t last = end.is<None>() ? (stride > 0 ? n : -1) : clamp(number(end, 0));
  if (is_text && stride == 1) {
    const Text& text = value.text();
    if (!text.is_ascii()) budget_.copy(text.bytes().size());
    return first >= last ? this->text("")
                         : sub_text(*this, text, text.offset(static_cast<std::size_t>(first)), text.offset(static_cast<std::size_t>(last)));
  }
  const SequencePointer characters = is_text ? items(value) : all;
  std::vector<Value> chosen;
  budget_.step(characters->items.size() / 8);
  for (std::int64_t i = first; stride > 0 ? i < last : i > last;) {
    chosen.push_back(characters->items[static_cast<std::size_t>(i)]);
    if (stride > 0 ? stride >= last - i : stride <= last - i) break;
    i += stride;
  }
  if (!is_text) return list(std::move(chosen), value.is_tuple());
  TextBuilder out(budget_);
  for (const Value& character : chosen) out.append(character.text());
  return {out.take()};
}

GANYMEDE_ONCE bool Renderer::contains(const Value& container, const Value& value) {
  if (container.is_text()) {
    require_defined(value);
    if (!value.is_text()) fail("'in <string>' requires string as left operand, not " + std::string(type_name(value)));
    budget_.copy(container.bytes().size() + value.bytes().size());
    return find_bytes(container.bytes(), value.bytes(), 0) != std::string::npos;
  }
  if (const Dict* const dict = container.dict()) return dict->find(value) != nullptr;
  if (container.object() == nullptr && container.sequence() == nullptr && !container.is<Undefined>())
    fail("argument of type '" + std::string(type_name(container)) + "' is not iterable");
  const SequencePointer all = items(container);
  return std::any_of(all->items.begin(), all->items.end(), [&](const Value& item) { return equal(budget_, item, value); });
}

/// `times` of a sequence; none where the other operand is no whole number.
inline const std::int64_t* repetitions(const Value& a, const Value& b) {
  return a.is_text() || a.sequence() != nullptr ? b.integer() : nullptr;
}

GANYMEDE_ONCE Value Renderer::binary(std::string_view op, const Value& a, const Value& b) {
  if (op == "%" && a.is_text()) return format_percent(*this, a.text(), b);
  require_defined(a);
  require_defined(b);
  const auto is_number = [](const Value& value) { return value.integer() != nullptr || value.is<double>(); };
  if (is_number(a) && is_number(b)) return arithmetic(op, a, b);
  if (op == "+" && a.is_text() && b.is_text()) {
    TextBuilder out(budget_);
    out.append(a.text());
    out.append(b.text());
    return {out.take()};
  }
  if (op == "+" && a.sequence() != nullptr && b.sequence() != nullptr && a.is_tuple() == b.is_tuple()) {
    budget_.could_hold((a.sequence()->items.size() + b.sequence()->items.size()) * sizeof(Value));
    std::vector<Value> joined = a.sequence()->items;
    joined.insert(joined.end(), b.sequence()->items.begin(), b.sequence()->items.end());
    return list(std::move(joined), a.is_tuple());
  }
  if (op == "*") {
    const Value& repeated = repetitions(a, b) != nullptr ? a : b;
    if (const std::int64_t* const given = repetitions(repeated, &repeated == &a ? b : a)) {
      const std::size_t size = repeated.is_text() ? repeated.bytes().size() : repeated.sequence()->items.size() * sizeof(Value);
      const auto times = size == 0 ? 0 : static_cast<std::size_t>(std::max<std::int64_t>(*given, 0));
      if (size != 0 && times > std::numeric_limits<std::size_t>::max() / 2 / size) fail("the template wants too much memory");
      budget_.could_hold(size * times);
      budget_.copy(size * times);
      budget_.step(times);
      TextBuilder out(budget_);
      std::vector<Value> items;
      for (std::size_t i = 0; i < times; ++i) {
        if (repeated.is_text())
          out.append(repeated.text());
        else
          items.insert(items.end(), repeated.sequence()->items.begin(), repeated.sequence()->items.end());
      }
      if (repeated.is_text()) return {out.take()};
      return list(std::move(items), repeated.is_tuple());
    }
  }
  fail("unsupported operand type(s) for " + std::string(op) + ": '" + std::string(type_name(a)) + "' and '" + std::string(type_name(b)) +
       "'");
}

}  // namespace ganymede::inline v0::jinja
