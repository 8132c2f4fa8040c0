// An app that found the installed package: a tokenizer, there and back.
#include <ganymede/ganymede.hpp>

#include <cstdio>

int main(int, char** argv) {
  const auto tokenizer = ganymede::Tokenizer::from_checkpoint(ganymede::Checkpoint(argv[1]));
  const std::string text = "There was once a king who had an illness.";
  const auto ids = tokenizer.encode(text);
  std::printf("ganymede %s: %zu tokens for %zu bytes\n", GANYMEDE_VERSION, ids.size(), text.size());
  return ids.size() > 5 && ids.size() < text.size() && tokenizer.decode(ids).ends_with(text) ? 0 : 1;
}
