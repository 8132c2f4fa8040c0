// A document of any bytes, cut into passages, which are found by words that it has itself.
#include "fuzz/support/attempt.hpp"

#include <ganymede/app/passage_index.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  attempt([&] {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const ganymede::PassageIndex index({{"document", text}}, {.words = 1 + static_cast<ganymede::Index>(size % 40)});
    for (const ganymede::Passage& passage : index.passages())
      if (passage.range.begin >= passage.range.end || passage.range.end > text.size()) std::abort();
    for (const ganymede::RankedText& found : index.search(text.substr(0, 200), 5))
      if (found.index < 0 || found.index >= index.words().size() || !(found.score > 0)) std::abort();
  });
  return 0;
}
