#pragma once
// Strict JSON: one value, valid UTF-8 (a byte order mark may stand before it), no key twice in an object, at most 256 levels deep. Beyond
// the standard, parse_json() takes NaN, Infinity and -Infinity, as Python's json writes and reads them.

#include <ganymede/io/json_value.hpp>
#include <ganymede/split.hpp>

#include <filesystem>
#include <string_view>

namespace ganymede::inline v0 {

/// The value of `text`; `file` names it in errors. FormatError with the byte offset for anything but exactly one valid value.
GANYMEDE_ONCE Json parse_json(std::string_view text, std::string_view file);

/// The same for a file. FileError where it cannot be read.
GANYMEDE_ONCE Json read_json(const std::filesystem::path& path);

inline Json Json::parse(std::string_view text) { return parse_json(text, {}); }

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/json.ipp>
#endif
