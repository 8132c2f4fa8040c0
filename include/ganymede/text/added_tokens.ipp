#pragma once
// The bodies of added_tokens.hpp.

#include <ganymede/text/added_tokens.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE AddedTokenMatcher::AddedTokenMatcher(std::vector<std::string> spellings, std::vector<AddedToken> tokens,
                                                   std::string_view file)
    : spellings_(std::move(spellings)), tokens_(std::move(tokens)) {
  for (const std::string& spelling : spellings_) check(spelling, file);
  index();
}

GANYMEDE_ONCE void AddedTokenMatcher::add(std::string_view spelling, AddedToken token, std::string_view file) {
  check(spelling, file);
  spellings_.emplace_back(spelling);
  tokens_.push_back(std::move(token));
  index();
}

GANYMEDE_ONCE void AddedTokenMatcher::check(std::string_view spelling, std::string_view file) {
  if (spelling.size() > longest_spelling)
    throw TokenizerError{
        {"added token is too long", std::string(file), "added_tokens", "at most 512 bytes", std::to_string(spelling.size())}};
}

GANYMEDE_ONCE void AddedTokenMatcher::index() {
  std::vector<std::pair<std::string_view, std::int32_t>> pieces;
  for (const std::string& spelling : spellings_) pieces.emplace_back(spelling, static_cast<std::int32_t>(pieces.size()));
  trie_ = PieceTrie(std::move(pieces));
}

GANYMEDE_ONCE std::pair<const AddedToken*, std::size_t> AddedTokenMatcher::longest_at(std::string_view text, std::size_t begin,
                                                                                      const SpecialPlaces& special) const noexcept {
  std::pair<const AddedToken*, std::size_t> best{nullptr, 0};
  trie_.for_each_prefix(text.substr(begin), [&](std::size_t length, std::int32_t i) {
    const AddedToken& token = tokens_[static_cast<std::size_t>(i)];
    if (!token.special || special.holds(begin, begin + length)) best = {&token, length};
  });
  return best;
}

GANYMEDE_ONCE std::size_t AddedTokenMatcher::last_character(std::string_view text) noexcept {
  std::size_t at = text.size() - 1;
  while (at > 0 && text.size() - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u) --at;
  return at;
}

GANYMEDE_ONCE bool AddedTokenMatcher::ends_with_word(std::string_view text) {
  return !text.empty() && is_word_character(decode_utf8(text, last_character(text)).code_point);
}

GANYMEDE_ONCE bool AddedTokenMatcher::starts_with_word(std::string_view text) {
  return !text.empty() && is_word_character(decode_utf8(text, 0).code_point);
}

GANYMEDE_ONCE std::size_t AddedTokenMatcher::white_space_before(std::string_view text, std::size_t end, std::size_t least) {
  while (end > least) {
    const std::size_t at = last_character(text.substr(0, end));
    if (!is_white_space(decode_utf8(text, at).code_point)) break;
    end = at;
  }
  return end;
}

GANYMEDE_ONCE std::size_t AddedTokenMatcher::white_space_after(std::string_view text, std::size_t begin) {
  while (begin < text.size()) {
    const auto character = decode_utf8(text, begin);
    if (!is_white_space(character.code_point)) break;
    begin += character.length;
  }
  return begin;
}

GANYMEDE_ONCE AddedTokens::AddedTokens(std::vector<AddedToken> tokens, std::span<const std::string> normalized_spellings,
                                       std::string_view file)
    : tokens_(std::move(tokens)) {
  std::vector<AddedToken> raw, normal;
  std::vector<std::string> raw_spellings, normal_spellings;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    AddedToken& token = tokens_[i];
    const std::string& spelling = token.normalized ? normalized_spellings[i] : token.content;
    if (!token.decoded) token.decoded = spelling;
    (token.normalized ? normal_spellings : raw_spellings).push_back(spelling);
    (token.normalized ? normal : raw).push_back(token);
  }
  raw_ = AddedTokenMatcher(std::move(raw_spellings), std::move(raw), file);
  normalized_ = AddedTokenMatcher(std::move(normal_spellings), std::move(normal), file);
  std::sort(tokens_.begin(), tokens_.end(), [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
  for (std::uint32_t i = 0; i < tokens_.size(); ++i) by_content_.push_back(i);
  std::sort(by_content_.begin(), by_content_.end(), [this](auto a, auto b) { return tokens_[a].content < tokens_[b].content; });
  for (std::size_t i = 1; i < tokens_.size(); ++i)
    if (tokens_[i - 1].id == tokens_[i].id || tokens_[by_content_[i - 1]].content == tokens_[by_content_[i]].content)
      throw TokenizerError{{"an added token is there twice", std::string(file), "added_tokens", "", tokens_[by_content_[i]].content}};
}

GANYMEDE_ONCE const AddedToken* AddedTokens::find(TokenId id) const noexcept {
  const auto at =
      std::lower_bound(tokens_.begin(), tokens_.end(), id, [](const AddedToken& token, TokenId value) { return token.id < value; });
  return at != tokens_.end() && at->id == id ? &*at : nullptr;
}

GANYMEDE_ONCE const AddedToken* AddedTokens::find(std::string_view content) const noexcept {
  const auto at = std::lower_bound(by_content_.begin(), by_content_.end(), content,
                                   [this](std::uint32_t i, std::string_view value) { return tokens_[i].content < value; });
  return at != by_content_.end() && tokens_[*at].content == content ? &tokens_[*at] : nullptr;
}

}
