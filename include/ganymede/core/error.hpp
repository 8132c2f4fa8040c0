#pragma once
// Every error of the library: what is wrong, where it stands, what was expected and what was found there.

#include <ganymede/core/printable.hpp>
#include <ganymede/split.hpp>
#include <ganymede/version.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

/// What an error knows, as it was found: fields may hold any bytes, of any length. Empty ones are left out of the message.
struct ErrorDetails {
  std::string problem{};   ///< the sentence a reader needs, e.g. "tensor is missing"
  std::string file{};      ///< path of the file, or the name the caller gave to bytes in memory
  std::string key{};       ///< JSON path, metadata key, tensor name, option or argument
  std::string expected{};  ///< what would have been right
  std::string found{};     ///< what was there
};

/// Base of all exceptions thrown by ganymede. what() reads "file: key: problem (expected ..., found ...)": one line of valid UTF-8 that is
/// safe for a terminal, for names and values of files stand escaped there (printable.hpp); of the file's name and of the problem at most
/// 1,000 bytes, of the others 300, beginning and end. details() has them whole and raw.
class Error : public std::runtime_error {
 public:
  explicit Error(ErrorDetails details)
      : std::runtime_error(message(details)), details_(std::make_shared<const ErrorDetails>(std::move(details))) {}
  const ErrorDetails& details() const noexcept { return *details_; }

 private:
  static std::string message(const ErrorDetails& d);
  std::shared_ptr<const ErrorDetails> details_;  // shared: copying an exception must not throw
};

/// A file that cannot be opened, read or mapped.
struct FileError : Error {
  using Error::Error;
};
/// Bytes that are not what their format demands: truncated, overlapping, oversized, malformed.
struct FormatError : Error {
  using Error::Error;
};
/// A setting that is missing, of the wrong type, out of range, or asks for something that is not supported.
struct ConfigError : Error {
  using Error::Error;
};
/// A tensor that is missing, unexpected, mis-shaped or of an unusable element type.
struct TensorError : Error {
  using Error::Error;
};
/// A tokenizer definition that is inconsistent or uses an unsupported stage or pattern.
struct TokenizerError : Error {
  using Error::Error;
};
/// An argument of the caller that cannot be right: ids outside the vocabulary, empty prompts, options out of range.
struct InputError : Error {
  using Error::Error;
};
/// More tokens than the model's context or the sequence's declared maximum length hold.
struct ContextError : Error {
  using Error::Error;
};
/// A limit on memory set by the caller is reached.
struct CapacityError : Error {
  using Error::Error;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/error.ipp>
#endif
