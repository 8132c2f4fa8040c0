#pragma once
// The bodies of utf8_assembler.hpp.

#include <ganymede/text/unicode/utf8_assembler.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void Utf8Assembler::push(std::string_view bytes, std::string& out) {
  if (waiting_.empty()) {
    const std::size_t whole = bytes.size() - unfinished(bytes);
    append_valid(bytes.substr(0, whole), out);
    waiting_ = bytes.substr(whole);
    return;
  }
  waiting_ += bytes;
  const std::size_t whole = waiting_.size() - unfinished(waiting_);
  append_valid(std::string_view(waiting_).substr(0, whole), out);
  waiting_.erase(0, whole);
}

GANYMEDE_ONCE void Utf8Assembler::finish(std::string& out) {
  append_valid(waiting_, out);
  waiting_.clear();
}

GANYMEDE_ONCE void Utf8Assembler::append_valid(std::string_view bytes, std::string& out) {
  if (is_valid_utf8(bytes))
    out += bytes;
  else
    out += replace_invalid_utf8(bytes);
}

GANYMEDE_ONCE std::size_t Utf8Assembler::unfinished(std::string_view bytes) noexcept {
  const auto at = [&](std::size_t from_end) { return static_cast<unsigned char>(bytes[bytes.size() - from_end]); };
  for (std::size_t n = 1; n <= std::min<std::size_t>(3, bytes.size()); ++n) {
    const unsigned lead = at(n);
    if ((lead & 0xC0u) == 0x80u) continue;
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 1;
    if (n >= length) return 0;
    if (n == 1) return 1;
    const unsigned second = at(n - 1);
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high ? n : 0;
  }
  return 0;
}

}
