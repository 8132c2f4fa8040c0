#pragma once
// Reads the settings of one tokenizer stage ({"type": "Strip", "strip_left": true, ...}), strictly: what is missing, of the
// wrong type or not known throws, naming file and key.

#include <ganymede/core/error.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/stage_limits.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

class StageJson {
 public:
  /// `json` and `file` must outlive the reader; `key` is where the stage stands in the file.
  StageJson(const Json& json, std::string_view file, std::string key);

  std::string type() const { return string("type"); }
  const std::string& key() const { return key_; }
  std::string_view file() const { return file_; }
  const Json* find(std::string_view name) const;

  bool boolean(std::string_view name, std::optional<bool> otherwise = std::nullopt) const;
  std::string string(std::string_view name, std::optional<std::string> otherwise = std::nullopt) const;
  /// One code point.
  std::string character(std::string_view name) const;
  /// Not negative.
  std::size_t number(std::string_view name) const;
  const Json& array(std::string_view name) const;
  /// An object of its own.
  StageJson object(std::string_view name) const;
  /// Calls use(item, its key) for each stage of a Sequence, `depth` sequences deep. TokenizerError: that is too deep.
  void for_each_stage(std::string_view name, unsigned depth, FunctionRef<void(const Json&, std::string)> use) const;
  /// A pattern: {"String": text} or {"Regex": pattern}; the first of the pair tells whether it is a regular expression.
  std::pair<bool, std::string> pattern(std::string_view name) const;
  /// Throws where the stage has other keys than "type" and these.
  void only(std::initializer_list<std::string_view> known) const;

  /// Throws where there are more than max_stages stages by now.
  void count(std::size_t stages) const;

  [[noreturn]] void fail(std::string_view name, std::string problem, std::string expected, std::string found) const;
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
  [[noreturn]] void wrong(std::string_view name, const Json* value, std::string expected) const;

  const Json& json_;
  std::string_view file_;
  std::string key_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/stage_json.ipp>
#endif
