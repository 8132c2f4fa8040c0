#pragma once
// The bodies of vector_file.hpp.

#include <ganymede/app/vector_file.hpp>

#include <ganymede/core/bytes.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/core/os/output_file.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {
inline constexpr std::string_view vector_file_magic = "GNYVEC1\n";
inline constexpr std::size_t vector_file_head = 32;  // bytes before the numbers
}  // namespace detail

// FNV-1a's steps over words of eight bytes, with a shift that brings high bits down again.
GANYMEDE_ONCE Fingerprint& Fingerprint::add(std::span<const std::byte> bytes) noexcept {
  const auto step = [this](std::uint64_t word) {
    state_ = (state_ ^ word) * 0x100000001B3u;
    state_ ^= state_ >> 29;
  };
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) step(load<std::uint64_t>(bytes.data() + at));
  std::array<std::byte, 8> last{};
  std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), last.begin());
  step(load<std::uint64_t>(last.data()));
  step(bytes.size());
  return *this;
}

GANYMEDE_ONCE Fingerprint& Fingerprint::add(std::string_view text) noexcept { return add(std::as_bytes(std::span(text))); }

GANYMEDE_ONCE Fingerprint& Fingerprint::add_model(const std::filesystem::path& model) {
  std::error_code error;
  if (!std::filesystem::is_directory(model, error)) return add(MappedFile(model).bytes());
  std::vector<std::filesystem::path> files;
  for (std::filesystem::recursive_directory_iterator at(model, error), end; !error && at != end; at.increment(error))
    if (at->is_regular_file(error)) {
      const std::string kind = at->path().extension().string();
      for (const char* const known : {".json", ".safetensors", ".gguf", ".txt", ".model", ".spm", ".bin"})
        if (kind == known) files.push_back(at->path());
    }
  if (error) throw FileError{{.problem = "cannot be listed: " + error.message(), .file = model.string()}};
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) add(file.lexically_relative(model).generic_string()).add(MappedFile(file).bytes());
  return *this;
}

GANYMEDE_ONCE StoredVectors parse_vectors(std::span<const std::byte> bytes, std::string_view file) {
  const auto fail = [&](const char* problem) { return FormatError{{.problem = problem, .file = std::string(file)}}; };
  constexpr std::string_view magic = detail::vector_file_magic;
  constexpr std::size_t head = detail::vector_file_head;
  if (bytes.size() < head + 8 || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) throw fail("not a file of vectors");
  const auto number = [&](std::size_t at) { return load<std::uint64_t>(bytes.data() + at); };
  const std::uint64_t rows = number(16), columns = number(24), left = (bytes.size() - head - 8) / sizeof(float);
  const bool fits =
      rows == 0 || columns == 0 ? left == 0 : rows <= left && columns <= left && rows == left / columns && left % columns == 0;
  if (!fits || (bytes.size() - head - 8) % sizeof(float) != 0) throw fail("the file of vectors has another size than it says");
  if (Fingerprint().add(bytes.first(bytes.size() - 8)).value() != number(bytes.size() - 8)) throw fail("the file of vectors was changed");
  if (rows > 0 && columns == 0) throw fail("vectors without numbers");
  StoredVectors stored{number(8), Tensor<float>(static_cast<Index>(rows), rows == 0 ? 0 : static_cast<Index>(columns))};
  if (left > 0) std::memcpy(stored.vectors.view().data(), bytes.data() + head, left * sizeof(float));
  const float* const values = stored.vectors.view().data();
  if (!std::all_of(values, values + left, [](float x) { return std::isfinite(x); })) throw fail("a vector is not of finite numbers");
  return stored;
}

GANYMEDE_ONCE StoredVectors read_vectors(const std::filesystem::path& file) {
  return parse_vectors(MappedFile(file).bytes(), file.string());
}

GANYMEDE_ONCE void write_vectors(const std::filesystem::path& file, std::uint64_t of, TensorView<float> vectors) {
  std::vector<std::byte> bytes(detail::vector_file_head + static_cast<std::size_t>(vectors.rows() * vectors.cols()) * sizeof(float) + 8);
  const auto put = [&](std::size_t at, std::uint64_t number) { std::memcpy(bytes.data() + at, &number, sizeof number); };
  std::memcpy(bytes.data(), detail::vector_file_magic.data(), detail::vector_file_magic.size());
  put(8, of);
  put(16, static_cast<std::uint64_t>(vectors.rows()));
  put(24, static_cast<std::uint64_t>(vectors.cols()));
  for (Index n = 0; n < vectors.rows(); ++n)
    std::memcpy(bytes.data() + detail::vector_file_head + static_cast<std::size_t>(n * vectors.cols()) * sizeof(float),
                vectors.data() + n * vectors.stride(), static_cast<std::size_t>(vectors.cols()) * sizeof(float));
  put(bytes.size() - 8, Fingerprint().add(std::span<const std::byte>(bytes).first(bytes.size() - 8)).value());
  OutputFile out(file);
  out.write(bytes);
  out.commit();
}

}  // namespace ganymede::inline v0
