#pragma once
// A file that is there as a whole or not at all: written beside its place under another name, and renamed when complete. Over an older file
// it keeps that file's permissions; through a symbolic link it is what the link means that is written, and the link stays.

#include <ganymede/core/error.hpp>
#include <ganymede/split.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// Takes bytes in order; memory stays constant. Not committed, it leaves nothing behind. Errors are FileErrors with the system's reason.
class OutputFile {
 public:
  /// FileError where the folder cannot be written to, or `path` is a folder or another thing that is no regular file.
  explicit OutputFile(std::filesystem::path path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }
  /// Zero bytes up to the next multiple of `alignment`.
  void pad(std::size_t alignment);

  /// Bytes written so far.
  std::size_t size() const noexcept { return written_; }

  /// Puts the file in its place, over an older one of that name. Nothing may be written after it.
  void commit();

 private:
  static constexpr std::size_t pending_limit = std::size_t{1} << 18;

  /// What the path means, also where nothing is there yet.
  void follow_links();

  [[noreturn]] void fail(int error) const;
  void flush();
  void put(std::span<const std::byte> bytes);

  std::filesystem::path path_, target_;
  std::string temporary_;
  int descriptor_ = -1;
  std::vector<std::byte> pending_;
  std::size_t written_ = 0;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/os/output_file.ipp>
#endif
