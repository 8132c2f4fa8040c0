#include <ganymede/text/grammar/byte_ranges.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace ganymede;
using namespace ganymede::detail::grammar;

namespace {
/// How many sequences hold the bytes.
int matching(const std::vector<ByteSequence>& sequences, const std::string& bytes) {
  return static_cast<int>(std::count_if(sequences.begin(), sequences.end(), [&](const ByteSequence& s) {
    if (s.length != bytes.size()) return false;
    for (unsigned i = 0; i < s.length; ++i)
      if (static_cast<std::uint8_t>(bytes[i]) < s.ranges[i].first || static_cast<std::uint8_t>(bytes[i]) > s.ranges[i].last) return false;
    return true;
  }));
}
}  // namespace

TEST_CASE("byte ranges: each character of a set is in exactly one sequence, no other is in any") {
  CodePointRanges set('b', 0x1234);
  set.add(0xD700, 0xE010);
  set.add(0xFFF0, 0x1F603);
  set.add(0x10FFF0, not_unicode);
  const auto sequences = byte_sequences(set);
  for (char32_t c = 0; c <= last_code_point; c += c < 0x20000 ? 1 : 7) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string bytes;
    append_utf8(bytes, c);
    if (matching(sequences, bytes) != (set.contains(c) ? 1 : 0)) FAIL(static_cast<unsigned>(c));
  }
  CHECK(matching(sequences, "\xED\xA0\x80") == 0);  // a surrogate
  CHECK(byte_sequences(CodePointRanges(0, last_code_point)).size() <= 10);
  CHECK(byte_sequences({}).empty());
}
