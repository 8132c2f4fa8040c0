#pragma once
// A SentencePiece model whose pieces have other ids than its own: those of a vocab.json, as in Marian and M2M100.

#include <ganymede/split.hpp>
#include <ganymede/text/score_bpe.hpp>
#include <ganymede/text/unigram.hpp>

#include <variant>

namespace ganymede::inline v0 {

/// Working memory of the models, kept between words so that a text costs few allocations.
struct ModelScratch {
  MergeScratch merges{};
  UnigramScratch unigram{};
};

/// Immutable, usable from several threads.
class MappedPieces {
 public:
  /// `pieces` are those of `model`, by its ids; `byte_fallback`: its unknown characters become byte pieces. What `vocabulary`
  /// lacks becomes `unk`.
  MappedPieces(std::variant<Unigram, ScoreBpe> model, const Vocabulary& pieces, bool byte_fallback,
               std::shared_ptr<const Vocabulary> vocabulary, TokenId unk, TokenId model_unk);

  /// Appends the tokens of one word. A run of unknown characters may be in the vocabulary as a whole.
  void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out) const;

 private:
  std::variant<Unigram, ScoreBpe> model_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<TokenId> ids_{};
  std::array<TokenId, 256> bytes_{};
  TokenId unk_;
  TokenId model_unk_;
  bool byte_fallback_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/mapped_pieces.ipp>
#endif
