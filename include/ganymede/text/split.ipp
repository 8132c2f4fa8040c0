#pragma once
// The bodies of split.hpp.

#include <ganymede/text/split.hpp>

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE std::string replace_all(std::string_view text, std::string_view pattern, std::string_view content) {
  return pattern.empty() ? std::string(text) : replace_matches(text, content, occurrences(text, pattern));
}

GANYMEDE_ONCE std::string replace_all(std::string_view text, const Regex& pattern, std::string_view content) {
  RegexScan scan(pattern, text);
  return text.empty() ? std::string() : replace_matches(text, content, [&scan] { return scan.next(); });
}

}
}
