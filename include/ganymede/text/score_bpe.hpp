#pragma once
// SentencePiece's byte-pair encoding, whose pieces carry scores instead of a list of merges: of all neighbours that together
// are a piece, those with the best score join first, the leftmost of equals (sentencepiece/src/bpe_model.cc; the same in
// llama.cpp). GGUF files of Llama-2-style models hold this form.

#include <ganymede/text/bpe.hpp>

#include <cmath>
#include <span>

namespace ganymede::inline v0 {

/// Immutable, usable from several threads.
class ScoreBpe {
 public:
  /// `scores`: one for every id. `mergeable`: by id, whether text may become this piece (not: control, unknown and byte tokens).
  /// What no piece spells becomes byte tokens, else `unk`. TokenizerError: a score is not a number, or a byte token is missing
  /// and there is no `unk`.
  ScoreBpe(std::shared_ptr<const Vocabulary> vocabulary, std::span<const float> scores, std::vector<bool> mergeable,
           std::optional<TokenId> unk, std::string_view file)
      : vocabulary_(std::move(vocabulary)),
        mergeable_(std::move(mergeable)),
        whole_(vocabulary_->size()),
        falls_apart_(detail::falls_apart_at_spaces(*vocabulary_)),
        bytes_(byte_tokens(*vocabulary_)),
        unk_(unk.value_or(-1)) {
    const auto fail = [&](const char* problem) { throw TokenizerError{{problem, std::string(file), "tokenizer.ggml.scores", "", ""}}; };
    const auto size = static_cast<std::size_t>(vocabulary_->size());
    if (scores.size() < size) fail("fewer scores than tokens");
    mergeable_.resize(size);
    std::vector<float> order(scores.begin(), scores.begin() + static_cast<Index>(size));
    if (std::any_of(order.begin(), order.end(), [](float score) { return std::isnan(score); })) fail("a score is not a number");
    std::sort(order.begin(), order.end(), std::greater<>());
    order.erase(std::unique(order.begin(), order.end()), order.end());
    ranks_.reserve(size);
    for (std::size_t id = 0; id < size; ++id)
      ranks_.push_back(
          static_cast<std::uint32_t>(std::lower_bound(order.begin(), order.end(), scores[id], std::greater<>()) - order.begin()));
    if (unk_ < 0 && std::any_of(bytes_.begin(), bytes_.end(), [](TokenId id) { return id < 0; }))
      throw TokenizerError{
          {"a byte token is missing and there is no unknown token", std::string(file), "tokenizer.ggml.tokens", "<0x00> to <0xFF>", ""}};
  }

  /// Appends the tokens of one word (here usually a whole text).
  void encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const {
    if (!falls_apart_) return encode_part(word, scratch, out);
    detail::for_each_spaced_word(word, [&](std::string_view part) { encode_part(part, scratch, out); });
  }

 private:
  TokenId find(std::string_view piece) const noexcept {
    const TokenId id = vocabulary_->find(piece).value_or(-1);
    return id >= 0 && mergeable_[static_cast<std::size_t>(id)] ? id : -1;
  }

  void encode_part(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const {
    using Known = detail::WholeWords::Known;
    const TokenId id = find(word);
    const Known known = id < 0 ? Known::parts : whole_[id];
    if (known == Known::whole) return out.push_back(id);
    const std::size_t before = out.size();
    scratch.symbols.clear();
    for (std::size_t at = 0; at < word.size();) {
      const std::size_t length = decode_utf8(word, at).length;
      scratch.symbols.push_back({find(word.substr(at, length)), static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + length)});
      at += length;
    }
    merge_symbols(scratch, [&](const Symbol& left, const Symbol& right) {
      const TokenId merged = find(word.substr(left.begin, right.end - left.begin));
      return merged < 0 ? Merge{} : Merge{ranks_[static_cast<std::size_t>(merged)], merged};
    });
    for (const Symbol& symbol : scratch.symbols) append(symbol, word, out);
    if (known == Known::nothing) whole_.learn(id, out.size() == before + 1 && out.back() == id);
  }

  void append(const Symbol& symbol, std::string_view word, std::vector<TokenId>& out) const {
    if (symbol.id >= 0) return out.push_back(symbol.id);
    for (std::uint32_t at = symbol.begin; at < symbol.end; ++at) {
      const TokenId byte = bytes_[static_cast<unsigned char>(word[at])];
      if (byte < 0) return out.push_back(unk_);  // one for the rest of the character
      out.push_back(byte);
    }
  }

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::vector<bool> mergeable_;
  detail::WholeWords whole_;
  bool falls_apart_;
  std::array<TokenId, 256> bytes_;
  TokenId unk_;
  std::vector<std::uint32_t> ranks_{};
};

}  // namespace ganymede::inline v0
