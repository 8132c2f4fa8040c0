#pragma once
// Byte-pair encoding as Hugging Face's `BPE` model defines it (tokenizers/src/models/bpe): over byte-level characters for GPT-2
// and its heirs, over SentencePiece characters with byte fallback for Llama 1-2, Mistral and Gemma.

#include <ganymede/text/merge_loop.hpp>
#include <ganymede/text/space_marker.hpp>
#include <ganymede/text/unicode/utf8.hpp>
#include <ganymede/text/whole_words.hpp>

#include <array>

namespace ganymede::inline v0 {

/// The keys of a `BPE` model in tokenizer.json, under their own names.
struct BpeOptions {
  std::optional<std::string> unk_token{};   ///< stands for a character outside the vocabulary; without one it is dropped
  std::string continuing_subword_prefix{};  ///< before every character of a word but the first
  std::string end_of_word_suffix{};         ///< after the last character of a word
  bool fuse_unk = false;                    ///< unknown characters in a row become one unk_token
  bool byte_fallback = false;               ///< an unknown character becomes its bytes, spelt <0x0A>, where all are in the vocabulary
  bool ignore_merges = false;               ///< a word that is in the vocabulary is that token, whatever the merges say
};

/// The ids of the byte tokens <0x00> ... <0xFF>; -1 where one is missing.
inline std::array<TokenId, 256> byte_tokens(const Vocabulary& vocabulary) {
  std::array<TokenId, 256> ids{};
  for (std::size_t byte = 0; byte < 256; ++byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const std::array<char, 6> piece{'<', '0', 'x', digits[byte >> 4], digits[byte & 15], '>'};
    ids[byte] = vocabulary.find({piece.data(), piece.size()}).value_or(-1);
  }
  return ids;
}

/// Immutable, usable from several threads.
class Bpe {
 public:
  /// `reserved`: ids no text may spell (special tokens), by id; may be shorter than the vocabulary. The merges make none of them.
  Bpe(std::shared_ptr<const Vocabulary> vocabulary, MergeTable merges, BpeOptions options, std::vector<bool> reserved)
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

  /// Appends the tokens of one word (a piece of the pre-tokeniser). TokenizerError: unk_token is needed but not in the vocabulary.
  void encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const {
    if (options_.ignore_merges)
      if (const TokenId id = find(word); id >= 0) return out.push_back(id);
    if (!falls_apart_) return encode_part(word, scratch, out);
    detail::for_each_spaced_word(word, [&](std::string_view part) { encode_part(part, scratch, out); });
  }

 private:
  /// The id of a spelling that text may have; -1 if none.
  TokenId find(std::string_view piece) const noexcept {
    const TokenId id = vocabulary_->find(piece).value_or(-1);
    return id >= 0 && reserved_[static_cast<std::size_t>(id)] ? -1 : id;
  }

  void encode_part(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const {
    using Known = detail::WholeWords::Known;
    const TokenId id = affixes_ ? -1 : find(word);
    const Known known = id < 0 ? Known::parts : whole_[id];
    if (known == Known::whole) return out.push_back(id);
    const std::size_t before = out.size();
    split(word, scratch.symbols);
    merge_symbols(scratch, [this](const Symbol& left, const Symbol& right) { return merges_.find(left.id, right.id); });
    for (const Symbol& symbol : scratch.symbols) out.push_back(symbol.id);
    if (known == Known::nothing) whole_.learn(id, out.size() == before + 1 && out.back() == id);
  }

  /// The word's characters as symbols, in the package's order: a pending unk_token stands before the next known character.
  void split(std::string_view word, std::vector<Symbol>& symbols) const {
    symbols.clear();
    const auto push = [&symbols](TokenId id) {  // the place in the word serves as span
      const auto at = static_cast<std::uint32_t>(symbols.size());
      symbols.push_back({id, at, at + 1});
    };
    bool pending = false;
    const auto flush = [&] {
      if (pending) push(unk_);
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
      at += text.size();
      if (affixes_) text = affixed;
      const TokenId id = !affixes_ && character.code_point < characters_.size() ? characters_[character.code_point] : find(text);
      if (id >= 0) {
        flush();
        push(id);
      } else if (options_.byte_fallback && std::all_of(text.begin(), text.end(), [&](char byte) { return byte_id(byte) >= 0; })) {
        for (const char byte : text) push(byte_id(byte));
      } else if (options_.unk_token) {
        if (unk_ < 0) throw TokenizerError{{"unk_token is not in the vocabulary", "", "model.unk_token", "", *options_.unk_token}};
        if (!options_.fuse_unk) flush();
        pending = true;
      }
    }
    flush();
  }

  TokenId byte_id(char byte) const noexcept { return bytes_[static_cast<unsigned char>(byte)]; }

  std::shared_ptr<const Vocabulary> vocabulary_;
  MergeTable merges_;
  BpeOptions options_;
  std::vector<bool> reserved_;
  detail::WholeWords whole_;
  bool affixes_;
  bool falls_apart_;
  TokenId unk_ = -1;
  std::array<TokenId, 256> bytes_{};
  std::array<TokenId, 0x800> characters_{};  // ids of the characters below U+0800: all byte-level ones are among them
};

}  // namespace ganymede::inline v0
