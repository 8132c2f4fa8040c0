#pragma once
// The bodies of gguf.hpp.

#include <ganymede/io/gguf.hpp>

#include <ganymede/io/gguf_reader.hpp>
#include <ganymede/io/gguf_tensors.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Gguf::Gguf(std::span<const std::byte> bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {
  detail::GgufReader reader{bytes_, file_};
  const auto tensor_count = read_header(reader);
  tensors_ = detail::GgufTensors(bytes_, file_).read(reader, tensor_count, alignment());
}

GANYMEDE_ONCE bool Gguf::has(std::string_view key) const { return values_.find(key) != values_.end(); }

template <GgufScalar T>
T Gguf::get(std::string_view key) const {
  const Value& value = require(key);
  if constexpr (std::same_as<T, std::string_view>) {
    if (value.type != detail::GgufType::string) throw wrong_type(key, "a string", value);
    return detail::GgufReader{value.bytes, file_}.string();
  } else {
    if (value.type == detail::GgufType::array) throw wrong_type(key, "a single value", value);
    detail::GgufReader reader{value.bytes, file_};
    return detail::setting_value<T>(to_json(reader, value.type), file_, std::string(key));
  }
}

GANYMEDE_ONCE std::vector<std::string_view> Gguf::strings(std::string_view key) const {
  std::vector<std::string_view> items;
  each(key, "an array of strings", [&](detail::GgufReader& reader, detail::GgufType type) {
    if (type != detail::GgufType::string) return false;
    items.push_back(reader.string());
    return true;
  });
  return items;
}

GANYMEDE_ONCE std::vector<float> Gguf::floats(std::string_view key) const {
  std::vector<float> items;
  each(key, "an array of floats", [&](detail::GgufReader& reader, detail::GgufType type) {
    if (type == detail::GgufType::f32)
      items.push_back(reader.number<float>());
    else if (type == detail::GgufType::f64)
      items.push_back(detail::setting_value<float>(reader.number<double>(), file_, std::string(key)));
    else
      return false;
    return true;
  });
  return items;
}

GANYMEDE_ONCE std::vector<std::int64_t> Gguf::integers(std::string_view key) const {
  std::vector<std::int64_t> items;
  each(key, "an array of integers", [&](detail::GgufReader& reader, detail::GgufType type) {
    if (type == detail::GgufType::string || type == detail::GgufType::array || type == detail::GgufType::f32 ||
        type == detail::GgufType::f64)
      return false;
    const Json item = to_json(reader, type);
    items.push_back(item.is_boolean() ? std::int64_t{item.get<bool>()}
                                      : detail::setting_value<std::int64_t>(item, file_, std::string(key)));
    return true;
  });
  return items;
}

GANYMEDE_ONCE Json Gguf::metadata() const {
  Json object = Json::object();
  for (const auto& [key, value] : values_) {
    detail::GgufReader reader{value.bytes, file_};
    reader.name_key(key);
    if (value.type != detail::GgufType::array || (value.count <= 1024 && value.element != detail::GgufType::array))
      object[std::string(key)] = to_json(reader, value.type);
  }
  return object;
}

GANYMEDE_ONCE void Gguf::for_each_value(FunctionRef<void(std::string_view, detail::GgufType, std::string_view)> use) const {
  for (const auto& [key, value] : values_)
    use(key, value.type, std::string_view(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()));
}

