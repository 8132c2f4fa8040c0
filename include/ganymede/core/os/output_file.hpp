#pragma once
// A file that is there as a whole or not at all: written beside its place under another name, and renamed when complete. Over an older file
// it keeps that file's permissions; through a symbolic link it is what the link means that is written, and the link stays.

#include <ganymede/core/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Takes bytes in order; memory stays constant. Not committed, it leaves nothing behind. Errors are FileErrors with the system's reason.
class OutputFile {
 public:
  /// FileError where the folder cannot be written to, or `path` is a folder or another thing that is no regular file.
  explicit OutputFile(std::filesystem::path path) : path_(std::move(path)) {
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
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  void write(std::span<const std::byte> bytes) {
    written_ += bytes.size();
    if (pending_.size() + bytes.size() > pending_limit) flush();
    if (bytes.size() >= pending_limit)
      put(bytes);
    else
      pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  }
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }
  /// Zero bytes up to the next multiple of `alignment`.
  void pad(std::size_t alignment) {
    const std::vector<std::byte> zeros((alignment - written_ % alignment) % alignment);
    write(zeros);
  }

  /// Bytes written so far.
  std::size_t size() const noexcept { return written_; }

  /// Puts the file in its place, over an older one of that name. Nothing may be written after it.
  void commit() {
    flush();
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail(errno);
    if (::close(std::exchange(descriptor_, -1)) != 0) fail(errno);
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(errno);
    temporary_.clear();
  }

 private:
  static constexpr std::size_t pending_limit = std::size_t{1} << 18;

  /// What the path means, also where nothing is there yet.
  void follow_links() {
    target_ = path_;
    std::error_code error;
    for (int links = 0; std::filesystem::is_symlink(std::filesystem::symlink_status(target_, error)); ++links) {
      if (links == 40) fail(ELOOP);  // as many as the system follows
      const std::filesystem::path next = std::filesystem::read_symlink(target_, error);
      if (error) fail(error.value());
      target_ = target_.parent_path() / next;  // an absolute one replaces all
    }
  }

  [[noreturn]] void fail(int error) const {
    throw FileError{{.problem = "cannot write the file: " + std::generic_category().message(error), .file = path_.string()}};
  }
  void flush() {
    put(pending_);
    pending_.clear();
  }
  void put(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ::ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(errno);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
  }

  std::filesystem::path path_, target_;
  std::string temporary_;
  int descriptor_ = -1;
  std::vector<std::byte> pending_;
  std::size_t written_ = 0;
};

}  // namespace ganymede::inline v0
