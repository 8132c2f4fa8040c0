#pragma once
// The bodies of passages.hpp.

#include <ganymede/app/passages.hpp>

#include <ganymede/app/text_pieces.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

namespace detail {

/// The part [begin, end) of a text, whole or in as few pieces of sentences as fit.
inline void add_passages(std::string_view text, std::size_t begin, std::size_t end, FunctionRef<bool(std::string_view)> fits,
                         std::vector<TextRange>& out) {
  const std::string_view part = text.substr(begin, end - begin);
  const TextPiece whole = trimmed(part, {0, part.size()});
  if (whole.begin == whole.end) return;
  if (fits(part.substr(whole.begin, whole.end - whole.begin))) return out.push_back({begin + whole.begin, begin + whole.end});
  bool open = false;
  for (const TextPiece& piece : sentence_pieces(part, "", fits)) {
    if (open && fits(text.substr(out.back().begin, begin + piece.end - out.back().begin)))
      out.back().end = begin + piece.end;
    else
      out.push_back({begin + piece.begin, begin + piece.end});
    open = true;
  }
}

}  // namespace detail

GANYMEDE_ONCE std::vector<TextRange> passages_of(std::string_view text, FunctionRef<bool(std::string_view)> fits) {
  std::vector<TextRange> passages;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
      detail::add_passages(text, begin, at, fits, passages);
      begin = end;
    }
    at = end + 1;
  }
  detail::add_passages(text, begin, text.size(), fits, passages);
  return passages;
}

}  // namespace ganymede::inline v0
