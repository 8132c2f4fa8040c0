#pragma once
// Writes GGUF files, version 3: metadata and the list of tensors first, then each tensor's bytes as they are made, so that memory does not
// grow with the model. Format: ggml's docs/gguf.md.
//
//     GgufWriter writer;
//     writer.add("general.architecture", "llama").add("llama.block_count", 2u);
//     writer.tensor("output_norm.weight", DType::f32, {64});
//     writer.write("model.gguf", [&](std::size_t tensor, const GgufWriter::Sink& sink) { sink(bytes_of(tensor)); });

#include <ganymede/core/checked.hpp>
#include <ganymede/core/dtype.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/core/os/output_file.hpp>
#include <ganymede/io/gguf_types.hpp>
#include <ganymede/split.hpp>

#include <concepts>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

class GgufWriter {
 public:
  using Sink = FunctionRef<void(std::span<const std::byte>)>;

  /// A value of metadata: bool, std::uint32_t, std::int32_t, std::uint64_t, float, or text. InputError for a key that is there already.
  template <class T>
  GgufWriter& add(std::string_view key, const T& value) {
    if constexpr (std::same_as<T, bool>)
      return add_raw(key, detail::GgufType::boolean, number(static_cast<std::uint8_t>(value)));
    else if constexpr (std::same_as<T, std::uint32_t> || std::same_as<T, std::int32_t> || std::same_as<T, std::uint64_t> ||
                       std::same_as<T, float>)
      return add_raw(key, type_of<T>(), number(value));
    else
      return add_raw(key, detail::GgufType::string, text(value));
  }

  /// An array of text, std::int32_t or float.
  template <class T>
  GgufWriter& add_array(std::string_view key, std::span<const T> values) {
    constexpr bool is_text = !std::same_as<T, std::int32_t> && !std::same_as<T, float>;
    std::string bytes =
        number(static_cast<std::uint32_t>(is_text ? detail::GgufType::string : type_of<T>())) + number(std::uint64_t{values.size()});
    for (const T& value : values) {
      if constexpr (is_text)
        bytes += text(value);
      else
        bytes += number(value);
    }
    return add_raw(key, detail::GgufType::array, bytes);
  }

  /// A value in the file's own form, as Gguf::for_each_value() gives it: for those who copy metadata.
  GgufWriter& add_raw(std::string_view key, detail::GgufType type, std::string_view bytes);
  bool has(std::string_view key) const { return keys_.find(key) != keys_.end(); }

  /// Announces the next tensor; `shape` is row-major, 1 to 4 extents, as everywhere here. InputError for a name that is there already or a
  /// type that GGUF has not; TensorError where rows are no whole blocks.
  GgufWriter& tensor(std::string_view name, DType dtype, std::span<const Index> shape);
  GgufWriter& tensor(std::string_view name, DType dtype, std::initializer_list<Index> shape);

  /// Writes everything; fill(i, sink) gives the bytes of tensor i to sink, in as many pieces as it likes. The file appears when it is
  /// complete. FileError (disk full, no permission, ...), InputError where a tensor's bytes are not as many as its shape says.
  void write(const std::filesystem::path& path, FunctionRef<void(std::size_t, const Sink&)> fill) const;

 private:
  static constexpr std::uint64_t alignment = 32;  // GGUF's default

  template <class T>
  static std::string number(T value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
  }
  static std::string text(std::string_view value) { return number(std::uint64_t{value.size()}).append(value); }
  template <class T>
  static constexpr detail::GgufType type_of() {
    if (std::same_as<T, std::uint32_t>) return detail::GgufType::u32;
    if (std::same_as<T, std::int32_t>) return detail::GgufType::i32;
    return std::same_as<T, float> ? detail::GgufType::f32 : detail::GgufType::u64;
  }
  static std::optional<std::uint32_t> ggml_number(DType dtype);

  std::string metadata_, list_;
  std::set<std::string, std::less<>> keys_, names_;
  std::vector<std::uint64_t> sizes_;
  std::uint64_t offset_ = 0;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/gguf_writer.ipp>
#endif
