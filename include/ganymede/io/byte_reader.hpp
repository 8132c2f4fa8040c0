#pragma once
// Walks through the bytes of a file, little endian; no step leaves them.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/error.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0::detail {

/// A cursor over a file's bytes; every step is checked. Errors are FormatErrors that name `key` and the byte offset; `format` is what they
/// call the file.
class ByteReader {
 public:
  ByteReader(std::span<const std::byte> bytes, std::string file, std::string_view format)
      : bytes_(bytes), file_(std::move(file)), format_(format) {}

  const std::string& file() const noexcept { return file_; }
  const std::string& key() const noexcept { return key_; }
  std::size_t position() const noexcept { return position_; }
  std::size_t left() const noexcept { return bytes_.size() - position_; }
  void name_key(std::string_view key) { key_ = key; }

  FormatError fail(std::string problem, std::string expected = {}, std::string found = {}) const {
    return FormatError{{.problem = std::move(problem) + " at byte " + std::to_string(position_),
                        .file = file_,
                        .key = key_,
                        .expected = std::move(expected),
                        .found = std::move(found)}};
  }

  const std::byte* take(std::uint64_t count) {
    if (count > left())
      throw fail(std::string(format_) + " is truncated", std::to_string(count) + " bytes", std::to_string(left()) + " bytes");
    const std::byte* const from = bytes_.data() + position_;
    position_ += static_cast<std::size_t>(count);
    return from;
  }

  template <class T>
  T number() {
    return load<T>(take(sizeof(T)));
  }

 private:
  std::span<const std::byte> bytes_;
  std::string file_, key_;
  std::string_view format_;
  std::size_t position_ = 0;
};

}  // namespace ganymede::inline v0::detail
