#pragma once
// The bodies of json.hpp.

#include <ganymede/io/json.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Json parse_json(std::string_view text, std::string_view file) {
  if (const auto zero = text.find('\0'); zero != std::string_view::npos)  // the parser would take it for the end
    throw FormatError{{.problem = "malformed JSON at byte " + std::to_string(zero) + ": a zero byte", .file = std::string(file)}};
  const detail::NonFiniteNumbers non_finite = detail::find_non_finite(text);
  detail::JsonBuilder builder{file, non_finite.values};
  detail::parse_json_events(non_finite.values.empty() ? text : non_finite.text, builder);
  return builder.take();
}

}  // namespace ganymede::inline v0
