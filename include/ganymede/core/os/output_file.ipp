#pragma once
// The bodies of output_file.hpp.

#include <ganymede/core/os/output_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)) {
  if (path_.filename().empty()) throw FileError{{.problem = "cannot write the file: not the name of a file", .file = path_.string()}};
  std::error_code ignored;
  const auto status = std::filesystem::status(path_, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw FileError{{.problem = "cannot write the file: something else of this name is there", .file = path_.string()}};
  follow_links();
  for (int attempt = 0; descriptor_ < 0; ++attempt) {
    temporary_ = target_.string() + ".partial" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0 || errno == EEXIST) continue;
    const int error = errno;
    temporary_.clear();
    fail(error);
  }
  struct stat older {};
  if (::stat(target_.c_str(), &older) == 0) static_cast<void>(::fchmod(descriptor_, older.st_mode & 0777));
  pending_.reserve(pending_limit);
}

GANYMEDE_ONCE OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

GANYMEDE_ONCE void OutputFile::write(std::span<const std::byte> bytes) {
  written_ += bytes.size();
  if (pending_.size() + bytes.size() > pending_limit) flush();
  if (bytes.size() >= pending_limit)
    put(bytes);
  else
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
}

GANYMEDE_ONCE void OutputFile::pad(std::size_t alignment) {
  const std::vector<std::byte> zeros((alignment - written_ % alignment) % alignment);
  write(zeros);
}

GANYMEDE_ONCE void OutputFile::commit() {
  flush();
  if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail(errno);
  if (::close(std::exchange(descriptor_, -1)) != 0) fail(errno);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(errno);
  temporary_.clear();
}

GANYMEDE_ONCE void OutputFile::follow_links() {
  target_ = path_;
  std::error_code error;
  for (int links = 0; std::filesystem::is_symlink(std::filesystem::symlink_status(target_, error)); ++links) {
    if (links == 40) fail(ELOOP);  // as many as the system follows
    const std::filesystem::path next = std::filesystem::read_symlink(target_, error);
    if (error) fail(error.value());
    target_ = target_.parent_path() / next;  // an absolute one replaces all
  }
}

GANYMEDE_ONCE void OutputFile::fail(int error) const {
  throw FileError{{.problem = "cannot write the file: " + std::generic_category().message(error), .file = path_.string()}};
}

GANYMEDE_ONCE void OutputFile::flush() {
  put(pending_);
  pending_.clear();
}

GANYMEDE_ONCE void OutputFile::put(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ::ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace ganymede::inline v0
