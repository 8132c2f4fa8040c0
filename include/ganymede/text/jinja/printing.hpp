#pragma once
// Values as text: str() and repr() of Python, and json.dumps().

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/value.hpp>

#include <optional>
#include <string_view>

namespace ganymede::inline v0::jinja {

/// repr(value), appended. What was given to the template stays untrusted, brackets and quotes are trusted.
GANYMEDE_ONCE void print_repr(Renderer& renderer, TextBuilder& out, const Value& value);

/// The arguments of json.dumps().
struct JsonFormat {
  bool ensure_ascii = false, sort_keys = false;
  TextPointer indent{};  ///< what a level is indented by; none: all on one line
  TextPointer comma{}, colon{};
};

/// json.dumps(value), appended. Fails for what JSON has no form for.
GANYMEDE_ONCE void print_json(Renderer& renderer, TextBuilder& out, const Value& value, const JsonFormat& format, std::size_t level = 0);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/printing.ipp>
#endif
