#pragma once
// The bodies of objects.hpp.

#include <ganymede/text/jinja/objects.hpp>

#include <ganymede/text/jinja/printing.hpp>

#include <algorithm>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE bool Namespace::attribute(Renderer&, std::string_view name, Value& out) {
  const Value* const member = members->find(name);
  if (member != nullptr) out = *member;
  return member != nullptr;
}

GANYMEDE_ONCE void Namespace::print(Renderer& renderer, TextBuilder& out) {
  out.append("<Namespace ");
  print_repr(renderer, out, {DictPointer(members)});
  out.append(">");
}

GANYMEDE_ONCE bool Iterator::items(Renderer& renderer, SequencePointer& out) {
  const std::size_t taken = std::exchange(at_, rest_->items.size());
  out =
      taken == 0
          ? rest_
          : std::get<SequencePointer>(renderer.list({rest_->items.begin() + static_cast<std::ptrdiff_t>(taken), rest_->items.end()}).data);
  return true;
}

GANYMEDE_ONCE bool Iterator::next(Value& out) {
  if (at_ == rest_->items.size()) return false;
  out = rest_->items[at_++];
  return true;
}

GANYMEDE_ONCE bool View::items(Renderer& renderer, SequencePointer& out) {
  std::vector<Value> items;
  for (const auto& [key, value] : dict_->entries())
    items.push_back(kind_ == "dict_keys" ? key : kind_ == "dict_values" ? value : renderer.list({key, value}, true));
  out = std::get<SequencePointer>(renderer.list(std::move(items)).data);
  return true;
}

GANYMEDE_ONCE void View::print(Renderer& renderer, TextBuilder& out) {
  SequencePointer all;
  items(renderer, all);
  out.append(kind_);
  out.append("(");
  print_repr(renderer, out, {all});
  out.append(")");
}

GANYMEDE_ONCE Range::Range(std::int64_t begin, std::int64_t end, std::int64_t step) : begin_(begin), end_(end), step_(step) {
  if (step == 0) fail("range() arg 3 must not be zero");
  constexpr std::size_t most = 100'000;  // jinja2.sandbox.MAX_RANGE
  const auto distance = [](std::int64_t from, std::int64_t to) {
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  };
  const std::uint64_t stride = step > 0 ? static_cast<std::uint64_t>(step) : 0 - static_cast<std::uint64_t>(step);
  if (step > 0 ? end > begin : end < begin) {
    const std::uint64_t length = (step > 0 ? distance(begin, end) : distance(end, begin)) - 1;
    if (length / stride >= most) fail("Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).");
    size_ = static_cast<std::size_t>(length / stride) + 1;
  }
}

GANYMEDE_ONCE bool Range::items(Renderer& renderer, SequencePointer& out) {
  std::vector<Value> items;
  renderer.budget().step(size_ / 8);
  renderer.budget().could_hold(size_ * sizeof(Value));
  items.reserve(size_);
  for (std::size_t i = 0; i < size_; ++i) items.push_back({begin_ + static_cast<std::int64_t>(i) * step_});
  out = std::get<SequencePointer>(renderer.list(std::move(items)).data);
  return true;
}

GANYMEDE_ONCE bool Range::equals(const Object& other) {
  const auto* const range = dynamic_cast<const Range*>(&other);
  return range != nullptr && size_ == range->size_ && (size_ == 0 || (begin_ == range->begin_ && (size_ == 1 || step_ == range->step_)));
}

GANYMEDE_ONCE void Range::print(Renderer&, TextBuilder& out) {
  out.append("range(" + std::to_string(begin_) + ", " + std::to_string(end_) + (step_ == 1 ? "" : ", " + std::to_string(step_)) + ")");
}

GANYMEDE_ONCE void Group::print(Renderer& renderer, TextBuilder& out) {
  SequencePointer both;
  items(renderer, both);
  print_repr(renderer, out, {both});
}

GANYMEDE_ONCE bool Cycler::attribute(Renderer& renderer, std::string_view name, Value& out) {
  if (name == "current") {
    out = current();
  } else if (name == "next") {
    out = make_object<Function>(
        renderer, "next",
        [](Renderer&, const Value& self, const Arguments&) {
          auto* const cycler = self.as<Cycler>();
          Value now = cycler->current();
          cycler->advance();
          return now;
        },
        Value{ObjectPointer(shared_from_this())});
  } else if (name == "reset") {
    out = make_object<Function>(
        renderer, "reset",
        [](Renderer&, const Value& self, const Arguments&) {
          self.as<Cycler>()->reset();
          return Value();
        },
        Value{ObjectPointer(shared_from_this())});
  } else {
    return false;
  }
  return true;
}

}  // namespace ganymede::inline v0::jinja
