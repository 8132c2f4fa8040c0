#pragma once
// A SentencePiece model whose pieces have other ids than its own: those of a vocab.json, as in Marian and M2M100.

#include <ganymede/text/bpe.hpp>
#include <ganymede/text/tokenizer_model.hpp>

#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// `Model`: Unigram or ScoreBpe. Immutable, usable from several threads.
template <class Model>
class MappedPieces {
 public:
  /// `pieces` are those of `model`, by its ids; `byte_fallback`: its unknown characters become byte pieces. What `vocabulary`
  /// lacks becomes `unk`.
  MappedPieces(Model model, const Vocabulary& pieces, bool byte_fallback, std::shared_ptr<const Vocabulary> vocabulary, TokenId unk,
               TokenId model_unk)
      : model_(std::move(model)),
        vocabulary_(std::move(vocabulary)),
        bytes_(byte_tokens(*vocabulary_)),
        unk_(unk),
        model_unk_(model_unk),
        byte_fallback_(byte_fallback) {
    for (TokenId id = 0; id < pieces.size(); ++id) ids_.push_back(vocabulary_->find(pieces.piece(id)).value_or(unk_));
  }

  /// Appends the tokens of one word. A run of unknown characters may be in the vocabulary as a whole.
  void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out, std::vector<TextRange>* spans = nullptr) const {
    const auto spell = [&](TokenId id, std::string_view bytes) {
      if (id != model_unk_) return out.push_back(ids_[static_cast<std::size_t>(id)]);
      if (!byte_fallback_) return out.push_back(vocabulary_->find(bytes).value_or(unk_));
      for (const char c : bytes) {
        const TokenId byte = bytes_[static_cast<unsigned char>(c)];
        out.push_back(byte < 0 ? unk_ : byte);
      }
    };
    model_.for_each_piece(word, scratch, [&](TokenId id, std::string_view bytes) {
      const std::size_t before = out.size();
      spell(id, bytes);
      if (spans != nullptr) {
        const auto begin = static_cast<std::size_t>(bytes.data() - word.data());
        spans->resize(spans->size() + (out.size() - before), {begin, begin + bytes.size()});
      }
    });
  }

 private:
  Model model_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<TokenId> ids_{};
  std::array<TokenId, 256> bytes_;
  TokenId unk_;
  TokenId model_unk_;
  bool byte_fallback_;
};

}  // namespace ganymede::inline v0
