#pragma once
// CTranslate2's model.bin: a version, the name and revision of a specification, then variables one after another. Layout, all little
// endian: u32 version; string spec, u32 revision (from version 2); u32 count, and for each variable string name, u8 rank, u32 extents,
// u8 type and u32 bytes (before version 4: u8 element size and u32 elements), data; from version 3 u32 count of aliases, each two
// strings. A string is a u16 length that counts its closing NUL. Read as github.com/OpenNMT/CTranslate2 writes it, versions 2 to 6.

#include <ganymede/core/checked.hpp>
#include <ganymede/core/utf8_check.hpp>
#include <ganymede/io/byte_reader.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// The variables of a model.bin as they are stored; they point into the bytes they were read from.
class CTranslate2 {
 public:
  /// `file` names the bytes in errors. FormatError for whatever is malformed, and for versions other than 2 to 6.
  CTranslate2(std::span<const std::byte> bytes, std::string file) : in_(bytes, std::move(file), "model.bin") {
    version_ = in_.number<std::uint32_t>();
    if (version_ < 2 || version_ > 6) throw in_.fail("version of model.bin is not supported", "2 to 6", std::to_string(version_));
    spec_ = string();
    revision_ = in_.number<std::uint32_t>();
    const auto count = in_.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < count; ++i) read_variable();  // ends at the end of the file at the latest
    in_.name_key({});
    if (version_ >= 3)
      for (auto left = in_.number<std::uint32_t>(); left > 0; --left) read_alias();
    in_.name_key({});
    if (in_.left() > 0)
      throw in_.fail("bytes behind the last variable", std::to_string(in_.position()) + " bytes",
                     std::to_string(in_.position() + in_.left()));
  }

  std::uint32_t version() const noexcept { return version_; }
  /// "TransformerSpec", "TransformerBase", ...
  const std::string& spec() const noexcept { return spec_; }
  std::uint32_t revision() const noexcept { return revision_; }
  const std::string& file() const noexcept { return in_.file(); }

  /// In the order of the file, then the aliases, which share the bytes of what they stand for. A rank of 0 is a single value.
  std::span<const StoredTensor> variables() const noexcept { return variables_; }

  /// The variable, or alias, of that name, nullptr where there is none.
  const StoredTensor* find(std::string_view name) const {
    const auto at = by_name_.find(name);
    return at == by_name_.end() ? nullptr : &variables_[at->second];
  }

 private:
  static constexpr unsigned most_dimensions = 8;

  std::string string() {
    const auto length = in_.number<std::uint16_t>();
    const std::string_view text(reinterpret_cast<const char*>(in_.take(length)), length);
    if (text.empty() || text.find('\0') != text.size() - 1) throw in_.fail("string does not end with its only NUL");
    if (!detail::is_utf8(text)) throw in_.fail("string is not valid UTF-8");
    return std::string(text.substr(0, text.size() - 1));
  }

  DType type() {
    constexpr DType types[] = {DType::f32, DType::i8, DType::i16, DType::i32, DType::f16, DType::bf16};
    const auto stored = in_.number<std::uint8_t>();
    if (version_ >= 4) {
      if (stored < std::size(types)) return types[stored];
      throw in_.fail("unknown type of elements", "0 to 5", std::to_string(stored));
    }
    if (stored == 4) return DType::f32;
    if (stored == 2) return DType::i16;
    if (stored == 1) return DType::i8;
    throw in_.fail("unknown size of elements", "1, 2 or 4", std::to_string(stored));
  }

  void read_variable() {
    in_.name_key({});
    StoredTensor variable{.name = string()};
    in_.name_key(variable.name);
    const auto rank = in_.number<std::uint8_t>();
    if (rank > most_dimensions) throw in_.fail("too many dimensions", "at most " + std::to_string(most_dimensions), std::to_string(rank));
    std::uint64_t elements = 1;
    for (unsigned d = 0; d < rank; ++d) {
      const auto extent = in_.number<std::uint32_t>();
      if (extent == 0) throw in_.fail("dimension is zero");
      elements = checked_mul<std::uint64_t>(elements, extent, in_.file(), in_.key());
      variable.shape.push_back(static_cast<Index>(extent));
    }
    variable.dtype = type();
    const std::uint64_t element = block_shape(variable.dtype).bytes;
    const std::uint64_t expected = checked_mul(elements, element, in_.file(), in_.key());
    const std::uint64_t size = std::uint64_t{in_.number<std::uint32_t>()} * (version_ >= 4 ? 1 : element);
    if (size != expected)
      throw in_.fail("bytes do not fit type and shape", std::to_string(expected) + " bytes", std::to_string(size) + " bytes");
    variable.bytes = {in_.take(size), static_cast<std::size_t>(size)};
    if (!add(std::move(variable))) throw in_.fail("variable stands twice");
  }

  void read_alias() {
    in_.name_key({});
    const std::string alias = string();
    in_.name_key(alias);
    const std::string name = string();
    const auto share = [&](const std::string& ending) {
      const StoredTensor* const meant = find(name + ending);
      if (meant == nullptr) return false;
      StoredTensor copy = *meant;
      copy.name = alias + ending;
      if (!add(std::move(copy)) && ending.empty()) throw in_.fail("alias has the name of a variable");
      return true;
    };
    if (!share("")) throw in_.fail("alias of a variable that is not there", {}, name);
    share("_scale");  // it is written for the variable only
    share("_zero");
  }

  bool add(StoredTensor variable) {
    if (!by_name_.emplace(variable.name, variables_.size()).second) return false;
    variables_.push_back(std::move(variable));
    return true;
  }

  detail::ByteReader in_;
  std::uint32_t version_ = 0;
  std::string spec_;
  std::uint32_t revision_ = 0;
  std::vector<StoredTensor> variables_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace ganymede::inline v0
