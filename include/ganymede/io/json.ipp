#pragma once
// The bodies of json.hpp.

#include <ganymede/io/json.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/json_builder.hpp>

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {
namespace detail {

/// The numbers that JSON has no spelling for, by their places in the row of a text's numbers.
struct NonFiniteNumbers {
  std::string text{};  ///< with zeros in their places, of the same length, so that byte offsets stay; empty where there are none
  std::vector<std::pair<std::size_t, double>> values{};
};

/// Looks for NaN, Infinity and -Infinity outside of strings.
inline NonFiniteNumbers find_non_finite(std::string_view text) {
  NonFiniteNumbers found;
  if (text.find("NaN") == text.npos && text.find("Infinity") == text.npos) return found;
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  static constexpr std::pair<std::string_view, double> spellings[] = {
      {"NaN", std::numeric_limits<double>::quiet_NaN()}, {"Infinity", infinity}, {"-Infinity", -infinity}};
  static constexpr std::string_view in_words = "+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      while (++i < text.size() && text[i] != '"') i += text[i] == '\\' ? 1 : 0;
      continue;
    }
    const std::string_view word = text.substr(i, std::min(text.find_first_not_of(in_words, i), text.size()) - i);
    if (word.empty()) continue;
    const auto* const known = std::find_if(std::begin(spellings), std::end(spellings), [&](const auto& s) { return s.first == word; });
    if (known != std::end(spellings)) {
      if (found.text.empty()) found.text = text;
      found.text.replace(i, word.size(), word.size(), ' ')[i] = '0';
      found.values.emplace_back(numbers, known->second);
    }
    if (known != std::end(spellings) || word.front() == '-' || (word.front() >= '0' && word.front() <= '9')) ++numbers;
    i += word.size() - 1;
  }
  return found;
}

}  // namespace detail

GANYMEDE_ONCE Json parse_json(std::string_view text, std::string_view file) {
  if (const auto zero = text.find('\0'); zero != std::string_view::npos)  // the parser would take it for the end
    throw FormatError{{.problem = "malformed JSON at byte " + std::to_string(zero) + ": a zero byte", .file = std::string(file)}};
  const detail::NonFiniteNumbers non_finite = detail::find_non_finite(text);
  detail::JsonBuilder builder{file, non_finite.values};
  detail::parse_json_events(non_finite.values.empty() ? text : std::string_view(non_finite.text), file, builder);
  return builder.take();
}

GANYMEDE_ONCE Json read_json(const std::filesystem::path& path) {
  const MappedFile file{path};
  return parse_json(file.text(), path.string());
}

}  // namespace ganymede::inline v0
