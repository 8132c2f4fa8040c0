#pragma once
// The bodies of gguf_writer.hpp.

#include <ganymede/io/gguf_writer.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE GgufWriter& GgufWriter::add_raw(std::string_view key, detail::GgufType type, std::string_view bytes) {
  if (!keys_.emplace(key).second) throw InputError{{.problem = "metadata key stands twice", .key = std::string(key)}};
  metadata_.append(text(key)).append(number(static_cast<std::uint32_t>(type))).append(bytes);
  return *this;
}

GANYMEDE_ONCE GgufWriter& GgufWriter::tensor(std::string_view name, DType dtype, std::span<const Index> shape) {
  const auto number_of_type = ggml_number(dtype);
  if (!number_of_type) throw InputError{{.problem = std::string(ganymede::name(dtype)) + " has no GGUF type", .key = std::string(name)}};
  if (shape.empty() || shape.size() > 4) throw InputError{{.problem = "a GGUF tensor has 1 to 4 dimensions", .key = std::string(name)}};
  if (names_.contains(name)) throw InputError{{.problem = "tensor stands twice", .key = std::string(name)}};
  std::uint64_t bytes = row_bytes(dtype, shape.back());
  for (const Index extent : shape.first(shape.size() - 1))
    bytes = checked_mul(bytes, static_cast<std::uint64_t>(extent), "", std::string(name));
  list_.append(text(name)).append(number(static_cast<std::uint32_t>(shape.size())));
  for (auto extent = shape.rbegin(); extent != shape.rend(); ++extent) list_.append(number(static_cast<std::uint64_t>(*extent)));
  list_.append(number(*number_of_type)).append(number(offset_));
  sizes_.push_back(bytes);
  names_.emplace(name);
  offset_ = checked_add(offset_, (bytes + alignment - 1) / alignment * alignment, "", std::string(name));
  return *this;
}

GANYMEDE_ONCE GgufWriter& GgufWriter::tensor(std::string_view name, DType dtype, std::initializer_list<Index> shape) {
  return tensor(name, dtype, std::span(shape.begin(), shape.size()));
}

GANYMEDE_ONCE void GgufWriter::write(const std::filesystem::path& path, FunctionRef<void(std::size_t, const Sink&)> fill) const {
  OutputFile file(path);
  file.write("GGUF" + number(std::uint32_t{3}) + number(std::uint64_t{sizes_.size()}) + number(std::uint64_t{keys_.size()}));
  file.write(metadata_);
  file.write(list_);
  for (std::size_t i = 0; i < sizes_.size(); ++i) {
    file.pad(alignment);
    const std::size_t begin = file.size();
    const auto take = [&file](std::span<const std::byte> bytes) { file.write(bytes); };
    const Sink sink(take);
    fill(i, sink);
    if (file.size() - begin != sizes_[i])
      throw InputError{{.problem = "a tensor's bytes do not fit its shape",
                        .file = path.string(),
                        .key = "tensor " + std::to_string(i),
                        .expected = std::to_string(sizes_[i]),
                        .found = std::to_string(file.size() - begin)}};
  }
  file.pad(alignment);
  file.commit();
}

GANYMEDE_ONCE std::optional<std::uint32_t> GgufWriter::ggml_number(DType dtype) {
  for (std::uint32_t n = 0; !detail::ggml_type(n).name.empty(); ++n)
    if (detail::ggml_type(n).dtype == dtype) return n;
  return std::nullopt;
}

}  // namespace ganymede::inline v0
