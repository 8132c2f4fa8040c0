// An app that found the installed package: the README's three lines.
#include <ganymede/ganymede.hpp>

#include <cstdio>

int main(int, char** argv) {
  using namespace ganymede;
  const TextGenerator<Llama<>> generator(argv[1]);
  const std::string text = generator("Once upon a time", {.max_new_tokens = 20, .do_sample = false});
  std::printf("ganymede %s: %s\n", GANYMEDE_VERSION, text.c_str());
  return text.find(' ') != std::string::npos && text.size() > 40 ? 0 : 1;
}
