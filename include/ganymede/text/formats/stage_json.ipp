#pragma once
// The bodies of stage_json.hpp.

#include <ganymede/text/formats/stage_json.hpp>

#include <ganymede/io/describe.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

GANYMEDE_ONCE StageJson::StageJson(const Json& json, std::string_view file, std::string key)
    : json_(json), file_(file), key_(std::move(key)) {
  if (!json.is_object()) fail("", "malformed tokenizer stage", "an object", json.type_name());
}

GANYMEDE_ONCE const Json* StageJson::find(std::string_view name) const {
  const auto at = json_.find(name);
  return at == json_.end() || at->is_null() ? nullptr : &*at;
}

GANYMEDE_ONCE bool StageJson::boolean(std::string_view name, std::optional<bool> otherwise) const {
  const Json* value = find(name);
  if (value == nullptr && otherwise) return *otherwise;
  if (value == nullptr || !value->is_boolean()) wrong(name, value, "true or false");
  return value->get<bool>();
}

GANYMEDE_ONCE std::string StageJson::string(std::string_view name, std::optional<std::string> otherwise) const {
  const Json* value = find(name);
  if (value == nullptr && otherwise) return *std::move(otherwise);
  if (value == nullptr || !value->is_string()) wrong(name, value, "a string");
  return value->get<std::string>();
}

GANYMEDE_ONCE std::string StageJson::character(std::string_view name) const {
  std::string value = string(name);
  if (!detail::is_one_character(value)) fail(name, "setting is wrong", "one character", value.substr(0, 100));
  return value;
}

GANYMEDE_ONCE const Json& StageJson::array(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr || !value->is_array()) wrong(name, value, "an array");
  return *value;
}

GANYMEDE_ONCE std::pair<bool, std::string> StageJson::pattern(std::string_view name) const {
  const Json* value = find(name);
  if (value != nullptr && value->is_object() && value->size() == 1)
    for (const char* kind : {"String", "Regex"})
      if (const auto at = value->find(kind); at != value->end() && at->is_string()) {
        const auto& text = at->get_ref<const std::string&>();
        if (text.size() > max_sought_bytes)
          fail(name, "pattern is too long", std::to_string(max_sought_bytes) + " bytes at most", std::to_string(text.size()));
        return {kind[0] == 'R', text};
      }
  wrong(name, value, R"({"String": ...} or {"Regex": ...})");
}

GANYMEDE_ONCE void StageJson::only(std::initializer_list<std::string_view> known) const {
  for (const auto& [name, value] : json_.items())
    if (name != "type" && std::find(known.begin(), known.end(), name) == known.end())
      fail(name, "unknown setting of a tokenizer stage", "", "");
}

GANYMEDE_ONCE void StageJson::count(std::size_t stages) const {
  if (stages > max_stages) fail("", "too many stages", std::to_string(max_stages) + " at most", "");
}

GANYMEDE_ONCE void StageJson::fail(std::string_view name, std::string problem, std::string expected, std::string found) const {
  throw TokenizerError{{.problem = std::move(problem),
                        .file = std::string(file_),
                        .key = name.empty() ? key_ : key_ + "." + std::string(name),
                        .expected = std::move(expected),
                        .found = std::move(found)}};
}

GANYMEDE_ONCE void StageJson::wrong(std::string_view name, const Json* value, std::string expected) const {
  fail(name, value == nullptr ? "setting is missing" : "setting is wrong", std::move(expected), value == nullptr ? "" : value->type_name());
}

GANYMEDE_ONCE std::size_t StageJson::number(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr || !value->is_number_unsigned()) wrong(name, value, "a number that is not negative");
  return value->get<std::size_t>();
}

GANYMEDE_ONCE StageJson StageJson::object(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr) wrong(name, value, "an object");
  return {*value, file_, key_ + "." + std::string(name)};
}

GANYMEDE_ONCE void StageJson::for_each_stage(std::string_view name, unsigned depth, FunctionRef<void(const Json&, std::string)> use) const {
  if (depth == max_stage_nesting) fail("", "sequences are nested too deeply", std::to_string(max_stage_nesting) + " levels at most", "");
  std::size_t count = 0;
  for (const Json& item : array(name)) use(item, key_ + "." + std::string(name) + "[" + std::to_string(count++) + "]");
}

}  // namespace ganymede::inline v0
