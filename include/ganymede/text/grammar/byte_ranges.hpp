#pragma once
// Sets of code points as sequences of ranges of bytes: what a set is to an automaton that reads UTF-8.

#include <ganymede/split.hpp>
#include <ganymede/text/unicode/code_point_set.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

/// One to four ranges of bytes, one after the other: every choice of a byte of each is a character.
struct ByteSequence {
  struct Range {
    std::uint8_t first = 0, last = 0;
    bool operator==(const Range&) const = default;
  };
  std::array<Range, 4> ranges{};
  unsigned length = 0;
};

/// The UTF-8 of the set, which is cut where its encodings change length or prefix; surrogates have none.
GANYMEDE_ONCE std::vector<ByteSequence> byte_sequences(const CodePointRanges& set);

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/byte_ranges.ipp>
#endif
