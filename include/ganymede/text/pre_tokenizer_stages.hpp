#pragma once
// The stages of pre-tokenisers, under the Hugging Face names. Each is called with a text, whether it stands at the start of the
// whole input, and a sink for its pieces; from_json() reads its settings in a tokenizer.json (TokenizerError names what is wrong).

#include <ganymede/core/function_ref.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/bert_text.hpp>
#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/regex/regex.hpp>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

class StageJson;

/// What takes pieces: f(piece, whether it stands at the start of the whole input). Valid during the call it is handed to.
using PieceSink = FunctionRef<void(std::string_view piece, bool at_start)>;

/// What the pieces of a stage are to its text: parts of it, or new text with a character for each byte or character of it, in order and
/// without gaps, before which one may stand that is added.
enum class PieceUnits { parts, bytes, characters };

namespace detail {

/// A sink for pieces of `text`: the one that begins where the text does inherits its start.
inline auto pieces_of(std::string_view text, bool at_start, PieceSink sink) {
  return [text, at_start, sink](std::string_view piece) { sink(piece, at_start && piece.data() == text.data()); };
}

/// The setting `behavior`.
GANYMEDE_ONCE SplitBehavior split_behavior(const StageJson& json, std::optional<std::string> otherwise = std::nullopt);

}  // namespace detail

/// Hugging Face's module; inline, as these are the stages that programs write.
inline namespace pre_tokenizers {

struct SplitRegex {
  Regex regex;
  SplitBehavior behavior = SplitBehavior::isolated;
  bool invert = false;
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;
};

/// `pattern` is not empty.
struct SplitString {
  std::string pattern;
  SplitBehavior behavior = SplitBehavior::isolated;
  bool invert = false;
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;
};

/// GPT-2's splitting into words (Radford et al. 2019) and its byte alphabet.
struct ByteLevel {
  bool add_prefix_space = true;
  bool use_regex = true;
  static constexpr PieceUnits units = PieceUnits::bytes;

  static constexpr std::string_view pattern = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

  static ByteLevel from_json(const StageJson& json);
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;
};

/// SentencePiece's way (Kudo and Richardson 2018): spaces become a visible character, which begins each word.
struct Metaspace {
  enum class Prepend { always, first, never };
  std::string replacement = "\u2581";
  Prepend prepend = Prepend::always;
  bool split = true;
  static constexpr PieceUnits units = PieceUnits::characters;

  static Metaspace from_json(const StageJson& json);
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;
};

/// Numbers apart from the rest: one by one, or in runs (category N).
struct Digits {
  bool individual_digits = false;
  static Digits from_json(const StageJson& json);
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;
};

/// At punctuation: all of category P and the ASCII symbols.
struct Punctuation {
  SplitBehavior behavior = SplitBehavior::isolated;
  static Punctuation from_json(const StageJson& json);
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;
};

/// Words and runs of other characters: \w+|[^\w\s]+ with the word characters of UTS #18 (annex C).
struct Whitespace {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;
};

struct WhitespaceSplit {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;
};

/// BERT's basic tokenizer: white space separates, punctuation stands alone.
struct BertPreTokenizer {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;
};

/// Where the script changes; Hiragana and Katakana count as Han, spaces as what stands before them. Spaces at the start of a
/// text belong to no script and are lost, as in the original.
struct UnicodeScripts {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const;

 private:
  static std::optional<std::string_view> script_of(char32_t c);
};

}  // namespace pre_tokenizers

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/pre_tokenizer_stages.ipp>
#endif
