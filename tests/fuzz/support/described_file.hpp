#pragma once
// Model files out of a description of a line a thing, so that a fuzzer that changes a name, a shape or a value still has a whole file whose
// lengths and offsets are right. (Whether those are checked is tried with files as they are.)
//
//     general.architecture str llama          a value: key, type, text; of an array "[str] <unk>|a|b"
//     !blk.0.attn_q.weight 0 8 8              a tensor: name, type, extents as the format has them; its bytes are made up

#include "support/model_files.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace described {

/// What stands before the next `mark`, which is taken off with it.
inline std::string_view cut(std::string_view& rest, char mark) {
  const std::size_t end = std::min(rest.find(mark), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

template <class T>
T number(std::string_view text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

struct Line {
  bool tensor = false;
  std::string_view name{}, type{}, value{};
  std::vector<std::uint64_t> extents{};
};

/// At most this many bytes are made up for one file: what claims more finds it cut off.
inline constexpr std::uint64_t most_data = 1 << 20;

inline std::vector<Line> lines(std::string_view text) {
  std::vector<Line> all;
  while (!text.empty() && all.size() < 1000) {
    std::string_view rest = cut(text, '\n');
    Line line{.tensor = rest.starts_with('!')};
    if (line.tensor) rest.remove_prefix(1);
    line.name = cut(rest, ' ');
    line.type = cut(rest, ' ');
    line.value = rest;
    while (line.tensor && !rest.empty() && line.extents.size() < 10) line.extents.push_back(number<std::uint64_t>(cut(rest, ' ')));
    all.push_back(std::move(line));
  }
  return all;
}

/// Finite numbers in every element type.
inline std::string data(std::uint64_t bytes) {
  std::string made(static_cast<std::size_t>(std::min(bytes, most_data)), '\0');
  for (std::size_t i = 0; i < made.size(); ++i) made[i] = static_cast<char>(0x2f + i * 7 % 13);
  return made;
}

inline std::uint64_t product(const std::vector<std::uint64_t>& extents, std::uint64_t bytes) {
  for (const std::uint64_t extent : extents) bytes *= extent;  // wraps around, as an attacker's would
  return bytes;
}

inline std::string safetensors(std::string_view text) {
  static constexpr std::pair<std::string_view, std::uint64_t> types[] = {{"F64", 8}, {"F32", 4},  {"F16", 2},    {"BF16", 2},
                                                                         {"I64", 8}, {"I32", 4},  {"I16", 2},    {"I8", 1},
                                                                         {"U8", 1},  {"BOOL", 1}, {"F8_E4M3", 1}};
  std::string header = "{";
  std::uint64_t offset = 0;
  for (const Line& line : lines(text)) {
    if (!line.tensor) continue;
    const auto* const known = std::find_if(std::begin(types), std::end(types), [&](const auto& type) { return type.first == line.type; });
    const std::uint64_t end = offset + product(line.extents, known == std::end(types) ? 1 : known->second);
    header.append(header.size() > 1 ? ",\"" : "\"").append(line.name).append("\":{\"dtype\":\"").append(line.type).append("\",\"shape\":[");
    for (std::size_t d = 0; d < line.extents.size(); ++d) header.append(d > 0 ? "," : "").append(std::to_string(line.extents[d]));
    header.append("],\"data_offsets\":[").append(std::to_string(offset)).append(",").append(std::to_string(end)).append("]}");
    offset = end;
  }
  return safetensors_file(header + "}", data(offset));
}

/// Types by their numbers in model.bin's version 6.
inline std::string ctranslate2(std::string_view text) {
  static constexpr std::uint64_t widths[] = {4, 1, 2, 4, 2, 2};
  const auto string = [](std::string_view s) { return raw(static_cast<std::uint16_t>(s.size() + 1)) + std::string(s) + '\0'; };
  std::string body, aliases, spec = "TransformerSpec";
  std::uint32_t revision = 7, version = 6, count = 0, alias_count = 0;
  std::uint64_t left = most_data;
  for (const Line& line : lines(text)) {
    if (line.name == "spec") {
      spec = line.type, revision = number<std::uint32_t>(line.value);
    } else if (line.name == "version") {
      version = number<std::uint32_t>(line.type);
    } else if (line.name == "alias") {
      aliases += string(line.type) + string(line.value);
      ++alias_count;
    } else {
      const auto type = number<std::uint8_t>(line.type);
      const std::uint64_t width = type < std::size(widths) ? widths[type] : 1;
      std::string bytes;
      if (line.tensor) {
        bytes = data(std::min(left, product(line.extents, width)));
        left -= bytes.size();
      } else {
        bytes = type == 0 ? raw(std::strtof(std::string(line.value).c_str(), nullptr)) : raw(number<std::int64_t>(line.value));
        bytes.resize(static_cast<std::size_t>(width));
      }
      body += string(line.name) + static_cast<char>(line.extents.size());
      for (const std::uint64_t extent : line.extents) body += raw(static_cast<std::uint32_t>(extent));
      body += static_cast<char>(type) + raw(static_cast<std::uint32_t>(line.tensor ? product(line.extents, width) : width)) + bytes;
      ++count;
    }
  }
  return raw(version) + string(spec) + raw(revision) + raw(count) + body + (version >= 3 ? raw(alias_count) + aliases : "");
}

namespace detail {
inline constexpr std::string_view gguf_types[] = {"u8", "i8", "u16", "i16", "u32", "i32", "f32", "bool", "str", "arr", "u64", "i64", "f64"};

inline std::string gguf_value(std::size_t type, std::string_view text) {
  const std::string copy(text);
  if (type == 6) return raw(std::strtof(copy.c_str(), nullptr));
  if (type == 12) return raw(std::strtod(copy.c_str(), nullptr));
  if (type == 8) return GgufFile::text(text);
  std::string bytes = raw(text.starts_with('-') ? static_cast<std::uint64_t>(number<std::int64_t>(text)) : number<std::uint64_t>(text));
  constexpr std::size_t widths[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  bytes.resize(widths[type]);
  return bytes;
}
}  // namespace detail

/// Tensors' types are ggml's numbers.
inline std::string gguf(std::string_view text) {
  struct Block {
    std::uint64_t values, bytes;
  };
  const auto block = [](std::uint32_t type) -> Block {
    if (type == 0) return {1, 4};
    if (type == 1 || type == 30) return {1, 2};
    if (type == 28) return {1, 8};
    constexpr Block quantised[] = {{32, 18}, {32, 20},  {1, 1},     {1, 1},     {32, 22},   {32, 24},  {32, 34},
                                   {1, 1},   {256, 84}, {256, 110}, {256, 144}, {256, 176}, {256, 210}};
    return type >= 2 && type < 2 + std::size(quantised) ? quantised[type - 2] : Block{1, 1};
  };
  GgufFile file;
  std::uint64_t left = most_data;
  for (const Line& line : lines(text)) {
    if (line.tensor) {
      const auto type = number<std::uint32_t>(line.type);
      const auto [values, bytes] = block(type);
      const std::string made = data(std::min(left, product(line.extents, bytes) / values));
      left -= made.size();
      file.tensor(line.name, line.extents, type, made);
      continue;
    }
    std::string_view type = line.type, rest = line.value;
    const bool array = type.starts_with('[') && type.ends_with(']') && type.size() > 2;
    if (array) type = type.substr(1, type.size() - 2);
    const auto* const known = std::find(std::begin(detail::gguf_types), std::end(detail::gguf_types), type);
    const auto number = static_cast<std::size_t>(known - std::begin(detail::gguf_types));
    if (known == std::end(detail::gguf_types) || number == 9) continue;
    if (!array) {
      file.value(line.name, static_cast<std::uint32_t>(number), detail::gguf_value(number, rest));
      continue;
    }
    std::string items;
    std::uint64_t count = 0;
    for (; !rest.empty(); ++count) items += detail::gguf_value(number, cut(rest, '|'));
    file.array(line.name, static_cast<std::uint32_t>(number), count, items);
  }
  return file.bytes();
}

}  // namespace described
