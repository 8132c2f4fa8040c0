#pragma once
// JSON event by event: for files whose values should not be built, or not all.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail {

/// Who is told of the values of a text one by one, in its order. A name or a string may be taken (moved from). Throws what it throws, which
/// ends the parsing.
class JsonEvents {
 public:
  virtual void null() = 0;
  virtual void boolean(bool value) = 0;
  virtual void number_integer(std::int64_t value) = 0;  // a negative one
  virtual void number_unsigned(std::uint64_t value) = 0;
  virtual void number_float(double value) = 0;                                       // whole ones too that no integer holds
  virtual void number_text(double value, std::string_view) { number_float(value); }  // the same as it is spelled
  virtual void string(std::string& value) = 0;
  virtual void start_object() = 0;
  virtual void key(std::string& name) = 0;
  virtual void end_object() = 0;
  virtual void start_array() = 0;
  virtual void end_array() = 0;

 protected:
  JsonEvents() = default;
  JsonEvents(const JsonEvents&) = default;
  JsonEvents& operator=(const JsonEvents&) = default;
  ~JsonEvents() = default;
};

/// Reports the values of `text`, which `file` names in errors: FormatError with the byte offset where it is not JSON.
GANYMEDE_ONCE void parse_json_events(std::string_view text, std::string_view file, JsonEvents& events);

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/io/json_events.ipp>
#endif
