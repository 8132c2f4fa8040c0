#pragma once
// A template's text cut into tokens, by Jinja's rules (jinja2.lexer) with trim_blocks and lstrip_blocks.

#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::jinja {

struct Token {
  enum class Kind { data, block_begin, block_end, variable_begin, variable_end, name, text, integer, floating, op, end };

  Kind kind = Kind::end;
  std::size_t line = 0;
  std::string value{};  ///< an operator's or a number's spelling without '_', a text's value

  bool is(Kind k, std::string_view v) const { return kind == k && value == v; }
  bool is_op(std::string_view v) const { return is(Kind::op, v); }
  bool is_name(std::string_view v) const { return is(Kind::name, v); }
};

/// A template that is malformed, before it is known what it is called.
struct SyntaxFailure {
  std::string problem;
  std::size_t line;
};

/// White space of Python's str: White_Space, and the four separators U+001C to U+001F.
GANYMEDE_ONCE bool is_python_space(char32_t c);

/// The tokens of `source`, one of kind `end` last. Throws SyntaxFailure.
GANYMEDE_ONCE std::vector<Token> tokenize(std::string_view source);

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/lexer.ipp>
#endif
