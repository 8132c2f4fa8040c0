#pragma once
// Standard input and output, and text files: what cannot be read must not look empty, and what was not written must not look done.

#include <ganymede/core/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <system_error>

/// "standard output: cannot be written: No space left on device"; without the system's reason where that is not known (0).
inline ganymede::FileError stream_error(const std::string& name, const std::string& problem, int reason) {
  return ganymede::FileError{{.problem = reason == 0 ? problem : problem + ": " + std::generic_category().message(reason), .file = name}};
}
inline ganymede::FileError output_error(int reason) { return stream_error("standard output", "cannot be written", reason); }

/// From now on std::cout throws std::ios_base::failure where it cannot write. Standard streams that the caller has closed become such as
/// fail: or else the next file to be opened would be one of them, and get what is printed.
inline void claim_standard_streams() {
  for (int stream = 0; stream < 3; ++stream)
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF && ::open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY) < 0) break;
  std::cout.exceptions(std::ios::badbit);
}

/// Hands to the system what was printed so far, by whatever means. FileError where it does not take it.
inline void flush_output() {
  errno = 0;
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw output_error(errno);
}

/// The same, at the end: some file systems tell only on closing that there was no room.
inline void finish_output() {
  flush_output();
  const int copy = ::dup(STDOUT_FILENO);
  if (copy >= 0 && ::close(copy) != 0) throw output_error(errno);
}

/// The next line, without its end ("\n" or "\r\n"); false where there is none. FileError for what cannot be read.
inline bool read_line(std::istream& in, std::string& line, const std::string& name = "standard input") {
  errno = 0;
  const bool there = static_cast<bool>(std::getline(in, line));
  if (in.bad() || (&in == &std::cin && std::ferror(stdin) != 0)) throw stream_error(name, "cannot be read", errno);
  if (there && !line.empty() && line.back() == '\r') line.pop_back();
  return there;
}

/// A file to read, open. FileError where it cannot be.
inline std::ifstream open_text(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw stream_error(path, "cannot be opened", errno);
  return file;
}

/// All of a file. FileError where it cannot be opened or read.
inline std::string read_text(const std::string& path) {
  std::ifstream file = open_text(path);
  std::string text;
  errno = 0;
  for (char block[1 << 14]; file.read(block, sizeof block), file.gcount() > 0;) text.append(block, static_cast<std::size_t>(file.gcount()));
  if (file.bad()) throw stream_error(path, "cannot be read", errno);
  return text;
}
