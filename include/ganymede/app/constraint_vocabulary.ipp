#pragma once
// The bodies of constraint_vocabulary.hpp.

#include <ganymede/app/constraint_vocabulary.hpp>

#include <ganymede/text/detokenizer.hpp>
#include <ganymede/text/grammar/token_trie.hpp>

#include <algorithm>
#include <mutex>
#include <string>

namespace ganymede::inline v0::detail {

struct ConstraintVocabulary::Made {
  explicit Made(const Tokenizer& from) : tokenizer(from) {}

  const std::shared_ptr<const TokenTrie>& get() {
    std::call_once(once, [this] { tokens = std::make_shared<const TokenTrie>(tokenizer); });
    return tokens;
  }

  Tokenizer tokenizer;
  std::once_flag once{};
  std::shared_ptr<const TokenTrie> tokens{};
};

GANYMEDE_ONCE ConstraintVocabulary::ConstraintVocabulary(const std::optional<Tokenizer>& tokenizer) {
  if (tokenizer) made_ = std::make_shared<Made>(*tokenizer);
}

GANYMEDE_ONCE std::function<ConstraintStart(std::span<const TokenId> prompt)> ConstraintVocabulary::start(std::size_t unseen) const {
  if (!made_) return {};
  return [made = made_, unseen](std::span<const TokenId> prompt) {
    ConstraintStart start{.tokens = made->get()};
    if (const auto space = start.tokens->begins_with_space()) {  // SentencePiece leaves out a space that a text begins with
      StreamingDetokenizer text(made->tokenizer);
      for (const TokenId id : prompt.subspan(std::min(unseen, prompt.size())))
        if (made->tokenizer.contains(id)) text.push(id);
      std::string first = text.push(*space);
      first += text.finish();
      start.skips_space = !first.starts_with(' ');
    }
    return start;
  };
}

}  // namespace ganymede::inline v0::detail
