// A JSON Schema: read, and a text of it chosen token by token, which has to be JSON.
#include <ganymede/io/json.hpp>

#include "fuzz/support/use_constraint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  attempt([&] {
    const std::string text = use_constraint(ganymede::json_schema({reinterpret_cast<const char*>(data), size}), size);
    try {
      static_cast<void>(ganymede::parse_json(text, "answer"));
    } catch (const ganymede::FormatError& error) {
      if (error.details().problem.find("deep") == std::string::npos && error.details().problem.find("twice") == std::string::npos)
        std::abort();
    }
  });
  return 0;
}
