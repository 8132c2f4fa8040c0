#pragma once
// Added tokens: spellings that are found in a text before the pipeline sees it, as Hugging Face's AddedVocabulary does
// (tokenizers/src/tokenizer/added_vocabulary.rs). Those with `normalized` are looked for, normalised themselves, in the
// normalised text, the others in the text as it came. Of several at one place the longest counts, and the leftmost first.
//
// Unlike there, tokens marked `special` are only found where the caller says (SpecialPlaces): text of unknown origin must not
// be able to write control tokens.

#include <ganymede/split.hpp>
#include <ganymede/text/piece_trie.hpp>
#include <ganymede/text/special_places.hpp>
#include <ganymede/text/unicode/unicode.hpp>
#include <ganymede/text/unicode/utf8.hpp>
#include <ganymede/text/vocabulary.hpp>

#include <algorithm>
#include <span>

namespace ganymede::inline v0 {

/// One added token, with the keys of tokenizer.json.
struct AddedToken {
  TokenId id = -1;
  std::string content{};
  bool single_word = false;  ///< not inside a word
  bool lstrip = false;       ///< takes the white space before it
  bool rstrip = false;       ///< takes the white space after it
  bool normalized = false;   ///< found in the normalised text
  bool special = false;      ///< found only with parse_special; left out when decoding skips special tokens
  bool plain = false;        ///< special, but a character of the model's alphabet as well ("!" that pads): text may spell it, and keeps it
  std::optional<std::string> decoded{};  ///< what the decoder gets, where not the spelling (normalised where the token is)
};

/// A character of a word as regular expressions count it, \w (UTS #18, annex C): alphabetic, marks, decimal digits, connectors,
/// joiners. Alphabetic characters that are neither letters, marks nor letter numbers are the circled and squared Latin letters.
inline bool is_word_character(char32_t c) {
  const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  const GeneralCategory category = general_category(c);
  return is_letter(c) || is_mark(c) || category == GeneralCategory::Nd || category == GeneralCategory::Nl ||
         category == GeneralCategory::Pc || in(0x24B6, 0x24E9) || in(0x1F130, 0x1F149) || in(0x1F150, 0x1F169) || in(0x1F170, 0x1F189) ||
         in(0x200C, 0x200D);
}

/// Finds a set of spellings in texts, in time linear in the text, as spellings are short.
class AddedTokenMatcher {
 public:
  static constexpr std::size_t longest_spelling = 512;  ///< bytes; bounds the work at every place of a text

  AddedTokenMatcher() = default;

  /// Tokens with the text to look for, one for each; of equal texts the last counts, empty ones are never found. TokenizerError: one is
  /// too long.
  AddedTokenMatcher(std::vector<std::string> spellings, std::vector<AddedToken> tokens, std::string_view file);

  /// Adds one token, and makes the index anew.
  void add(std::string_view spelling, AddedToken token, std::string_view file);

  /// TokenizerError: a spelling is too long.
  static void check(std::string_view spelling, std::string_view file);

  bool empty() const noexcept { return tokens_.empty(); }

  /// Whether there are special tokens among them.
  bool has_special() const noexcept {
    return std::any_of(tokens_.begin(), tokens_.end(), [](const AddedToken& token) { return token.special; });
  }

  /// Calls part(const AddedToken*, begin, end) for all parts of `text` in order; nullptr for what lies between added tokens.
  template <class Part>
  void split(std::string_view text, const SpecialPlaces& special, const Part& part) const {
    std::size_t done = 0;
    std::pair<std::size_t, std::size_t> spaces{0, 0};  // the white space behind a token that was last looked at
    for (std::size_t at = 0; at < text.size() && !tokens_.empty();) {
      const auto [token, length] = longest_at(text, at, special);
      if (!token) {
        ++at;
        continue;
      }
      std::size_t begin = at;
      std::size_t end = at + length;
      at = end;
      if (token->single_word && (ends_with_word(text.substr(0, begin)) || starts_with_word(text.substr(end)))) continue;
      if (token->lstrip) begin = std::max(white_space_before(text, begin, done), done);
      if (token->rstrip) {
        if (end < spaces.first || end > spaces.second) spaces = {end, white_space_after(text, end)};
        end = spaces.second;
      }
      if (done < begin) part(nullptr, done, begin);
      part(token, begin, end);
      done = end;
    }
    if (done < text.size()) part(nullptr, done, text.size());
  }

 private:
  void index();

  std::pair<const AddedToken*, std::size_t> longest_at(std::string_view text, std::size_t begin,
                                                       const SpecialPlaces& special) const noexcept;

  static std::size_t last_character(std::string_view text) noexcept;
  static bool ends_with_word(std::string_view text);
  static bool starts_with_word(std::string_view text);
  /// Where the white space before `end` begins, at `least` or behind.
  static std::size_t white_space_before(std::string_view text, std::size_t end, std::size_t least);
  static std::size_t white_space_after(std::string_view text, std::size_t begin);

  std::vector<std::string> spellings_{};
  std::vector<AddedToken> tokens_{};
  PieceTrie trie_{};
};

/// All added tokens of a tokenizer.
class AddedTokens {
 public:
  AddedTokens() = default;

  /// `tokens` with their spellings after the normaliser, one for each (looked at where token.normalized). TokenizerError: two
  /// tokens of one spelling or id, or one that is too long.
  AddedTokens(std::vector<AddedToken> tokens, std::span<const std::string> normalized_spellings, std::string_view file);

  const AddedTokenMatcher& raw() const noexcept { return raw_; }
  const AddedTokenMatcher& normalized() const noexcept { return normalized_; }
  /// In the order of their ids.
  std::span<const AddedToken> tokens() const noexcept { return tokens_; }

  const AddedToken* find(TokenId id) const noexcept;
  const AddedToken* find(std::string_view content) const noexcept;

 private:
  std::vector<AddedToken> tokens_{};
  std::vector<std::uint32_t> by_content_{};
  AddedTokenMatcher raw_{};
  AddedTokenMatcher normalized_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/added_tokens.ipp>
#endif
