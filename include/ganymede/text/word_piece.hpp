#pragma once
// Hugging Face's `WordPiece` model (Schuster and Nakajima 2012; Devlin et al. 2018): from the start of a word on, the longest
// piece each time; pieces inside of a word are spelt with a prefix. A word that cannot be made of pieces is unknown.

#include <ganymede/split.hpp>
#include <ganymede/text/piece_trie.hpp>
#include <ganymede/text/text_range.hpp>
#include <ganymede/text/unicode/utf8.hpp>
#include <ganymede/text/vocabulary.hpp>

#include <memory>

namespace ganymede::inline v0 {

/// The keys of a `WordPiece` model in tokenizer.json, under their own names.
struct WordPieceOptions {
  std::string unk_token = "[UNK]";
  std::string continuing_subword_prefix = "##";
  std::size_t max_input_chars_per_word = 100;  ///< a word of more characters is unknown
};

/// Immutable, usable from several threads.
class WordPiece {
 public:
  /// `reserved`: ids no text may spell (special tokens), by id. TokenizerError: another has more than 512 bytes.
  WordPiece(std::shared_ptr<const Vocabulary> vocabulary, WordPieceOptions options, const std::vector<bool>& reserved,
            std::string_view file = {});

  /// Appends the tokens of one word, and to `spans` what of the word each stands for. TokenizerError: the word is unknown and unk_token is
  /// not in the vocabulary.
  void encode(std::string_view word, std::vector<TokenId>& out, std::vector<TextRange>* spans = nullptr) const;

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  WordPieceOptions options_;
  std::optional<TokenId> unk_;
  PieceTrie first_{};  // pieces as they are
  PieceTrie next_{};   // what stands behind the prefix in those that have it
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/word_piece.ipp>
#endif
