#pragma once
// A GGUF file in parts, as llama.cpp's gguf-split writes it: NAME-00001-of-00003.gguf holds all metadata, each part tensors of its own;
// split.no (from 0), split.count and split.tensors.count (of all parts) tell them apart.

#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/gguf.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

/// "-00002-of-00010.gguf"; `number` counts from 0.
inline std::string gguf_part_ending(std::uint64_t number, std::uint64_t count) {
  const auto five = [](std::uint64_t n) {
    const std::string digits = std::to_string(n);
    return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
  };
  return "-" + five(number + 1) + "-of-" + five(count) + ".gguf";
}

/// How many parts the file says it has; 1 for a whole one.
inline std::uint64_t gguf_part_count(const Gguf& gguf) { return gguf.get_or<std::uint16_t>("split.count", 1); }

/// The parts of one model.
class GgufParts {
 public:
  /// `first`, opened from `path`, says that it is one of several. FormatError where it is not the first, or has another name than such a
  /// part must have.
  GgufParts(const Gguf& first, std::filesystem::path path) : first_(first), path_(std::move(path)), count_(gguf_part_count(first)) {
    const auto number = first.get<std::uint16_t>("split.no");
    const std::string name = path_.filename().string(), ending = gguf_part_ending(number, count_);
    if (!name.ends_with(ending))
      throw FormatError{{.problem = "the name of a part of a GGUF file tells which one it is, so that the others can be found",
                         .file = first.file(),
                         .expected = "a name that ends in " + ending,
                         .found = name}};
    stem_ = name.substr(0, name.size() - ending.size());
    if (number != 0)
      throw FormatError{{.problem = "not the first part of a GGUF file: give the first, the others are found beside it",
                         .file = first.file(),
                         .key = "split.no",
                         .expected = part_path(0).string(),
                         .found = "part " + std::to_string(number + 1) + " of " + std::to_string(count_)}};
  }

  /// The tensors of all parts; `files` keeps the bytes of those after the first mapped. FileError naming a part that is missing,
  /// FormatError for one that belongs elsewhere, for tensors that stand twice and for another number of them than the first part says.
  std::vector<StoredTensor> read(std::vector<MappedFile>& files) const {
    std::vector<StoredTensor> all(first_.tensors().begin(), first_.tensors().end());
    for (std::uint64_t number = 1; number < count_; ++number) {
      const std::filesystem::path path = part_path(number);
      std::error_code ignored;
      if (!std::filesystem::exists(path, ignored))
        throw FileError{{.problem = "part " + std::to_string(number + 1) + " of " + std::to_string(count_) + " of the model is missing",
                         .file = path.string()}};
      const Gguf part(files.emplace_back(path).bytes(), path.string());
      require(part, "split.no", number);
      require(part, "split.count", count_);
      all.insert(all.end(), part.tensors().begin(), part.tensors().end());
    }
    std::set<std::string_view> names;
    for (const StoredTensor& tensor : all)
      if (!names.insert(tensor.name).second)
        throw FormatError{{.problem = "tensor stands in two parts", .file = first_.file(), .key = tensor.name}};
    if (first_.has("split.tensors.count")) require(first_, "split.tensors.count", all.size());
    return all;
  }

 private:
  std::filesystem::path part_path(std::uint64_t number) const { return path_.parent_path() / (stem_ + gguf_part_ending(number, count_)); }

  static void require(const Gguf& part, std::string_view key, std::uint64_t expected) {
    const auto found = part.get<std::uint64_t>(key);
    if (found != expected)
      throw FormatError{{.problem = "parts of a GGUF file do not belong together",
                         .file = part.file(),
                         .key = std::string(key),
                         .expected = std::to_string(expected),
                         .found = std::to_string(found)}};
  }

  const Gguf& first_;
  std::filesystem::path path_;
  std::uint64_t count_;
  std::string stem_;
};

}  // namespace ganymede::inline v0::detail
