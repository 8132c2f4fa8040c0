#pragma once
// Byte-pair encoding as Hugging Face's `BPE` model defines it (tokenizers/src/models/bpe): over byte-level characters for GPT-2
// and its heirs, over SentencePiece characters with byte fallback for Llama 1-2, Mistral and Gemma.

#include <ganymede/split.hpp>
#include <ganymede/text/merge_loop.hpp>
#include <ganymede/text/space_marker.hpp>
#include <ganymede/text/text_range.hpp>
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
GANYMEDE_ONCE std::array<TokenId, 256> byte_tokens(const Vocabulary& vocabulary);

/// Immutable, usable from several threads.
class Bpe {
 public:
  /// `reserved`: ids no text may spell (special tokens), by id; may be shorter than the vocabulary. The merges make none of them.
  Bpe(std::shared_ptr<const Vocabulary> vocabulary, MergeTable merges, BpeOptions options, std::vector<bool> reserved);

  /// Appends the tokens of one word (a piece of the pre-tokeniser), and to `spans` what of the word each stands for. TokenizerError:
  /// unk_token is needed but not in the vocabulary.
  void encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out, std::vector<TextRange>* spans = nullptr) const;

 private:
  /// The id of a spelling that text may have; -1 if none.
  TokenId find(std::string_view piece) const noexcept;

  /// Appends the tokens of a part of a word, which begins at `begin`.
  void encode_part(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out, std::vector<TextRange>* spans,
                   std::size_t begin) const;

  /// The word's characters as symbols, in the package's order: a pending unk_token stands before the next known character.
  /// `ends`, where not nullptr: where each ends in the word.
  void split(std::string_view word, std::vector<Symbol>& symbols, std::vector<std::uint32_t>* ends) const;

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

#if GANYMEDE_BODIES
#include <ganymede/text/bpe.ipp>
#endif
