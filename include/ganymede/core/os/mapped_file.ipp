#pragma once
// The bodies of mapped_file.hpp.

#include <ganymede/core/os/mapped_file.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/lfs_pointer.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>

namespace ganymede::inline v0 {

namespace detail {
[[noreturn]] inline void fail_to_map(const std::filesystem::path& path, const char* problem, int error) {
  throw FileError{{.problem = std::string(problem) + ": " + std::generic_category().message(error), .file = path.string()}};
}
}  // namespace detail

GANYMEDE_ONCE MappedFile::MappedFile(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not block us
  if (descriptor < 0) detail::fail_to_map(path, "cannot open the file", errno);
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
  if (stat_error != 0) detail::fail_to_map(path, "cannot read the file's size", stat_error);
  if (S_ISDIR(status.st_mode)) detail::fail_to_map(path, "cannot read the file", EISDIR);
  if (!S_ISREG(status.st_mode)) throw FileError{{.problem = "not a regular file", .file = path.string()}};
  if (map_error != 0) detail::fail_to_map(path, "cannot map the file", map_error);
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

GANYMEDE_ONCE MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

GANYMEDE_ONCE void MappedFile::release(std::span<const std::byte> part) const noexcept {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto first = reinterpret_cast<std::uintptr_t>(data_), begin = reinterpret_cast<std::uintptr_t>(part.data());
  if (data_ == nullptr || part.empty() || begin < first || begin - first > size_ || part.size() > size_ - (begin - first)) return;
  const std::uintptr_t from = begin / page * page;
  ::madvise(reinterpret_cast<void*>(from), begin + part.size() - from, MADV_DONTNEED);  // private and read-only: nothing can be lost
}

}  // namespace ganymede::inline v0
