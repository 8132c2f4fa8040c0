#pragma once
// The bodies of brackets.hpp.

#include <ganymede/text/sentences/brackets.hpp>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE std::size_t SentenceBrackets::take(char32_t c, std::size_t at) {
  if (c < 0x2018) return npos;
  if (const char32_t close = closing(c); close != 0) {
    if (depth_ == open_.size()) {  // the outermost counts no longer
      std::copy(open_.begin() + 1, open_.end(), open_.begin());
      --depth_;
    }
    open_[depth_++] = {c, close, at, Known::nothing};
    return npos;
  }
  for (std::size_t i = depth_; i > 0; --i)
    if (open_[i - 1].close == c) {
      depth_ = i - 1;
      return open_[depth_].at;
    }
  return npos;
}

GANYMEDE_ONCE bool SentenceBrackets::inside_short() {
  for (std::size_t i = 0; i < depth_; ++i) {
    Open& open = open_[i];
    if (open.known == Known::nothing) open.known = closes_soon(open) ? Known::closes : Known::too_long;
    if (open.known == Known::closes) return true;
  }
  return false;
}

GANYMEDE_ONCE bool SentenceBrackets::closes_soon(const Open& open) const {
  std::size_t nested = 0;
  for (std::size_t at = open.at; at < open.at + longest;) {
    const Decoded d = text_.at(at);
    if (d.length == 0) return false;
    if (d.code_point == open.open) ++nested;
    if (d.code_point == open.close && --nested == 0) return true;
    at += d.length;
  }
  return false;
}

}
