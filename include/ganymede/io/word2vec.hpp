#pragma once
// Files of word vectors as word2vec writes them (Mikolov et al. 2013): a line "words dimensions", then each word with its vector, in
// decimal numbers (text; fastText's .vec is the same) or as little-endian floats (binary). Text may lack the first line, as GloVe writes it
// (Pennington et al. 2014). Which of the three it is, the bytes tell.

#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/byte_reader.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// What such a file holds.
struct Word2vec {
  std::vector<std::string> words;  ///< bytes as they stand there: some published files cut words inside a character
  Index dimensions = 0;            ///< D
  std::vector<float> vectors;      ///< [words, D], finite
};

namespace detail {

/// A finite decimal number such as "-0.25" or "1e-3", in no locale; none where `text` is anything else.
GANYMEDE_ONCE std::optional<float> parse_decimal(std::string_view text);

/// Walks through the file's bytes; errors are FormatErrors that name the word and the byte.
class Word2vecReader {
 public:
  Word2vecReader(std::span<const std::byte> bytes, const std::string& file)
      : reader_(bytes, file, "the file"), text_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

  Word2vec read(Index limit);

 private:
  static constexpr std::size_t longest_word = 4096, longest_number = 1024, longest_line = std::size_t{1} << 20;

  /// In a file without a line of sizes: how many numbers end its first line. 0 where that is "words dimensions", or no word with numbers.
  Index dimensions_of_first_line() const;

  /// Every line a word and its numbers. (GloVe's largest files have words that spaces are part of.)
  Word2vec read_lines(Index dimensions, Index limit);

  static void trim_end(std::string_view& line);

  /// Takes the number behind the line's last space off it, where that is one.
  static std::optional<float> cut_last_number(std::string_view& line);

  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
  std::string_view rest() const { return text_.substr(reader_.position()); }

  /// The bytes before the next `end`, which is taken too; at the end of a line a carriage return and spaces may stand before it, and the
  /// end of the file is one too.
  std::string_view read_field(char end, std::size_t longest);

  Index read_count(char end, const char* what, Index most);

  /// Text, where behind the first word only characters of numbers follow to the end of the line, enough for all.
  bool is_binary(std::size_t dimensions) const;

  void skip_line_end();

  float read_float();
  float read_decimal(bool last);

  ByteReader reader_;
  std::string_view text_;
};

}  // namespace detail

/// The first `limit` words of such a file, all with 0. `file` names it in errors. FormatError: sizes that the bytes cannot hold, more or
/// fewer words or numbers than the first line says or, where it lacks one, has, numbers that are not finite.
GANYMEDE_ONCE Word2vec parse_word2vec(std::span<const std::byte> bytes, const std::string& file, Index limit = 0);

/// The same, of a file. FileError where it cannot be read.
GANYMEDE_ONCE Word2vec read_word2vec(const std::filesystem::path& path, Index limit = 0);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/io/word2vec.ipp>
#endif
