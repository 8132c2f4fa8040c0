// A grammar or, where the first byte is even, a regular expression: read, and a text of it chosen token by token.
#include "fuzz/support/use_constraint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  attempt([&] { use_constraint(data[0] % 2 == 0 ? ganymede::regex(text) : ganymede::gbnf(text), size); });
  return 0;
}
