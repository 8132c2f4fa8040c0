#pragma once
// Reads GBNF, the syntax of llama.cpp's grammars: rules "name ::= ...", of which `root` is the text.
//
//     root  ::= "yes" | "no" ", " cause     literals with \n \t \r \\ \" \[ \] \xHH \uHHHH \UHHHHHHHH
//     cause ::= [a-zäöü ]{3,20} "."?        classes [^...], any character . , ( ), ? * + {m} {m,} {m,n}, # comments
//
// A rule ends with its line, unless a parenthesis is open or a | stands at the end of it or the beginning of the next.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/expression.hpp>
#include <ganymede/text/regex/reader.hpp>

#include <map>
#include <string>
#include <string_view>

namespace ganymede::inline v0::detail::grammar {

class GbnfReader {
 public:
  explicit GbnfReader(std::string_view text) : in_{text} {}

  /// Throws InputError with the line: malformed, a rule that is not defined or defined twice, no `root`, llama.cpp's <tokens>.
  Rules read();

 private:
  [[noreturn]] void fail(std::string problem, std::string expected = {}, std::string found = {}) const;
  void skip_space(bool newlines);
  std::string name();
  std::uint32_t number_of(const std::string& name);
  bool name_ahead() const;
  bool rule_ahead();
  void define();
  Expression alternatives(unsigned level);
  Expression items(unsigned level);
  Expression repeated(Expression item);
  Expression quoted();
  Expression bracket();
  char32_t character();

  regex::PatternReader in_;
  Rules rules_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::map<std::uint32_t, bool> defined_;
};

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/gbnf.ipp>
#endif
