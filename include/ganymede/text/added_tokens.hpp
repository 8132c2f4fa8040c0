#pragma once
// Added tokens: spellings that are found in a text before the pipeline sees it, as Hugging Face's AddedVocabulary does
// (tokenizers/src/tokenizer/added_vocabulary.rs). Those with `normalized` are looked for, normalised themselves, in the
// normalised text, the others in the text as it came. Of several at one place the longest counts, and the leftmost first.
//
// Unlike there, tokens marked `special` are only found when the caller asks (parse_special): text of unknown origin must not
// be able to write control tokens.

#include <ganymede/text/unicode.hpp>
#include <ganymede/text/utf8.hpp>
#include <ganymede/text/vocabulary.hpp>

#include <algorithm>
#include <array>
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
constexpr bool is_word_character(char32_t c) {
  const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  const GeneralCategory category = general_category(c);
  return is_letter(c) || is_mark(c) || category == GeneralCategory::Nd || category == GeneralCategory::Nl ||
         category == GeneralCategory::Pc || in(0x24B6, 0x24E9) || in(0x1F130, 0x1F149) || in(0x1F150, 0x1F169) || in(0x1F170, 0x1F189) ||
         in(0x200C, 0x200D);
}

namespace detail {

/// Whether a spelling is one code point: what a text is made of, not a name for something else.
inline bool is_one_character(std::string_view spelling) { return !spelling.empty() && decode_utf8(spelling, 0).length == spelling.size(); }

}  // namespace detail

/// Finds a set of spellings in texts, in time linear in the text for a given longest spelling.
class AddedTokenMatcher {
 public:
  static constexpr std::size_t longest_spelling = 512;  ///< bytes; bounds the work at every place of a text

  AddedTokenMatcher() : nodes_(1) {}

  /// Adds `spelling` as the text to look for. TokenizerError: it is too long.
  void add(std::string_view spelling, AddedToken token, std::string_view file) {
    if (spelling.size() > longest_spelling)
      throw TokenizerError{
          {"added token is too long", std::string(file), "added_tokens", "at most 512 bytes", std::to_string(spelling.size())}};
    if (spelling.empty()) return;
    std::uint32_t node = 0;
    for (const char byte : spelling) node = child_or_new(node, byte);
    nodes_[node].token = static_cast<std::int32_t>(tokens_.size());
    tokens_.push_back(std::move(token));
    first_[static_cast<unsigned char>(spelling.front())] = true;
  }

  bool empty() const noexcept { return tokens_.empty(); }

