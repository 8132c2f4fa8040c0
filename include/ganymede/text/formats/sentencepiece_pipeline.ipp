#pragma once
// The bodies of sentencepiece_pipeline.hpp.

#include <ganymede/text/formats/sentencepiece_pipeline.hpp>

#include <ganymede/text/mapped_pieces.hpp>

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE SentencePiecePipelineBuilder::SentencePiecePipelineBuilder(const SentencePieceModel& model, std::string_view file)
    : model_(model), file_(file) {
  Vocabulary vocabulary;
  for (std::size_t id = 0; id < model_.pieces.size(); ++id)
    vocabulary.add(model_.pieces[id].piece, static_cast<std::int64_t>(id), file_, "pieces");
  vocabulary.freeze(file_, "pieces");
  vocabulary_ = std::make_shared<const Vocabulary>(std::move(vocabulary));
  unk_ = model_.unk_id() < 0 ? std::nullopt : std::optional<TokenId>(model_.unk_id());
}

GANYMEDE_ONCE SentencePieceNormalizer SentencePiecePipelineBuilder::normalizer() const {
  SentencePieceNormalizer normalizer{.add_dummy_prefix = model_.add_dummy_prefix,
                                     .remove_extra_whitespaces = model_.remove_extra_whitespaces,
                                     .escape_whitespaces = model_.escape_whitespaces,
                                     .treat_whitespace_as_suffix = model_.treat_whitespace_as_suffix};
  if (!model_.precompiled_charsmap.empty())
    normalizer.rules =
        std::make_shared<const PrecompiledCharsmap>(model_.precompiled_charsmap, file_, "normalizer_spec.precompiled_charsmap");
  std::vector<std::pair<std::string_view, std::int32_t>> pieces;
  for (TokenId id = 0; id < vocabulary_->size(); ++id)
    if (type(id) == Type::user_defined) {
      check_sought_piece(vocabulary_->piece(id), file_, "pieces", id);
      pieces.emplace_back(vocabulary_->piece(id), id);
    }
  if (!pieces.empty()) normalizer.user_defined = std::make_shared<const PieceTrie>(std::move(pieces));
  return normalizer;
}

GANYMEDE_ONCE TokenizerModel SentencePiecePipelineBuilder::model() const {
  return with_model([](auto model) { return TokenizerModel(std::move(model)); });
}

GANYMEDE_ONCE TokenizerModel SentencePiecePipelineBuilder::mapped(std::shared_ptr<const Vocabulary> vocabulary, TokenId unk) const {
  return with_model([&](auto model) {
    return TokenizerModel(MappedPieces(std::move(model), *vocabulary_, model_.byte_fallback, vocabulary, unk, model_.unk_id()));
  });
}

GANYMEDE_ONCE SentencePieceDecoder SentencePiecePipelineBuilder::decoder() const {
  SentencePieceDecoder decoder;
  decoder.vocabulary = vocabulary_;
  for (const auto& piece : model_.pieces) decoder.types.push_back(piece.type);
  decoder.unk_surface = model_.unk_surface;
  decoder.add_dummy_prefix = model_.add_dummy_prefix;
  decoder.remove_extra_whitespaces = model_.remove_extra_whitespaces;
  return decoder;
}

GANYMEDE_ONCE TokenizerPipeline SentencePiecePipelineBuilder::build() const {
  TokenizerPipeline pipeline{.vocabulary = vocabulary_, .model = model()};
  pipeline.normalizer = Normalizer(normalizer());
  pipeline.decoder = Decoder({decoder()});
  pipeline.added = control_tokens();
  pipeline.takes_any_bytes = true;
  pipeline.ids = {.bos = control(model_.bos_piece), .eos = control(model_.eos_piece), .pad = control(model_.pad_piece), .unk = unk_};
  return pipeline;
}

GANYMEDE_ONCE Unigram SentencePiecePipelineBuilder::unigram() const {
  std::vector<double> scores;
  for (const auto& [piece, score, kind] : model_.pieces)  // a user-defined piece beats all others, the longer the better
    scores.push_back(kind == Type::user_defined ? static_cast<float>(0.1 * static_cast<double>(piece.size() - 1)) : score);
  constexpr float unknown_penalty = 10;
  const float unk_score = model_.min_score() - unknown_penalty;
  return Unigram(vocabulary_, scores, which(Type::normal, Type::user_defined),
                 {.unk_id = unk_, .byte_fallback = model_.byte_fallback, .unk_score = unk_score, .sentencepiece = true}, file_,
                 "pieces.score");
}

GANYMEDE_ONCE ScoreBpe SentencePiecePipelineBuilder::bpe() const {
  std::vector<float> scores;
  for (const auto& piece : model_.pieces) scores.push_back(piece.score);
  return ScoreBpe(vocabulary_, scores,
                  {.mergeable = which(Type::normal, Type::user_defined, Type::unused),
                   .user_defined = which(Type::user_defined),
                   .unused = which(Type::unused),
                   .unk = unk_,
                   .byte_fallback = model_.byte_fallback,
                   .fuse_unk = true},
                  file_, "pieces.score");
}

GANYMEDE_ONCE std::optional<TokenId> SentencePiecePipelineBuilder::control(std::string_view piece) const {
  const auto id = vocabulary_->find(piece);
  return id && type(*id) == Type::control ? id : std::nullopt;
}

GANYMEDE_ONCE AddedTokens SentencePiecePipelineBuilder::control_tokens() const {
  std::vector<AddedToken> tokens;
  for (TokenId id = 0; id < vocabulary_->size(); ++id)
    if (type(id) == Type::control && vocabulary_->piece(id).size() <= AddedTokenMatcher::longest_spelling)
      tokens.push_back({.id = id, .content = std::string(vocabulary_->piece(id)), .special = true, .decoded = ""});
  return AddedTokens(std::move(tokens), {}, file_);
}

}
}

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerPipeline sentencepiece_pipeline(const SentencePieceModel& model, std::string_view file) {
  return detail::SentencePiecePipelineBuilder(model, file).build();
}

}
