#pragma once
// The bodies of tests.hpp.

#include <ganymede/text/jinja/tests.hpp>

#include <ganymede/text/jinja/arguments.hpp>
#include <ganymede/text/jinja/filters.hpp>
#include <ganymede/text/jinja/objects.hpp>
#include <ganymede/text/jinja/text_case.hpp>

#include <algorithm>
#include <iterator>

namespace ganymede::inline v0::jinja {

using Test = bool (*)(Renderer&, const Value&, const Value* other);

inline bool has_remainder(Renderer& renderer, const Value& value, const Value& divisor, std::int64_t remainder) {
  return equal(renderer.budget(), renderer.binary("%", value, divisor), {remainder});
}

inline bool is_same(const Value& a, const Value& b) {  // `is` of Python: small numbers and literals alike aside, the same object
  if (a.data.index() != b.data.index()) return false;
  if (a.is_text()) return a.bytes() == b.bytes();
  if (a.sequence() != nullptr) return a.sequence() == b.sequence();
  if (a.dict() != nullptr) return a.dict() == b.dict();
  return equal_keys(a, b);
}

inline bool is_iterable(const Value& value) {
  if (value.as<Namespace>() != nullptr || value.as<Function>() != nullptr || value.as<Cycler>() != nullptr || value.as<Joiner>() != nullptr)
    return false;
  if (value.object() != nullptr) return value.object()->type_name() != "Macro";
  return value.is_text() || value.sequence() != nullptr || value.dict() != nullptr || value.is<Undefined>();
}

struct NamedTest {
  std::string_view name;
  bool takes_other;
  Test test;
};

inline constexpr NamedTest named_tests[] = {
    {"!=", true, [](Renderer& r, const Value& a, const Value* b) { return !equal(r.budget(), a, *b); }},
    {"<", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), a, *b); }},
    {"<=", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), a, *b, true); }},
    {"==", true, [](Renderer& r, const Value& a, const Value* b) { return equal(r.budget(), a, *b); }},
    {">", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), *b, a); }},
    {">=", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), *b, a, true); }},
    {"boolean", false, [](Renderer&, const Value& a, const Value*) { return a.is<bool>(); }},
    {"callable", false,
     [](Renderer&, const Value& a, const Value*) { return a.is<Undefined>() || (a.object() != nullptr && a.object()->callable()); }},
    {"defined", false, [](Renderer&, const Value& a, const Value*) { return !a.is<Undefined>(); }},
    {"divisibleby", true, [](Renderer& r, const Value& a, const Value* b) { return has_remainder(r, a, *b, 0); }},
    {"eq", true, [](Renderer& r, const Value& a, const Value* b) { return equal(r.budget(), a, *b); }},
    {"equalto", true, [](Renderer& r, const Value& a, const Value* b) { return equal(r.budget(), a, *b); }},
    {"escaped", false, [](Renderer&, const Value&, const Value*) { return false; }},
    {"even", false, [](Renderer& r, const Value& a, const Value*) { return has_remainder(r, a, {std::int64_t{2}}, 0); }},
    {"false", false, [](Renderer&, const Value& a, const Value*) { return a.is<bool>() && !truth(a); }},
    {"filter", false, [](Renderer&, const Value& a, const Value*) { return a.is_text() && is_filter(a.bytes()); }},
    {"float", false, [](Renderer&, const Value& a, const Value*) { return a.is<double>(); }},
    {"ge", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), *b, a, true); }},
    {"greaterthan", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), *b, a); }},
    {"gt", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), *b, a); }},
    {"in", true, [](Renderer& r, const Value& a, const Value* b) { return r.contains(*b, a); }},
    {"integer", false, [](Renderer&, const Value& a, const Value*) { return a.is<std::int64_t>(); }},
    {"iterable", false, [](Renderer&, const Value& a, const Value*) { return is_iterable(a); }},
    {"le", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), a, *b, true); }},
    {"lessthan", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), a, *b); }},
    {"lower", false, [](Renderer& r, const Value& a, const Value*) { return has_case(*r.to_text(a), TextCase::lower); }},
    {"lt", true, [](Renderer& r, const Value& a, const Value* b) { return less(r.budget(), a, *b); }},
    {"mapping", false, [](Renderer&, const Value& a, const Value*) { return a.dict() != nullptr; }},
    {"ne", true, [](Renderer& r, const Value& a, const Value* b) { return !equal(r.budget(), a, *b); }},
    {"none", false, [](Renderer&, const Value& a, const Value*) { return a.is<None>(); }},
    {"number", false, [](Renderer&, const Value& a, const Value*) { return a.integer() != nullptr || a.is<double>(); }},
    {"odd", false, [](Renderer& r, const Value& a, const Value*) { return has_remainder(r, a, {std::int64_t{2}}, 1); }},
    {"sameas", true, [](Renderer&, const Value& a, const Value* b) { return is_same(a, *b); }},
    {"sequence", false,
     [](Renderer&, const Value& a, const Value*) {
       return a.is_text() || a.sequence() != nullptr || a.dict() != nullptr || a.as<Range>() != nullptr;
     }},
    {"string", false, [](Renderer&, const Value& a, const Value*) { return a.is_text(); }},
    {"test", false, [](Renderer&, const Value& a, const Value*) { return a.is_text() && is_test(a.bytes()); }},
    {"true", false, [](Renderer&, const Value& a, const Value*) { return a.is<bool>() && truth(a); }},
    {"undefined", false, [](Renderer&, const Value& a, const Value*) { return a.is<Undefined>(); }},
    {"upper", false, [](Renderer& r, const Value& a, const Value*) { return has_case(*r.to_text(a), TextCase::upper); }},
};

inline const NamedTest* find_test(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(named_tests), std::end(named_tests), [&](const NamedTest& test) { return test.name == name; });
  return found == std::end(named_tests) ? nullptr : found;
}

GANYMEDE_ONCE bool is_test(std::string_view name) { return find_test(name) != nullptr; }

GANYMEDE_ONCE bool call_test(Renderer& renderer, std::string_view name, const Arguments& given) {
  const NamedTest* const test = find_test(name);
  if (test == nullptr) fail("No test named '" + std::string(name) + "'.");
  renderer.budget().step();
  const std::size_t takes = test->takes_other ? 2 : 1;
  if (given.positional.size() + given.named.size() != takes || (!given.named.empty() && given.named.front().first != "num" &&
                                                                given.named.front().first != "other" && given.named.front().first != "seq"))
    fail("test '" + std::string(name) + "' takes " + std::to_string(takes - 1) + " arguments");
  const Value* const other = takes == 1 ? nullptr : given.named.empty() ? &given.positional[1] : &given.named.front().second;
  return test->test(renderer, given.positional[0], other);
}

}  // namespace ganymede::inline v0::jinja
