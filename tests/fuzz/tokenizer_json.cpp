// A tokenizer.json: read, and texts to ids and back.
#include "fuzz/support/use_tokenizer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  attempt([&] { use_tokenizer(ganymede::Tokenizer::from_json({reinterpret_cast<const char*>(data), size}, "tokenizer.json")); });
  return 0;
}
