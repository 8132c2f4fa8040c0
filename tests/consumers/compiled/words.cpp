// The other source of the app: it sees pages and pictures too.
#include <ganymede/inspect.hpp>

std::size_t words(const ganymede::Checkpoint& checkpoint, const std::string& text) {
  return ganymede::Tokenizer::from_checkpoint(checkpoint).encode(text).size();
}
