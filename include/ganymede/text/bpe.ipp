#pragma once
// The bodies of bpe.hpp.

#include <ganymede/text/bpe.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::array<TokenId, 256> byte_tokens(const Vocabulary& vocabulary) {
  std::array<TokenId, 256> ids{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const std::array<char, 6> piece{'<', '0', 'x', digits[byte >> 4], digits[byte & 15], '>'};
    ids[byte] = vocabulary.find({piece.data(), piece.size()}).value_or(-1);
  }
  return ids;
}

GANYMEDE_ONCE Bpe::Bpe(std::shared_ptr<const Vocabulary> vocabulary, MergeTable merges, BpeOptions options, std::vector<bool> reserved)
    : vocabulary_(std::move(vocabulary)),
      merges_(std::move(merges)),
      options_(std::move(options)),
      reserved_(std::move(reserved)),
      whole_(vocabulary_->size()),
      affixes_(!options_.continuing_subword_prefix.empty() || !options_.end_of_word_suffix.empty()),
      falls_apart_(!affixes_ && detail::falls_apart_at_spaces(*vocabulary_)) {
  reserved_.resize(static_cast<std::size_t>(vocabulary_->size()));
  if (options_.unk_token) unk_ = vocabulary_->find(*options_.unk_token).value_or(-1);
  bytes_ = byte_tokens(*vocabulary_);
  for (std::uint32_t code = 0; code < characters_.size(); ++code) {
    std::string character;
    append_utf8(character, static_cast<char32_t>(code));
    characters_[code] = find(character);
  }
}

GANYMEDE_ONCE void Bpe::encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out,
                               std::vector<TextRange>* spans) const {
  if (options_.ignore_merges)
    if (const TokenId id = find(word); id >= 0) {
      if (spans != nullptr) spans->push_back({0, word.size()});
      return out.push_back(id);
    }
  if (!falls_apart_) return encode_part(word, scratch, out, spans, 0);
  detail::for_each_spaced_word(
      word, [&](std::string_view part) { encode_part(part, scratch, out, spans, static_cast<std::size_t>(part.data() - word.data())); });
}

GANYMEDE_ONCE TokenId Bpe::find(std::string_view piece) const noexcept {
  const TokenId id = vocabulary_->find(piece).value_or(-1);
  return id >= 0 && reserved_[static_cast<std::size_t>(id)] ? -1 : id;
}

GANYMEDE_ONCE void Bpe::encode_part(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out, std::vector<TextRange>* spans,
                                    std::size_t begin) const {
  using Known = detail::WholeWords::Known;
  const TokenId id = affixes_ ? -1 : find(word);
  const Known known = id < 0 ? Known::parts : whole_[id];
  if (known == Known::whole) {
    if (spans != nullptr) spans->push_back({begin, begin + word.size()});
    return out.push_back(id);
  }
  const std::size_t before = out.size();
  std::vector<std::uint32_t> ends;
  split(word, scratch.symbols, spans != nullptr ? &ends : nullptr);
  merge_symbols(scratch, [this](const Symbol& left, const Symbol& right) { return merges_.find(left.id, right.id); });
  for (const Symbol& symbol : scratch.symbols) {
    out.push_back(symbol.id);
    if (spans != nullptr) spans->push_back({begin + (symbol.begin == 0 ? 0 : ends[symbol.begin - 1]), begin + ends[symbol.end - 1]});
  }
  if (known == Known::nothing) whole_.learn(id, out.size() == before + 1 && out.back() == id);
}

GANYMEDE_ONCE void Bpe::split(std::string_view word, std::vector<Symbol>& symbols, std::vector<std::uint32_t>* ends) const {
  symbols.clear();
  const auto push = [&](TokenId id, std::size_t end) {  // the place in the word serves as span
    const auto at = static_cast<std::uint32_t>(symbols.size());
    symbols.push_back({id, at, at + 1});
    if (ends != nullptr) ends->push_back(static_cast<std::uint32_t>(end));
  };
  bool pending = false;
  const auto flush = [&](std::size_t end) {
    if (pending) push(unk_, end);
    pending = false;
  };
  for (std::size_t at = 0; at < word.size();) {
    const auto character = decode_utf8(word, at);
    std::string affixed;
    std::string_view text = word.substr(at, character.length);
    if (affixes_) {
      if (at > 0) affixed = options_.continuing_subword_prefix;
      affixed += text;
      if (at + text.size() == word.size()) affixed += options_.end_of_word_suffix;
    }
    const std::size_t begin = at;
    at += text.size();
    if (affixes_) text = affixed;
    const TokenId id = !affixes_ && character.code_point < characters_.size() ? characters_[character.code_point] : find(text);
    if (id >= 0) {
      flush(begin);
      push(id, at);
    } else if (options_.byte_fallback && std::all_of(text.begin(), text.end(), [&](char byte) { return byte_id(byte) >= 0; })) {
      for (std::size_t i = 0; i < text.size(); ++i) push(byte_id(text[i]), std::min(begin + i + 1, at));
    } else if (options_.unk_token) {
      if (unk_ < 0) throw TokenizerError{{"unk_token is not in the vocabulary", "", "model.unk_token", "", *options_.unk_token}};
      if (!options_.fuse_unk) flush(begin);
      pending = true;
    }
  }
  flush(word.size());
}

}
