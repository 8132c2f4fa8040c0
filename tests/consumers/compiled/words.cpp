#include <ganymede/ganymede.hpp>

std::size_t words(const ganymede::Checkpoint& checkpoint, const std::string& text) {
  return ganymede::Tokenizer::from_checkpoint(checkpoint).encode(text).size();
}
