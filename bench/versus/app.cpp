// An app that includes the whole library and runs one family: what it costs to compile is measured.
#include <ganymede/ganymede.hpp>

#include <iostream>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const ganymede::TextGenerator<ganymede::Llama<>> llama{argv[1]};
  for (const std::string_view piece : llama.stream(argv[2], {.max_new_tokens = 64})) std::cout << piece << std::flush;
}
