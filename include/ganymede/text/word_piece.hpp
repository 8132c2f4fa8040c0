#pragma once
// Hugging Face's `WordPiece` model (Schuster and Nakajima 2012; Devlin et al. 2018): from the start of a word on, the longest
// piece each time; pieces inside of a word are spelt with a prefix. A word that cannot be made of pieces is unknown.

#include <ganymede/text/piece_trie.hpp>
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
            std::string_view file = {})
      : vocabulary_(std::move(vocabulary)), options_(std::move(options)), unk_(vocabulary_->find(options_.unk_token)) {
    std::vector<std::pair<std::string_view, std::int32_t>> first, next;
    const std::string_view prefix = options_.continuing_subword_prefix;
    for (TokenId id = 0; id < vocabulary_->size(); ++id) {
      const auto at = static_cast<std::size_t>(id);
      if (!vocabulary_->contains(id) || (at < reserved.size() && reserved[at])) continue;
      const std::string_view piece = vocabulary_->piece(id);
      check_sought_piece(piece, file, "model.vocab", id);
      first.emplace_back(piece, id);
      if (piece.starts_with(prefix)) next.emplace_back(piece.substr(prefix.size()), id);
    }
    first_ = PieceTrie(std::move(first));
    next_ = PieceTrie(std::move(next));
  }

  /// Appends the tokens of one word. TokenizerError: the word is unknown and unk_token is not in the vocabulary.
  void encode(std::string_view word, std::vector<TokenId>& out) const {
    const std::size_t before = out.size();
    std::size_t characters = 0;
    for_each_code_point(word, [&characters](char32_t, std::string_view) { ++characters; });
    bool known = characters <= options_.max_input_chars_per_word;
    for (std::size_t at = 0; known && at < word.size();) {
      const auto [length, id] = (at == 0 ? first_ : next_).longest_prefix(word.substr(at));
      known = id >= 0;
      out.push_back(id);
      at += length;
    }
    if (known) return;
    out.resize(before);
    if (!unk_) throw TokenizerError{{"unk_token is not in the vocabulary", "", "model.unk_token", "", options_.unk_token}};
    out.push_back(*unk_);
  }

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  WordPieceOptions options_;
  std::optional<TokenId> unk_;
  PieceTrie first_{};  // pieces as they are
  PieceTrie next_{};   // what stands behind the prefix in those that have it
};

}  // namespace ganymede::inline v0
