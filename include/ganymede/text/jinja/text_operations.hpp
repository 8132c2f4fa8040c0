#pragma once
// Cutting texts and putting them together, as Python's str does. Whatever is cut out or put together keeps its trust.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/renderer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ganymede::inline v0::jinja {

/// Bytes [begin, end) as a text.
GANYMEDE_ONCE Value sub_text(Renderer& renderer, const Text& text, std::size_t begin, std::size_t end);
/// Where `part` stands in `text` at or behind byte `from`, or npos; in linear time.
GANYMEDE_ONCE std::size_t find_bytes(std::string_view text, std::string_view part, std::size_t from);
/// Without characters of `characters`, or white space where that is null, at its begin and end.
GANYMEDE_ONCE Value strip_text(Renderer& renderer, const Text& text, const Text* characters, bool at_begin = true, bool at_end = true);
GANYMEDE_ONCE Value replace_text(Renderer& renderer, const Text& text, const Text& old_part, const Text& new_part, std::int64_t count);
/// str.splitlines().
GANYMEDE_ONCE Value split_lines(Renderer& renderer, const Text& text, bool keep_ends);
GANYMEDE_ONCE Value join_text(Renderer& renderer, const Text& separator, const Value& items, bool only_texts);
/// Widened to `width` characters: at_begin takes (part of) what is added.
GANYMEDE_ONCE Value pad_text(Renderer& renderer, const Text& text, std::int64_t width, const Text& fill, bool at_begin, bool at_end);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/text_operations.ipp>
#endif
