#pragma once
// A text of a template, and where each stretch of it came from.

#include <ganymede/split.hpp>
#include <ganymede/text/jinja/budget.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::jinja {

class Text;
using TextPointer = std::shared_ptr<const Text>;

inline bool begins_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

/// Valid UTF-8. Immutable; indices of characters count code points, as Python's do.
class Text {
 public:
  Text(std::string bytes, std::vector<std::size_t> turns, Held held);

  const std::string& bytes() const noexcept { return bytes_; }
  std::size_t length() const noexcept { return length_; }  ///< in code points
  bool is_ascii() const noexcept { return length_ == bytes_.size(); }
  /// The byte at which character i begins; i <= length().
  std::size_t offset(std::size_t i) const noexcept;

  /// Where trust ends and begins again, ascending; a text begins trusted, and one with no turns is so entirely.
  const std::vector<std::size_t>& turns() const noexcept { return turns_; }
  bool trusted_at(std::size_t byte) const noexcept;

 private:
  std::string bytes_;
  std::vector<std::size_t> turns_;
  std::size_t length_;
  Held held_;
};

/// Puts a text together. What is appended keeps its trust.
class TextBuilder {
 public:
  explicit TextBuilder(Budget& budget) : budget_(&budget) {}

  std::size_t size() const noexcept { return bytes_.size(); }
  const std::string& bytes() const noexcept { return bytes_; }
  const std::vector<std::size_t>& turns() const noexcept { return turns_; }

  void append(std::string_view bytes, bool trusted = true);
  void append(const Text& text) { append(text, 0, text.bytes().size()); }
  /// Bytes [begin, end).
  void append(const Text& text, std::size_t begin, std::size_t end);
  /// n times the same; checked before memory is taken.
  void append(std::size_t n, char c, bool trusted = true);

  TextPointer take();

 private:
  void turn(bool trusted);
  void reserve(std::size_t more);

  Budget* budget_;
  std::string bytes_;
  std::vector<std::size_t> turns_;
};

}  // namespace ganymede::inline v0::jinja

#if GANYMEDE_BODIES
#include <ganymede/text/jinja/text.ipp>
#endif
