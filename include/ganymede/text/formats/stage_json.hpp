#pragma once
// Reads the settings of one tokenizer stage ({"type": "Strip", "strip_left": true, ...}), strictly: what is missing, of the
// wrong type or not known throws, naming file and key.

#include <ganymede/core/error.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/stage_limits.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

class StageJson {
 public:
  /// `json` and `file` must outlive the reader; `key` is where the stage stands in the file.
  StageJson(const Json& json, std::string_view file, std::string key) : json_(json), file_(file), key_(std::move(key)) {
    if (!json.is_object()) fail("", "malformed tokenizer stage", "an object", json.type_name());
  }

  std::string type() const { return string("type"); }
  const std::string& key() const { return key_; }
  std::string_view file() const { return file_; }
  const Json* find(std::string_view name) const {
    const auto at = json_.find(name);
    return at == json_.end() || at->is_null() ? nullptr : &*at;
  }

  bool boolean(std::string_view name, std::optional<bool> otherwise = std::nullopt) const {
    const Json* value = find(name);
    if (value == nullptr && otherwise) return *otherwise;
    if (value == nullptr || !value->is_boolean()) wrong(name, value, "true or false");
    return value->get<bool>();
  }
  std::string string(std::string_view name, std::optional<std::string> otherwise = std::nullopt) const {
    const Json* value = find(name);
    if (value == nullptr && otherwise) return *std::move(otherwise);
    if (value == nullptr || !value->is_string()) wrong(name, value, "a string");
    return value->get<std::string>();
  }
  const Json& array(std::string_view name) const {
    const Json* value = find(name);
    if (value == nullptr || !value->is_array()) wrong(name, value, "an array");
    return *value;
  }
  /// A pattern: {"String": text} or {"Regex": pattern}; the first of the pair tells whether it is a regular expression.
  std::pair<bool, std::string> pattern(std::string_view name) const {
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
  /// Throws where the stage has other keys than "type" and these.
  void only(std::initializer_list<std::string_view> known) const {
    for (const auto& [name, value] : json_.items())
      if (name != "type" && std::find(known.begin(), known.end(), name) == known.end())
        fail(name, "unknown setting of a tokenizer stage", "", "");
  }

  /// Throws where there are more than max_stages stages by now.
  void count(std::size_t stages) const {
    if (stages > max_stages) fail("", "too many stages", std::to_string(max_stages) + " at most", "");
  }

  [[noreturn]] void fail(std::string_view name, std::string problem, std::string expected, std::string found) const {
    throw TokenizerError{{.problem = std::move(problem),
                          .file = std::string(file_),
                          .key = name.empty() ? key_ : key_ + "." + std::string(name),
                          .expected = std::move(expected),
                          .found = std::move(found)}};
  }
  /// Calls f() and gives an error of it (a pattern that cannot be compiled, say) the place in the file.
  template <class F>
  auto at(std::string_view name, F&& f) const {
    try {
      return f();
    } catch (const TokenizerError& error) {
      if (!error.details().file.empty()) throw;
      fail(name, error.details().problem, error.details().expected, error.details().found);
    }
  }

 private:
  [[noreturn]] void wrong(std::string_view name, const Json* value, std::string expected) const {
    fail(name, value == nullptr ? "setting is missing" : "setting is wrong", std::move(expected),
         value == nullptr ? "" : value->type_name());
  }

  const Json& json_;
  std::string_view file_;
  std::string key_;
};

}  // namespace ganymede::inline v0
