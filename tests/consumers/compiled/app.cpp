// An app of two sources that links what is compiled once: a completion, and the words of another source.
#include <ganymede/ganymede.hpp>

#include <cstdio>

std::size_t words(const ganymede::Checkpoint& checkpoint, const std::string& text);

int main(int, char** argv) {
  const ganymede::Checkpoint checkpoint(argv[1]);
  const ganymede::TextGenerator<ganymede::Llama<>> llama{checkpoint};
  const std::string text = llama("Once upon a time", {.max_new_tokens = 12, .temperature = 0});
  std::printf("%s (%zu tokens)\n", text.c_str(), words(checkpoint, text));
  return !text.empty() && words(checkpoint, text) >= 6 ? 0 : 1;
}
