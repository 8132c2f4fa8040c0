#pragma once
// Reads a pattern into a tree. The dialect is Oniguruma's default (Ruby) syntax, which the tokenizers' patterns are
// written for: ^ and $ stand at lines, (?m) makes . match a newline, {n,m}+ repeats the repetition.

#include <ganymede/split.hpp>
#include <ganymede/text/regex/class_parser.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::regex {

class Parser {
 public:
  explicit Parser(std::string_view pattern, Dialect dialect = Dialect::tokenizer);

  Node parse();

 private:
  struct Flags {
    bool ignore_case = false, dot_all = false;
  };

  static Node assertion(Assertion a);
  Node set_node(CodePointRanges set, Flags flags, bool negated = false);

  Node alternation(Flags flags);

  Node concatenation(Flags flags);

  /// Takes "(?i)"; leaves "(?i:" and all other groups alone.
  bool option_switch(Flags& flags);
  /// Reads letters of options, if there are any.
  bool options(Flags& flags);

  Node quantified(Node node, std::size_t begin);

  /// {n}, {n,}, {n,m}, {,m}; anything else leaves the brace a literal.
  bool counts(Node& node);

  Node atom(Flags flags);

  Node group(Flags flags, std::size_t begin);

  Node escape(Flags flags, std::size_t begin);

  PatternReader in_;
};

}  // namespace ganymede::inline v0::detail::regex

#if GANYMEDE_BODIES
#include <ganymede/text/regex/parser.ipp>
#endif
