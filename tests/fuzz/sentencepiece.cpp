// A SentencePiece model: read, and texts to ids and back.
#include "fuzz/support/use_tokenizer.hpp"

#include <ganymede/text/formats/sentencepiece_pipeline.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  attempt([&] {
    const auto model = ganymede::read_sentencepiece(std::as_bytes(std::span(data, size)), "tokenizer.model");
    use_tokenizer(ganymede::Tokenizer(ganymede::sentencepiece_pipeline(model, "tokenizer.model")));
  });
  return 0;
}
