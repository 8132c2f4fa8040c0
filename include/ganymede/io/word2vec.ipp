#pragma once
// The bodies of word2vec.hpp.

#include <ganymede/io/word2vec.hpp>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE std::optional<float> parse_decimal(std::string_view text) {
  const char *at = text.data(), *const end = at + text.size();
  const bool negative = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;
  const auto is_digit = [&] { return at != end && *at >= '0' && *at <= '9'; };
  double digits = 0;
  int exponent = 0;
  bool any = false;
  const auto read_digits = [&](int fraction) {
    for (; is_digit(); ++at, any = true) {
      const bool counts = digits < 1e17;  // more digits than a float can tell apart
      if (counts) digits = digits * 10 + (*at - '0');
      exponent += counts ? -fraction : 1 - fraction;
    }
  };
  read_digits(0);
  if (at != end && *at == '.') ++at, read_digits(1);
  if (!any) return std::nullopt;
  if (at != end && (*at == 'e' || *at == 'E')) {
    const bool below = ++at != end && *at == '-';
    if (at != end && (*at == '-' || *at == '+')) ++at;
    if (!is_digit()) return std::nullopt;
    int given = 0;
    for (; is_digit(); ++at) given = std::min(given * 10 + (*at - '0'), 100000);
    exponent += below ? -given : given;
  }
  if (at != end) return std::nullopt;
  while (exponent < -300 && digits != 0) digits /= 1e300, exponent += 300;
  const double value = digits == 0 ? 0 : exponent < 0 ? digits / std::pow(10.0, -exponent) : digits * std::pow(10.0, exponent);
  if (!(value <= double(std::numeric_limits<float>::max()))) return std::nullopt;
  return static_cast<float>(negative ? -value : value);
}

GANYMEDE_ONCE Word2vec Word2vecReader::read(Index limit) {
  if (text_.starts_with("\xef\xbb\xbf")) reader_.take(3);  // a byte order mark
  if (const Index dimensions = dimensions_of_first_line(); dimensions > 0) return read_lines(dimensions, limit);
  const Index words = read_count(' ', "words", Index{1} << 40), dimensions = read_count('\n', "dimensions", 1 << 16);
  const bool binary = is_binary(static_cast<std::size_t>(dimensions));
  const auto shortest = static_cast<std::size_t>(binary ? 4 * dimensions + 2 : 2 * dimensions + 2);
  if (static_cast<std::size_t>(words) > (reader_.left() + 1) / shortest)  // the last line may lack its end
    throw reader_.fail("the file is truncated", std::to_string(words) + " words", std::to_string(reader_.left()) + " bytes");

  Word2vec result;
  result.dimensions = dimensions;
  const Index wanted = limit > 0 ? std::min(limit, words) : words;
  result.words.reserve(static_cast<std::size_t>(wanted));
  result.vectors.reserve(static_cast<std::size_t>(wanted * dimensions));
  for (Index w = 0; w < wanted; ++w) {
    reader_.name_key("word " + std::to_string(w));
    skip_line_end();
    result.words.emplace_back(read_field(' ', longest_word));
    for (Index i = 0; i < dimensions; ++i) result.vectors.push_back(binary ? read_float() : read_decimal(i + 1 == dimensions));
  }
  if (wanted == words) {
    while (reader_.left() > 0 && is_space(text_[reader_.position()])) reader_.take(1);
    if (reader_.left() > 0) throw reader_.fail("the file goes on behind its last word", "its end");
  }
  return result;
}

GANYMEDE_ONCE Index Word2vecReader::dimensions_of_first_line() const {
  std::string_view line = rest().substr(0, longest_line);
  line = line.substr(0, std::min(line.find('\n'), line.size()));
  trim_end(line);
  const std::size_t space = line.find(' ');
  constexpr std::string_view digits = "0123456789";
  if (space == line.npos || line.size() == longest_line) return 0;
  if (line.find_first_not_of(digits) == space && line.find_first_not_of(digits, space + 1) == line.npos) return 0;
  Index numbers = 0;
  while (cut_last_number(line)) ++numbers;
  return line.empty() ? 0 : numbers;
}

