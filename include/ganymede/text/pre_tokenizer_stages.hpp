#pragma once
// The single pre-tokenisers, under the Hugging Face names. Each is called with a text, whether it stands at the start of the
// whole input, and a sink for its pieces.

#include <ganymede/text/bert_text.hpp>
#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/regex/regex.hpp>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ganymede::inline v0 {

/// A reference to what takes pieces: f(piece, whether it stands at the start of the whole input). Valid while f lives.
class PieceSink {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cv_t<F>, PieceSink>) explicit PieceSink(F& f)
      : object_(&f), call_([](void* object, std::string_view piece, bool at_start) { (*static_cast<F*>(object))(piece, at_start); }) {}
  void operator()(std::string_view piece, bool at_start) const { call_(object_, piece, at_start); }

 private:
  void* object_;
  void (*call_)(void*, std::string_view, bool);
};

namespace detail {

/// A sink for pieces of `text`: the one that begins where the text does inherits its start.
inline auto pieces_of(std::string_view text, bool at_start, PieceSink sink) {
  return [text, at_start, sink](std::string_view piece) { sink(piece, at_start && piece.data() == text.data()); };
}

}  // namespace detail

struct SplitRegex {
  Regex regex;
  SplitBehavior behavior = SplitBehavior::isolated;
  bool invert = false;
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    split_regex(text, regex, behavior, invert, detail::pieces_of(text, at_start, sink));
  }
};

/// `pattern` is not empty.
struct SplitString {
  std::string pattern;
  SplitBehavior behavior = SplitBehavior::isolated;
  bool invert = false;
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    split_string(text, pattern, behavior, invert, detail::pieces_of(text, at_start, sink));
  }
};

/// GPT-2's splitting into words (Radford et al. 2019) and its byte alphabet.
struct ByteLevel {
  bool add_prefix_space = true;
  bool use_regex = true;

  static constexpr std::string_view pattern = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    std::string prefixed;
    if (add_prefix_space && !text.empty() && text.front() != ' ') text = prefixed.append(" ").append(text);
    std::string letters;
    const auto encode = [&](std::string_view piece) {
      letters.clear();
      append_byte_level(letters, piece);
      sink(letters, at_start && piece.data() == text.data());
    };
    static const Regex words(pattern);
    if (use_regex) {
      split_regex(text, words, SplitBehavior::isolated, false, encode);
    } else if (!text.empty()) {
      encode(text);
    }
  }
};

/// SentencePiece's way (Kudo and Richardson 2018): spaces become a visible character, which begins each word.
struct Metaspace {
  enum class Prepend { always, first, never };
  std::string replacement = "\u2581";
  Prepend prepend = Prepend::always;
  bool split = true;

  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    if (text.empty()) return;
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    const bool wanted = prepend == Prepend::always || (prepend == Prepend::first && at_start);
    if (wanted && text.front() != ' ' && text.substr(0, replacement.size()) != replacement) out += replacement;
    for (const char c : text) {
      if (c == ' ')
        out += replacement;
      else
        out += c;
    }
    if (!split) return sink(out, at_start);
    split_string(out, replacement, SplitBehavior::merged_with_next, false, detail::pieces_of(out, at_start, sink));
  }
};

/// Numbers apart from the rest: one by one, or in runs (category N).
struct Digits {
  bool individual_digits = false;
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    split_where(
        text, [](char32_t c) { return c < 0x80 ? c >= '0' && c <= '9' : is_number(c); },
        individual_digits ? SplitBehavior::isolated : SplitBehavior::contiguous, detail::pieces_of(text, at_start, sink));
  }
};

/// At punctuation: all of category P and the ASCII symbols.
struct Punctuation {
  SplitBehavior behavior = SplitBehavior::isolated;
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    split_where(text, detail::is_any_punctuation, behavior, detail::pieces_of(text, at_start, sink));
  }
};

/// Words and runs of other characters: \w+|[^\w\s]+ with the word characters of UTS #18 (annex C).
struct Whitespace {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    static const Regex words(R"([\w\x{200C}\x{200D}]+|[^\w\x{200C}\x{200D}\s]+)");
    split_regex(text, words, SplitBehavior::removed, true, detail::pieces_of(text, at_start, sink));
  }
};

struct WhitespaceSplit {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    split_where(text, is_white_space, SplitBehavior::removed, detail::pieces_of(text, at_start, sink));
  }
};

/// BERT's basic tokenizer: white space separates, punctuation stands alone.
struct BertPreTokenizer {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    const auto word = [&](std::string_view piece) {
      split_where(piece, detail::is_any_punctuation, SplitBehavior::isolated, detail::pieces_of(text, at_start, sink));
    };
    split_where(text, is_white_space, SplitBehavior::removed, word);
  }
};

/// Where the script changes; Hiragana and Katakana count as Han, spaces as what stands before them. Spaces at the start of a
/// text belong to no script and are lost, as in the original.
struct UnicodeScripts {
  void operator()(std::string_view text, bool at_start, PieceSink sink) const {
    const auto pieces = detail::pieces_of(text, at_start, sink);
    std::size_t at = 0;
    std::size_t begin = 0;
    std::optional<std::string_view> last;
    for_each_code_point(text, [&](char32_t c, std::string_view bytes) {
      const std::optional<std::string_view> next = script_of(c);
      if (next && last != next) {
        if (last) pieces(text.substr(begin, at - begin));
        begin = at;
        last = next;
      }
      at += bytes.size();
    });
    if (last) pieces(text.substr(begin));
  }

 private:
  static std::optional<std::string_view> script_of(char32_t c) {
    if (c == ' ') return std::nullopt;
    if (c == 0x30FC) return "Han";
    const std::string_view name = script(c);
    if (name == "Unknown") return std::nullopt;
    return name == "Hiragana" || name == "Katakana" ? "Han" : name;
  }
};

}  // namespace ganymede::inline v0
