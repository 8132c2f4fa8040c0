#pragma once
// Walks through the head of a GGUF file. Counts and lengths come from the file: each is compared with the bytes that are left
// before anything is done with it, and nothing is allocated by a count alone.

#include <ganymede/core/utf8_check.hpp>
#include <ganymede/io/byte_reader.hpp>
#include <ganymede/io/gguf_types.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

class GgufReader : public ByteReader {
 public:
  GgufReader(std::span<const std::byte> bytes, std::string file) : ByteReader(bytes, std::move(file), "GGUF file") {}

  /// A length and that many bytes, which are text only if the caller checks it.
  std::string_view string() {
    const auto length = number<std::uint64_t>();
    return {reinterpret_cast<const char*>(take(length)), static_cast<std::size_t>(length)};
  }
  std::string_view utf8_string() {
    const std::string_view text = string();
    if (!is_utf8(text)) throw fail("string is not valid UTF-8");
    return text;
  }

  GgufType type() {
    const auto type = GgufType{number<std::uint32_t>()};
    if (gguf_least_bytes(type) == 0)
      throw fail("unknown type of a metadata value", "0 to 12", std::to_string(static_cast<std::uint32_t>(type)));
    return type;
  }

  /// A count of things of at least `least_bytes` each, which must fit into the rest of the file.
  std::uint64_t count(std::size_t least_bytes) {
    const auto count = number<std::uint64_t>();
    if (count > left() / least_bytes)
      throw fail("count is larger than the file", "at most " + std::to_string(left() / least_bytes), std::to_string(count));
    return count;
  }

  /// Steps over a value and checks it: bools are 0 or 1, strings outside of arrays are UTF-8.
  void skip(GgufType type, int depth = 0) {
    if (type == GgufType::string) {
      depth == 0 ? utf8_string() : string();
    } else if (type == GgufType::boolean) {
      if (number<std::uint8_t>() > 1) throw fail("bool is neither 0 nor 1");
    } else if (type == GgufType::array) {
      if (depth == array_depth_limit) throw fail("arrays are nested deeper than " + std::to_string(array_depth_limit) + " levels");
      const GgufType element = this->type();
      const std::uint64_t length = count(gguf_least_bytes(element));
      if (element == GgufType::string || element == GgufType::boolean || element == GgufType::array)
        for (std::uint64_t i = 0; i < length; ++i) skip(element, depth + 1);
      else
        take(length * gguf_least_bytes(element));  // count() has made sure that it fits
    } else {
      take(gguf_least_bytes(type));
    }
  }

 private:
  static constexpr int array_depth_limit = 4;
};

}  // namespace detail
}  // namespace ganymede::inline v0
