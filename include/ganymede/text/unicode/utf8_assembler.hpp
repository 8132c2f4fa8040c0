#pragma once
// Bytes in any portions go in, whole and valid UTF-8 comes out: a character cut by the end of a portion waits for the next one,
// and what can never become a character turns into U+FFFD, one for each maximal part of a sequence (The Unicode Standard,
// section 3.9, "U+FFFD Substitution of Maximal Subparts"), however the bytes were portioned.

#include <ganymede/split.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

class Utf8Assembler {
 public:
  /// Takes bytes and appends to `out` what is certain by now.
  void push(std::string_view bytes, std::string& out);

  /// Nothing follows: what still waits is not a character.
  void finish(std::string& out);

 private:
  static void append_valid(std::string_view bytes, std::string& out);

  /// How many bytes at the end begin a character that more bytes could complete (Table 3-7 of the standard).
  static std::size_t unfinished(std::string_view bytes) noexcept;

  std::string waiting_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/unicode/utf8_assembler.ipp>
#endif
