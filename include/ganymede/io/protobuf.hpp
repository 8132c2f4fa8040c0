#pragma once
// The wire format of protocol buffers (protobuf.dev/programming-guides/encoding), enough to read a message field by field:
//
//     for (ProtobufReader reader{bytes, file}; reader.next();)
//       if (reader.field() == 1) name = reader.bytes("name");
//
// What is not asked for is skipped. Every length is compared with the bytes that are left before it is used.

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/error.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace ganymede::inline v0 {

/// A cursor over one message, which must outlive it. Errors are FormatErrors that name the file, the field and the byte.
class ProtobufReader {
 public:
  ProtobufReader(std::span<const std::byte> message, std::string file) : ProtobufReader(message, std::move(file), 0) {}

  /// Goes to the next field; false at the end. A field that has not been read is stepped over.
  bool next() {
    if (pending_) skip("", 0);
    if (position_ == message_.size()) return false;
    const std::uint64_t tag = raw_varint("tag");
    field_ = static_cast<std::uint32_t>(tag >> 3);
    wire_ = static_cast<Wire>(tag & 7);
    if (tag > 0xFFFFFFFFu || field_ == 0) throw fail("tag", "not a field number", "1 to 536870911", std::to_string(tag >> 3));
    if (wire_ > Wire::fixed32) throw fail("tag", "unknown wire type", "0 to 5", std::to_string(tag & 7));
    if (wire_ == Wire::end_group) throw fail("tag", "a group ends that has not begun");
    pending_ = true;
    return true;
  }

  /// The number of the current field.
  std::uint32_t field() const noexcept { return field_; }

  /// The value of the current field, which must be of the kind asked for; `name` is for errors. Call one of them, once.
  std::uint64_t varint(std::string_view name) {
    expect(Wire::varint, name);
    return raw_varint(name);
  }
  /// An int32 or enum: negative ones are written as 64 bits.
  std::int32_t int32(std::string_view name) { return static_cast<std::int32_t>(static_cast<std::uint32_t>(varint(name))); }
  bool boolean(std::string_view name) { return varint(name) != 0; }
  float float32(std::string_view name) {
    expect(Wire::fixed32, name);
    return load<float>(take(4, name).data());
  }
  /// A string or bytes; nobody has checked that it is UTF-8.
  std::string_view bytes(std::string_view name) {
    const auto content = block(name);
    return {reinterpret_cast<const char*>(content.data()), content.size()};
  }
  /// A message within this one.
  ProtobufReader message(std::string_view name) {
    const std::size_t before = offset_ + position_;
    const auto content = block(name);
    return {content, file_, before};
  }

  FormatError fail(std::string_view name, std::string problem, std::string expected = {}, std::string found = {}) const {
    return FormatError{{.problem = std::move(problem) + " at byte " + std::to_string(offset_ + position_),
                        .file = file_,
                        .key = std::string(name),
                        .expected = std::move(expected),
                        .found = std::move(found)}};
  }

 private:
  enum class Wire : std::uint8_t { varint, fixed64, block, begin_group, end_group, fixed32 };
  static constexpr int deepest_group = 64;

  ProtobufReader(std::span<const std::byte> message, std::string file, std::size_t offset)
      : message_(message), file_(std::move(file)), offset_(offset) {}

  void expect(Wire wire, std::string_view name) {
    if (wire_ != wire)
      throw fail(name, "field is of another wire type", std::to_string(static_cast<int>(wire)), std::to_string(static_cast<int>(wire_)));
    pending_ = false;
  }

  std::span<const std::byte> take(std::uint64_t count, std::string_view name) {
    if (count > message_.size() - position_)
      throw fail(name, "message is cut off", std::to_string(count) + " bytes", std::to_string(message_.size() - position_));
    const auto taken = message_.subspan(position_, static_cast<std::size_t>(count));
    position_ += taken.size();
    return taken;
  }

  std::uint64_t raw_varint(std::string_view name) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      const auto byte = std::to_integer<std::uint64_t>(take(1, name).front());
      if (shift == 63 && byte > 1) break;
      value |= (byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    throw fail(name, "number is longer than 64 bits");
  }

  std::span<const std::byte> block(std::string_view name) {
    expect(Wire::block, name);
    return take(raw_varint(name), name);
  }

  /// Steps over the current field.
  void skip(std::string_view name, int depth) {
    pending_ = false;
    if (wire_ == Wire::varint) return static_cast<void>(raw_varint(name));
    if (wire_ == Wire::fixed64) return static_cast<void>(take(8, name));
    if (wire_ == Wire::fixed32) return static_cast<void>(take(4, name));
    if (wire_ == Wire::block) return static_cast<void>(take(raw_varint(name), name));
    if (depth == deepest_group) throw fail(name, "groups are nested too deeply");
    for (const std::uint32_t group = field_;;) {  // an old-style group: fields up to its end tag
      const std::uint64_t tag = raw_varint("tag");
      field_ = static_cast<std::uint32_t>(tag >> 3);
      wire_ = static_cast<Wire>(tag & 7);
      if (tag > 0xFFFFFFFFu || wire_ > Wire::fixed32) throw fail("tag", "unknown wire type");
      if (wire_ != Wire::end_group) {
        skip(name, depth + 1);
        continue;
      }
      if (field_ != group) throw fail("tag", "another group ends than the one that began");
      return;
    }
  }

  std::span<const std::byte> message_;
  std::string file_;
  std::size_t offset_;  // of the message in the file
  std::size_t position_ = 0;
  std::uint32_t field_ = 0;
  Wire wire_ = Wire::varint;
  bool pending_ = false;  // the current field's value has not been read
};

}  // namespace ganymede::inline v0