  /// Calls part(const AddedToken*, begin, end) for all parts of `text` in order; nullptr for what lies between added tokens.
  template <class Part>
  void split(std::string_view text, bool parse_special, const Part& part) const {
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size() && !tokens_.empty();) {
      const auto [token, length] = longest_at(text, at, parse_special);
      if (!token) {
        ++at;
        continue;
      }
      std::size_t begin = at;
      std::size_t end = at + length;
      at = end;
      if (token->single_word && (ends_with_word(text.substr(0, begin)) || starts_with_word(text.substr(end)))) continue;
      if (token->lstrip) begin = std::max(white_space_before(text, begin), done);
      if (token->rstrip) end = white_space_after(text, end);
      if (done < begin) part(nullptr, done, begin);
      part(token, begin, end);
      done = end;
    }
    if (done < text.size()) part(nullptr, done, text.size());
  }

 private:
  struct Node {
    std::uint32_t first_child = 0, sibling = 0;  // 0, the root, is nobody's child: none
    std::int32_t token = -1;
    char byte = 0;
  };

  std::uint32_t child(std::uint32_t node, char byte) const noexcept {
    std::uint32_t at = nodes_[node].first_child;
    while (at != 0 && nodes_[at].byte != byte) at = nodes_[at].sibling;
    return at;
  }
  std::uint32_t child_or_new(std::uint32_t node, char byte) {
    if (const std::uint32_t at = child(node, byte); at != 0) return at;
    const auto fresh = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({0, nodes_[node].first_child, -1, byte});
    nodes_[node].first_child = fresh;
    return fresh;
  }

  std::pair<const AddedToken*, std::size_t> longest_at(std::string_view text, std::size_t begin, bool parse_special) const noexcept {
    std::pair<const AddedToken*, std::size_t> best{nullptr, 0};
    if (!first_[static_cast<unsigned char>(text[begin])]) return best;
    std::uint32_t node = 0;
    for (std::size_t at = begin; at < text.size(); ++at) {
      node = child(node, text[at]);
      if (node == 0) break;
      if (nodes_[node].token < 0) continue;
      const AddedToken& token = tokens_[static_cast<std::size_t>(nodes_[node].token)];
      if (parse_special || !token.special) best = {&token, at + 1 - begin};
    }
    return best;
  }

  static std::size_t last_character(std::string_view text) noexcept {
    std::size_t at = text.size() - 1;
    while (at > 0 && text.size() - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u) --at;
    return at;
  }
  static bool ends_with_word(std::string_view text) {
    return !text.empty() && is_word_character(decode_utf8(text, last_character(text)).code_point);
  }
  static bool starts_with_word(std::string_view text) { return !text.empty() && is_word_character(decode_utf8(text, 0).code_point); }
  static std::size_t white_space_before(std::string_view text, std::size_t end) {
    while (end > 0) {
      const std::size_t at = last_character(text.substr(0, end));
      if (!is_white_space(decode_utf8(text, at).code_point)) break;
      end = at;
    }
    return end;
  }
  static std::size_t white_space_after(std::string_view text, std::size_t begin) {
    while (begin < text.size()) {
      const auto character = decode_utf8(text, begin);
      if (!is_white_space(character.code_point)) break;
      begin += character.length;
    }
    return begin;
  }

  std::vector<Node> nodes_;
  std::vector<AddedToken> tokens_{};
  std::array<bool, 256> first_{};
};

/// All added tokens of a tokenizer.
class AddedTokens {
 public:
  AddedTokens() = default;

  /// `tokens` with their spellings after the normaliser, one for each (looked at where token.normalized). TokenizerError: two
  /// tokens of one spelling or id, or one that is too long.
  AddedTokens(std::vector<AddedToken> tokens, std::span<const std::string> normalized_spellings, std::string_view file)
      : tokens_(std::move(tokens)) {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      AddedToken& token = tokens_[i];
      const std::string spelling = token.normalized ? normalized_spellings[i] : token.content;
      if (!token.decoded) token.decoded = spelling;
      (token.normalized ? normalized_ : raw_).add(spelling, token, file);
    }
    std::sort(tokens_.begin(), tokens_.end(), [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
    for (std::uint32_t i = 0; i < tokens_.size(); ++i) by_content_.push_back(i);
    std::sort(by_content_.begin(), by_content_.end(), [this](auto a, auto b) { return tokens_[a].content < tokens_[b].content; });
    for (std::size_t i = 1; i < tokens_.size(); ++i)
      if (tokens_[i - 1].id == tokens_[i].id || tokens_[by_content_[i - 1]].content == tokens_[by_content_[i]].content)
        throw TokenizerError{{"an added token is there twice", std::string(file), "added_tokens", "", tokens_[by_content_[i]].content}};
  }

  const AddedTokenMatcher& raw() const noexcept { return raw_; }
  const AddedTokenMatcher& normalized() const noexcept { return normalized_; }
  /// In the order of their ids.
  std::span<const AddedToken> tokens() const noexcept { return tokens_; }

  const AddedToken* find(TokenId id) const noexcept {
    const auto at =
        std::lower_bound(tokens_.begin(), tokens_.end(), id, [](const AddedToken& token, TokenId value) { return token.id < value; });
    return at != tokens_.end() && at->id == id ? &*at : nullptr;
  }
  const AddedToken* find(std::string_view content) const noexcept {
    const auto at = std::lower_bound(by_content_.begin(), by_content_.end(), content,
                                     [this](std::uint32_t i, std::string_view value) { return tokens_[i].content < value; });
    return at != by_content_.end() && tokens_[*at].content == content ? &tokens_[*at] : nullptr;
  }

 private:
  std::vector<AddedToken> tokens_{};
  std::vector<std::uint32_t> by_content_{};
  AddedTokenMatcher raw_{};
  AddedTokenMatcher normalized_{};
};

}  // namespace ganymede::inline v0
