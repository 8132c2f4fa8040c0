#pragma once
// A pipeline from a SentencePiece model: what the sentencepiece package makes of a text, and of ids. (Folders of Hugging Face
// often hold such a model beside a class that uses it differently: tokenizer_folder.hpp.)

#include <ganymede/split.hpp>
#include <ganymede/text/formats/sentencepiece_model.hpp>
#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/score_bpe.hpp>
#include <ganymede/text/sentencepiece_decoder.hpp>
#include <ganymede/text/sentencepiece_normalizer.hpp>
#include <ganymede/text/unigram.hpp>

namespace ganymede::inline v0 {

namespace detail {

/// Takes one model apart.
class SentencePiecePipelineBuilder {
 public:
  SentencePiecePipelineBuilder(const SentencePieceModel& model, std::string_view file);

  std::shared_ptr<const Vocabulary> vocabulary() const { return vocabulary_; }

  SentencePieceNormalizer normalizer() const;

  TokenizerModel model() const;
  /// The same with the ids that its pieces have in another vocabulary, `unk` where they have none.
  TokenizerModel mapped(std::shared_ptr<const Vocabulary> vocabulary, TokenId unk) const;

  SentencePieceDecoder decoder() const;

  TokenizerPipeline build() const;

 private:
  using Type = SentencePieceModel::Type;

  Type type(TokenId id) const { return model_.pieces[static_cast<std::size_t>(id)].type; }

  std::vector<bool> which(auto&&... types) const {
    std::vector<bool> set;
    for (const auto& piece : model_.pieces) set.push_back(((piece.type == types) || ...));
    return set;
  }

  /// Gives the model to f.
  template <class F>
  TokenizerModel with_model(const F& f) const {
    return model_.model_type == SentencePieceModel::Algorithm::bpe ? f(bpe()) : f(unigram());
  }

  Unigram unigram() const;

  ScoreBpe bpe() const;

  std::optional<TokenId> control(std::string_view piece) const;

  AddedTokens control_tokens() const;

  const SentencePieceModel& model_;
  std::string file_;
  std::shared_ptr<const Vocabulary> vocabulary_{};
  std::optional<TokenId> unk_{};
};

}  // namespace detail

/// The pipeline of a SentencePiece model; `file` names it in errors. It adds no special tokens, as the package does by default.
/// FormatError, TokenizerError: inconsistent.
GANYMEDE_ONCE TokenizerPipeline sentencepiece_pipeline(const SentencePieceModel& model, std::string_view file);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/sentencepiece_pipeline.ipp>
#endif