GANYMEDE_ONCE Word2vec Word2vecReader::read_lines(Index dimensions, Index limit) {
  Word2vec result;
  result.dimensions = dimensions;
  std::vector<float> vector(static_cast<std::size_t>(dimensions));
  for (Index w = 0; reader_.left() > 0 && (limit <= 0 || w < limit); ++w) {
    reader_.name_key("word " + std::to_string(w));
    std::string_view line = rest().substr(0, longest_line + 1);
    line = line.substr(0, std::min(line.find('\n'), line.size()));
    if (line.size() > longest_line) throw reader_.fail("a line is too long", "at most " + std::to_string(longest_line) + " bytes");
    const std::size_t size = line.size();
    trim_end(line);
    for (auto value = vector.rbegin(); value != vector.rend(); ++value) {
      const std::optional<float> number = cut_last_number(line);
      if (!number) throw reader_.fail("a line that is no word with its vector", "a word and " + std::to_string(dimensions) + " numbers");
      *value = *number;
    }
    if (std::string_view word = line; line.empty() || (line.find(' ') != line.npos && cut_last_number(word)))
      throw reader_.fail("a line of another length than the first line", "a word and " + std::to_string(dimensions) + " numbers");
    result.words.emplace_back(line);
    result.vectors.insert(result.vectors.end(), vector.begin(), vector.end());
    reader_.take(std::min(size + 1, reader_.left()));
  }
  return result;
}

GANYMEDE_ONCE void Word2vecReader::trim_end(std::string_view& line) {
  while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
}

GANYMEDE_ONCE std::optional<float> Word2vecReader::cut_last_number(std::string_view& line) {
  const std::size_t space = line.rfind(' ');
  if (space == line.npos) return std::nullopt;
  const std::optional<float> number = parse_decimal(line.substr(space + 1));
  if (number) line = line.substr(0, space);
  return number;
}

GANYMEDE_ONCE std::string_view Word2vecReader::read_field(char end, std::size_t longest) {
  const std::string_view left = rest().substr(0, longest + 1);
  std::size_t size = left.find(end);
  if (size == left.npos && end == '\n' && left.size() == reader_.left()) size = left.size();
  if (size == left.npos)
    throw reader_.fail(left.size() <= longest ? "the file is truncated" : "a field is too long",
                       "at most " + std::to_string(longest) + " bytes");
  reader_.take(std::min(size + 1, reader_.left()));
  std::string_view field = left.substr(0, size);
  while (end == '\n' && !field.empty() && (field.back() == '\r' || field.back() == ' ')) field.remove_suffix(1);
  if (field.empty() || field.find('\n') != field.npos)
    throw reader_.fail("a line that is no word with its vector", "a word, a space and its numbers");
  return field;
}

GANYMEDE_ONCE Index Word2vecReader::read_count(char end, const char* what, Index most) {
  reader_.name_key(what);
  const std::string_view field = read_field(end, 32);
  Index count = 0;
  for (const char c : field) {
    if (c < '0' || c > '9' || count > most) throw reader_.fail("not the first line of a word2vec file", "words dimensions");
    count = count * 10 + (c - '0');
  }
  if (count < 1 || count > most) throw reader_.fail("unusable size", "1 to " + std::to_string(most), std::string(field));
  return count;
}

GANYMEDE_ONCE bool Word2vecReader::is_binary(std::size_t dimensions) const {
  const std::string_view record = rest();
  const std::size_t space = std::min(record.find(' '), record.size());
  const std::string_view line = record.substr(space, record.find('\n', space) - space);
  return line.size() < 2 * dimensions || line.find_first_not_of("0123456789+-.eEnNaAiIfFtTyY \r") != line.npos;
}

GANYMEDE_ONCE void Word2vecReader::skip_line_end() {
  while (reader_.left() > 0 && (rest().front() == '\n' || rest().front() == '\r')) reader_.take(1);
}

GANYMEDE_ONCE float Word2vecReader::read_float() {
  const float value = reader_.number<float>();
  if (!std::isfinite(value)) throw reader_.fail("a vector that is not finite");
  return value;
}

GANYMEDE_ONCE float Word2vecReader::read_decimal(bool last) {
  const std::string_view field = read_field(last ? '\n' : ' ', longest_number);
  const std::optional<float> value = parse_decimal(field);
  if (!value) throw reader_.fail("not a finite number", "as many numbers in a line as dimensions");
  return *value;
}

}  // namespace detail

GANYMEDE_ONCE Word2vec parse_word2vec(std::span<const std::byte> bytes, const std::string& file, Index limit) {
  return detail::Word2vecReader(bytes, file).read(limit);
}

GANYMEDE_ONCE Word2vec read_word2vec(const std::filesystem::path& path, Index limit) {
  const MappedFile mapped{path};
  return parse_word2vec(mapped.bytes(), path.string(), limit);
}

}  // namespace ganymede::inline v0
