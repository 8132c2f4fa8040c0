#pragma once
// A file's bytes in memory, without reading them: a checkpoint is mapped, and pages come in as weights are packed.

#include <ganymede/core/error.hpp>
#include <ganymede/core/lfs_pointer.hpp>
#include <ganymede/core/types.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace ganymede::inline v0 {

/// A read-only mapping of a regular file; move-only. The bytes stay valid, and at their address, until it is destroyed; the
/// file must not be truncated meanwhile (the operating system would answer a read with SIGBUS).
class MappedFile {
 public:
  MappedFile() = default;

  /// FileError with the system's reason, also for whatever is no regular file (folders, pipes, devices) and for Git LFS's pointers, which
  /// stand in place of files that have not been fetched.
  explicit MappedFile(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not block us
    if (descriptor < 0) fail(path, "cannot open the file", errno);
    struct stat status {};
    const int stat_error = ::fstat(descriptor, &status) != 0 ? errno : 0;
    void* mapping = nullptr;
    int map_error = 0;
    if (stat_error == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
      size_ = static_cast<std::size_t>(status.st_size);
      mapping = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (mapping == MAP_FAILED) map_error = errno;
    }
    ::close(descriptor);
    if (stat_error != 0) fail(path, "cannot read the file's size", stat_error);
    if (S_ISDIR(status.st_mode)) fail(path, "cannot read the file", EISDIR);
    if (!S_ISREG(status.st_mode)) throw FileError{{.problem = "not a regular file", .file = path.string()}};
    if (map_error != 0) fail(path, "cannot map the file", map_error);
    data_ = static_cast<const std::byte*>(mapping);
    if (const auto size = detail::lfs_pointer_size(text())) {
      ::munmap(mapping, size_);
      throw FileError{
          {.problem = "a pointer of Git LFS in place of the file: fetch the file itself with `git lfs pull`, or download it again",
           .file = path.string(),
           .expected = "a file of " + *size + " bytes",
           .found = std::to_string(size_)}};
    }
  }

  MappedFile(MappedFile&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
  }

  /// Empty for an empty file.
  std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }
  /// The same, as characters.
  std::string_view text() const noexcept { return {reinterpret_cast<const char*>(data_), size_}; }

  /// Takes the pages of `part` out of the process's memory: the system keeps them in its cache, and reading them again maps them again.
  /// Does nothing where `part` lies outside of the mapping.
  void release(std::span<const std::byte> part) const noexcept {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto first = reinterpret_cast<std::uintptr_t>(data_), begin = reinterpret_cast<std::uintptr_t>(part.data());
    if (data_ == nullptr || part.empty() || begin < first || begin - first > size_ || part.size() > size_ - (begin - first)) return;
    const std::uintptr_t from = begin / page * page;
    ::madvise(reinterpret_cast<void*>(from), begin + part.size() - from, MADV_DONTNEED);  // private and read-only: nothing can be lost
  }

 private:
  [[noreturn]] static void fail(const std::filesystem::path& path, const char* problem, int error) {
    throw FileError{{.problem = std::string(problem) + ": " + std::generic_category().message(error), .file = path.string()}};
  }

  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace ganymede::inline v0
