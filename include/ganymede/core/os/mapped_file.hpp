#pragma once
// A file's bytes in memory, without reading them: a checkpoint is mapped, and pages come in as weights are packed.

#include <ganymede/core/error.hpp>
#include <ganymede/split.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

/// A read-only mapping of a regular file; move-only. The bytes stay valid, and at their address, until it is destroyed; the
/// file must not be truncated meanwhile (the operating system would answer a read with SIGBUS).
class MappedFile {
 public:
  MappedFile() = default;

  /// FileError with the system's reason, also for whatever is no regular file (folders, pipes, devices) and for Git LFS's pointers, which
  /// stand in place of files that have not been fetched.
  explicit MappedFile(const std::filesystem::path& path);

  MappedFile(MappedFile&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  /// Empty for an empty file.
  std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }
  /// The same, as characters.
  std::string_view text() const noexcept { return {reinterpret_cast<const char*>(data_), size_}; }

  /// Takes the pages of `part` out of the process's memory: the system keeps them in its cache, and reading them again maps them again.
  /// Does nothing where `part` lies outside of the mapping.
  void release(std::span<const std::byte> part) const noexcept;

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/os/mapped_file.ipp>
#endif
