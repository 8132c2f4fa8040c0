#pragma once
// The bodies of sentences.hpp.

#include <ganymede/text/sentences/sentences.hpp>

#include <ganymede/text/sentences/scanner.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void for_each_sentence(std::string_view text, std::string_view language, FunctionRef<void(const Sentence&)> found) {
  detail::SentenceScanner(text, language).run(found);
}

GANYMEDE_ONCE std::vector<Sentence> split_sentences(std::string_view text, std::string_view language) {
  std::vector<Sentence> sentences;
  for_each_sentence(text, language, [&](const Sentence& sentence) { sentences.push_back(sentence); });
  return sentences;
}

}  // namespace ganymede::inline v0