GANYMEDE_ONCE std::uint64_t Gguf::read_header(detail::GgufReader& reader) {
  if (!recognises(bytes_)) throw FormatError{{.problem = "not a GGUF file", .file = file_, .expected = "the magic bytes GGUF"}};
  reader.take(4);
  const auto version = reader.number<std::uint32_t>();
  if ((version & 0xffffu) == 0 && version != 0) throw reader.fail("big-endian GGUF files are not supported");
  if (version != 2 && version != 3) throw reader.fail("GGUF version is not supported", "2 or 3", std::to_string(version));
  const auto tensor_count = reader.number<std::uint64_t>();
  const auto value_count = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < value_count; ++i) {  // ends at the end of the file at the latest
    reader.name_key({});
    const std::string_view key = reader.utf8_string();
    reader.name_key(key);
    Value value{.type = reader.type()};
    const std::size_t begin = reader.position();
    reader.skip(value.type);
    value.bytes = bytes_.subspan(begin, reader.position() - begin);
    if (value.type == detail::GgufType::array) {
      value.element = detail::GgufType{load<std::uint32_t>(value.bytes.data())};
      value.count = load<std::uint64_t>(value.bytes.data() + 4);
    }
    if (!values_.emplace(key, value).second) throw reader.fail("metadata key stands twice");
  }
  reader.name_key({});
  return tensor_count;
}

GANYMEDE_ONCE std::uint64_t Gguf::alignment() const {
  const auto at = values_.find("general.alignment");
  if (at == values_.end()) return 32;
  const std::uint32_t alignment = at->second.type == detail::GgufType::u32 ? load<std::uint32_t>(at->second.bytes.data()) : 0;
  if (alignment == 0 || (alignment & (alignment - 1)) != 0)
    throw FormatError{
        {.problem = "alignment is invalid", .file = file_, .key = "general.alignment", .expected = "a power of two as uint32"}};
  return alignment;
}

GANYMEDE_ONCE Json Gguf::to_json(detail::GgufReader& reader, detail::GgufType type) {
  using detail::GgufType;
  switch (type) {
    case GgufType::u8:
      return reader.number<std::uint8_t>();
    case GgufType::i8:
      return reader.number<std::int8_t>();
    case GgufType::u16:
      return reader.number<std::uint16_t>();
    case GgufType::i16:
      return reader.number<std::int16_t>();
    case GgufType::u32:
      return reader.number<std::uint32_t>();
    case GgufType::i32:
      return reader.number<std::int32_t>();
    case GgufType::u64:
      return reader.number<std::uint64_t>();
    case GgufType::i64:
      return reader.number<std::int64_t>();
    case GgufType::f32:
      return reader.number<float>();
    case GgufType::f64:
      return reader.number<double>();
    case GgufType::boolean:
      return reader.number<std::uint8_t>() != 0;
    case GgufType::string:
      return std::string(reader.utf8_string());
    case GgufType::array:
      break;
  }
  Json array = Json::array();
  const GgufType element = reader.type();
  for (auto left = reader.number<std::uint64_t>(); left > 0; --left) array.push_back(to_json(reader, element));
  return array;
}

GANYMEDE_ONCE const Gguf::Value& Gguf::require(std::string_view key) const {
  const auto at = values_.find(key);
  if (at == values_.end()) throw ConfigError{{.problem = "metadata is missing", .file = file_, .key = std::string(key)}};
  return at->second;
}

GANYMEDE_ONCE ConfigError Gguf::wrong_type(std::string_view key, std::string expected, const Value& value) const {
  return ConfigError{{.problem = "metadata has the wrong type",
                      .file = file_,
                      .key = std::string(key),
                      .expected = std::move(expected),
                      .found = "type " + std::to_string(static_cast<std::uint32_t>(value.type))}};
}

template <class Take>
void Gguf::each(std::string_view key, const char* expected, Take take) const {
  const Value& value = require(key);
  if (value.type != detail::GgufType::array) throw wrong_type(key, expected, value);
  detail::GgufReader reader{value.bytes, file_};
  reader.take(12);
  for (std::uint64_t i = 0; i < value.count; ++i)
    if (!take(reader, value.element)) throw wrong_type(key, expected, value);
}

#if GANYMEDE_SEPARATE
#define GANYMEDE_INSTANTIATE(T) template T Gguf::get<T>(std::string_view) const;
GANYMEDE_FOR_EACH_SETTING_TYPE(GANYMEDE_INSTANTIATE)
GANYMEDE_INSTANTIATE(std::string_view)
#undef GANYMEDE_INSTANTIATE
#endif

}  // namespace ganymede::inline v0
