#pragma once
// The unigram language model of subwords (Kudo 2018, "Subword Regularization", 3.2): pieces have log-probabilities, and the best
// segmentation of a text is the one of the highest sum, found by the Viterbi algorithm over the places of the text. Hugging
// Face's `Unigram` and sentencepiece's own differ in how sums are rounded; ties go to the one found first in both.

#include <ganymede/split.hpp>
#include <ganymede/text/bpe.hpp>
#include <ganymede/text/piece_trie.hpp>
#include <ganymede/text/text_range.hpp>

#include <cmath>
#include <span>

namespace ganymede::inline v0 {

/// The keys of a `Unigram` model in tokenizer.json, and what sentencepiece adds.
struct UnigramOptions {
  std::optional<TokenId> unk_id{};  ///< stands for a run of characters outside the vocabulary; without one they are an error
  bool byte_fallback = false;       ///< such a run becomes its bytes, spelt <0x0A>, where all are in the vocabulary
  double unk_score = 0;             ///< of one unknown character
  bool sentencepiece = false;       ///< sums rounded to float as there; and a run of the unknown is never itself a piece
};

/// Working memory of the Viterbi search, kept between words.
struct UnigramScratch {
  /// The best way to one place of the text: its score, where its last piece begins, and that piece.
  template <class Score>
  struct Place {
    Score score = 0;
    std::uint32_t begin = no_place;
    TokenId id = -1;
  };
  static constexpr std::uint32_t no_place = std::numeric_limits<std::uint32_t>::max();
  std::vector<Place<double>> doubles{};
  std::vector<Place<float>> floats{};
  std::vector<std::pair<std::uint32_t, TokenId>> pieces{};  ///< begins, last first
};

/// Immutable, usable from several threads.
class Unigram {
 public:
  /// `scores`: one for every id. `spellable`: by id, whether text may become this piece. TokenizerError: a score is not finite, a
  /// spellable piece has more than 512 bytes.
  Unigram(std::shared_ptr<const Vocabulary> vocabulary, std::span<const double> scores, const std::vector<bool>& spellable,
          UnigramOptions options, std::string_view file, std::string_view key);

  /// Appends the tokens of one word, in time linear in it, as pieces are short, and to `spans` what of the word each stands for.
  /// TokenizerError: a character is unknown and there is no unk_id.
  void encode(std::string_view word, UnigramScratch& scratch, std::vector<TokenId>& out, std::vector<TextRange>* spans = nullptr) const;

  /// Calls f(id, bytes) for each piece of a word, in order; a run of unknown characters is one piece with unk_id,
  /// or -1 without one.
  template <class F>
  void for_each_piece(std::string_view word, UnigramScratch& scratch, F&& f) const {
    if (options_.sentencepiece)
      search(word, scratch.floats, scratch.pieces);
    else
      search(word, scratch.doubles, scratch.pieces);
    const auto& pieces = scratch.pieces;
    for (std::size_t i = pieces.size(); i-- > 0;) {
      const auto [begin, id] = pieces[i];
      while (id == unknown() && i > 0 && pieces[i - 1].second == id) --i;
      f(id, word.substr(begin, (i > 0 ? pieces[i - 1].first : word.size()) - begin));
    }
  }

 private:
  std::optional<TokenId> trie_find(std::string_view piece) const;

  template <class Score>
  void search(std::string_view word, std::vector<UnigramScratch::Place<Score>>& places,
              std::vector<std::pair<std::uint32_t, TokenId>>& pieces) const {
    places.assign(word.size() + 1, {});
    std::size_t reached = 0;
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t character = decode_utf8(word, at).length;
      if constexpr (std::is_same_v<Score, float>) rebase(places, at, reached);
      const Score before = places[at].score;
      const auto offer = [&](std::size_t length, Score score, TokenId id) {
        auto& place = places[at + length];
        const Score sum = score + before;
        if (place.begin == UnigramScratch::no_place || sum > place.score) place = {sum, static_cast<std::uint32_t>(at), id};
        reached = std::max(reached, at + length);
      };
      bool known = false;  // the character alone is a piece
      trie_.for_each_prefix(word.substr(at), [&](std::size_t length, TokenId id) {
        offer(length, static_cast<Score>(scores_[static_cast<std::size_t>(id)]), id);
        known = known || length == character;
      });
      if (!known) offer(character, static_cast<Score>(options_.unk_score), unknown());
      at += character;
    }
    pieces.clear();
    for (std::size_t end = word.size(); end > 0; end = places[end].begin) pieces.emplace_back(places[end].begin, places[end].id);
  }

  /// sentencepiece's guard of a float's precision: from time to time the sum up to here becomes zero.
  static void rebase(std::vector<UnigramScratch::Place<float>>& places, std::size_t at, std::size_t reached);

  TokenId unknown() const noexcept { return options_.unk_id.value_or(-1); }

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<double> scores_;
  UnigramOptions options_;
  std::array<TokenId, 256> bytes_;
  PieceTrie trie_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/unigram.ipp>
#endif
