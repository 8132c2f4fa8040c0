#pragma once
// The bodies of token_trie.hpp.

#include <ganymede/text/grammar/token_trie.hpp>

#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <limits>

namespace ganymede::inline v0 {

namespace detail::grammar {

inline std::vector<std::pair<std::string, TokenId>> tokens_of(const Tokenizer& tokenizer) {
  std::vector<std::pair<std::string, TokenId>> tokens;
  for (TokenId id = 0; id < tokenizer.vocab_size(); ++id) {
    if (!tokenizer.contains(id) || tokenizer.is_special(id) || id == tokenizer.unk()) continue;
    std::string bytes = tokenizer.token_bytes(id);
    if (!bytes.empty() && bytes.size() < 256) tokens.emplace_back(std::move(bytes), id);
  }
  return tokens;
}

/// Whether a token is whole characters of a JSON string that are written as they are.
inline bool is_plain(std::string_view bytes) {
  return is_valid_utf8(bytes) &&
         std::none_of(bytes.begin(), bytes.end(), [](char c) { return (c >= 0 && c < 0x20) || c == '"' || c == '\\' || c == 0x7F; });
}

}  // namespace detail::grammar

GANYMEDE_ONCE TokenTrie::TokenTrie(const Tokenizer& tokenizer) : TokenTrie(detail::grammar::tokens_of(tokenizer)) {}

GANYMEDE_ONCE TokenTrie::TokenTrie(std::vector<std::pair<std::string, TokenId>> tokens) : tokens_(std::move(tokens)) {
  std::sort(tokens_.begin(), tokens_.end());
  for (const auto& [bytes, id] : tokens_)
    if (bytes.size() == 1) spelling_.bytes.set(static_cast<std::uint8_t>(bytes.front()));
  bool all = true;  // bytes that stand in no character need no token
  for (unsigned b = 0; b < 0xF5; ++b) all = all && (b == 0xC0 || b == 0xC1 || spelling_.bytes[b]);
  if (!all) {  // what begins a character might not be able to end it
    std::erase_if(tokens_, [](const auto& token) { return !is_valid_utf8(token.first); });
    for (std::size_t b = 0x80; b < 256; ++b) spelling_.bytes.reset(b);
  }
  std::vector<std::pair<std::string, TokenId>> others;
  std::vector<std::pair<std::string_view, std::int32_t>> pieces;
  for (const auto& [bytes, id] : tokens_) {
    size_ = std::max(size_, static_cast<std::size_t>(id) + 1);
    pieces.emplace_back(bytes, id);
    if (detail::grammar::is_plain(bytes))
      plain_.push_back(id);
    else
      others.emplace_back(bytes, id);
    if (!all && bytes.size() > 1 && detail::is_one_character(bytes) &&
        (spelling_.characters.empty() || spelling_.characters.back() != bytes))
      spelling_.characters.push_back(bytes);
    if (bytes.front() == ' ' && !space_) space_ = id;
  }
  all_ = walk_of(tokens_);
  not_plain_ = walk_of(others);
  pieces_ = PieceTrie(std::move(pieces));
}

GANYMEDE_ONCE std::shared_ptr<const TokenTrie> TokenTrie::without(std::shared_ptr<const TokenTrie> tokens,
                                                                  std::span<const TokenId> left_out) {
  std::vector<std::pair<std::string, TokenId>> kept;
  for (const auto& token : tokens->tokens_)
    if (std::find(left_out.begin(), left_out.end(), token.second) == left_out.end()) kept.push_back(token);
  return kept.size() == tokens->tokens_.size() ? tokens : std::make_shared<const TokenTrie>(std::move(kept));
}

GANYMEDE_ONCE TokenTrie::Walk TokenTrie::walk_of(std::span<const std::pair<std::string, TokenId>> tokens) {
  Walk walk;
  std::vector<std::uint32_t> open;  // nodes whose subtree goes on
  const auto close_to = [&](std::size_t depth) {
    for (; open.size() > depth; open.pop_back()) walk.nodes[open.back()].end = static_cast<std::uint32_t>(walk.nodes.size());
  };
  std::string_view before;
  for (const auto& [bytes, id] : tokens) {
    const auto [in_before, in_bytes] = std::mismatch(before.begin(), before.end(), bytes.begin(), bytes.end());
    const auto shared = static_cast<std::size_t>(in_bytes - bytes.begin());
    close_to(shared);
    for (std::size_t i = shared; i < bytes.size(); ++i) {
      open.push_back(static_cast<std::uint32_t>(walk.nodes.size()));
      walk.nodes.push_back(
          {static_cast<std::uint8_t>(bytes[i]), static_cast<std::uint8_t>(i), 0, static_cast<std::uint32_t>(walk.ids.size())});
    }
    walk.ids.push_back(id);
    before = bytes;
  }
  close_to(0);
  walk.nodes.push_back({0, 0, 0, static_cast<std::uint32_t>(walk.ids.size())});
  return walk;
}

GANYMEDE_ONCE std::optional<std::vector<TokenId>> TokenTrie::spell(std::string_view text) const {
  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  struct Way {
    std::uint32_t tokens = none;
    TokenId id = 0;
    std::uint32_t bytes = 0;
  };
  std::vector<Way> ways(text.size() + 1);
  ways.back().tokens = 0;
  for (std::size_t at = text.size(); at-- > 0;)
    pieces_.for_each_prefix(text.substr(at), [&](std::size_t length, std::int32_t id) {
      const std::uint32_t rest = ways[at + length].tokens;
      if (rest != none && rest + 1 <= ways[at].tokens) ways[at] = {rest + 1, id, static_cast<std::uint32_t>(length)};
    });
  if (ways.front().tokens == none) return std::nullopt;
  std::vector<TokenId> ids;
  for (std::size_t at = 0; at < text.size(); at += ways[at].bytes) ids.push_back(ways[at].id);
  return ids;
}

}  // namespace ganymede::inline v0
