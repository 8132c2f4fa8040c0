#pragma once
// What a grammar takes for a text, byte by byte.

#include <ganymede/core/error.hpp>
#include <ganymede/text/grammar/gbnf.hpp>
#include <ganymede/text/grammar/recognizer.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace grammar_texts {

using namespace ganymede;
using namespace ganymede::detail::grammar;

/// What the InputError says that an action throws; empty where it throws none.
template <class Action>
std::string message_of(Action action) {
  try {
    action();
    return {};
  } catch (const InputError& error) {
    return error.what();
  }
}

class Texts {
 public:
  explicit Texts(const Rules& rules) : automaton_(rules, "test"), texts_(automaton_, all_bytes()), recognizer_(automaton_, texts_) {}
  explicit Texts(std::string_view gbnf) : Texts(GbnfReader(gbnf).read()) {}
  explicit Texts(Expression body) : Texts(rules_of(std::move(body))) {}

  bool accept(std::string_view text, bool skips_space = false) { return recognizer_.accepts(read(text, skips_space)); }
  /// Whether some text begins so.
  bool begin(std::string_view text) { return read(text, false) != Recognizer::dead; }
  std::string completed(std::string_view text) { return std::string(text) + recognizer_.cheapest_text(read(text, false)); }

 private:
  static Rules rules_of(Expression body) {
    Rules rules;
    rules.add("root", std::move(body));
    return rules;
  }
  static Spelling all_bytes() {
    Spelling spelling;
    spelling.bytes.set();
    return spelling;
  }
  std::uint32_t read(std::string_view text, bool skips_space) {
    std::uint32_t at = recognizer_.begin(skips_space);
    for (const char c : text) at = recognizer_.step(at, static_cast<std::uint8_t>(c));
    return at;
  }

  Automaton automaton_;
  ShortestTexts texts_;
  Recognizer recognizer_;
};

}  // namespace grammar_texts
