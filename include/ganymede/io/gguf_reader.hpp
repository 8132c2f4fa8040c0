#pragma once
// Walks through the head of a GGUF file. Counts and lengths come from the file: each is compared with the bytes that are left
// before anything is done with it, and nothing is allocated by a count alone.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/io/gguf_types.hpp>
#include <ganymede/io/utf8_check.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {
namespace detail {

/// A cursor over the file's bytes; every step is checked. Errors are FormatErrors that name `key` and the byte offset.
class GgufReader {
 public:
  GgufReader(std::span<const std::byte> bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {}

  std::size_t position() const noexcept { return position_; }
  void name_key(std::string_view key) { key_ = key; }

  FormatError fail(std::string problem, std::string expected = {}, std::string found = {}) const {
    return FormatError{{.problem = std::move(problem) + " at byte " + std::to_string(position_),
                        .file = file_,
                        .key = std::string(key_),
                        .expected = std::move(expected),
                        .found = std::move(found)}};
  }

  const std::byte* take(std::uint64_t count) {
    if (count > bytes_.size() - position_)
      throw fail("GGUF file is truncated", std::to_string(count) + " bytes", std::to_string(bytes_.size() - position_) + " bytes");
    const std::byte* const from = bytes_.data() + position_;
    position_ += static_cast<std::size_t>(count);
    return from;
  }

  template <class T>
  T number() {
    return load<T>(take(sizeof(T)));
  }

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
    if (count > (bytes_.size() - position_) / least_bytes)
      throw fail("count is larger than the file", "at most " + std::to_string((bytes_.size() - position_) / least_bytes),
                 std::to_string(count));
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

  std::span<const std::byte> bytes_;
  std::string file_;
  std::string_view key_;
  std::size_t position_ = 0;
};

}  // namespace detail
}  // namespace ganymede::inline v0
