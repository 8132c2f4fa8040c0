#pragma once
// SentencePiece's byte-pair encoding, whose pieces carry scores instead of a list of merges: of all neighbours that together
// are a piece, those with the best score join first, the leftmost of equals (sentencepiece/src/bpe_model.cc; the same in
// llama.cpp). SentencePiece models of the type BPE and GGUF files of Llama-2-style models hold this form.

#include <ganymede/split.hpp>
#include <ganymede/text/bpe.hpp>
#include <ganymede/text/piece_trie.hpp>
#include <ganymede/text/text_range.hpp>

#include <cmath>
#include <span>
#include <unordered_map>

namespace ganymede::inline v0 {

/// What the pieces of a vocabulary are for, by id where a list; lists may be shorter than the vocabulary.
struct ScoreBpeOptions {
  std::vector<bool> mergeable{};     ///< text may become this piece (not: control, unknown and byte tokens)
  std::vector<bool> user_defined{};  ///< found in a text before anything merges, the longest at a place, and kept whole
  std::vector<bool> unused{};        ///< merged on the way to longer pieces only; falls apart again where it remains
  std::optional<TokenId> unk{};      ///< stands for a character that no piece spells
  bool byte_fallback = true;         ///< such a character becomes byte tokens, where there are some
  bool fuse_unk = false;             ///< unknown characters in a row become one `unk`
};

/// Immutable, usable from several threads.
class ScoreBpe {
 public:
  /// `scores`: one for every id. `file` and `key` name them in errors. TokenizerError: a score is not a number, or there are
  /// characters that neither byte tokens nor `unk` stand for.
  ScoreBpe(std::shared_ptr<const Vocabulary> vocabulary, std::span<const float> scores, ScoreBpeOptions options, std::string_view file,
           std::string_view key);

  /// Appends the tokens of one word (here usually a whole text), and to `spans` what of it each stands for.
  void encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out, std::vector<TextRange>* spans = nullptr) const;

  /// Calls f(id, bytes) for each piece of a word, in order; what no piece spells comes with `unk`, or -1 without one.
  template <class F>
  void for_each_piece(std::string_view word, MergeScratch& scratch, F&& f) const {
    const char* unknown = nullptr;  // where a run of unknown characters began
    const auto flush = [&](const char* end) {
      if (unknown != nullptr) f(unk_, std::string_view(unknown, static_cast<std::size_t>(end - unknown)));
      unknown = nullptr;
    };
    const auto take = [&](TokenId id, std::string_view bytes) {
      if (id >= 0 || !options_.fuse_unk) flush(bytes.data());
      if (id >= 0) return f(id, bytes);
      if (unknown == nullptr) unknown = bytes.data();
    };
    if (falls_apart_)
      detail::for_each_spaced_word(word, [&](std::string_view part) { merge(part, scratch, take); });
    else
      merge(word, scratch, take);
    flush(word.data() + word.size());
  }

 private:
  static bool in(const std::vector<bool>& set, TokenId id) { return id >= 0 && set[static_cast<std::size_t>(id)]; }

  TokenId find(std::string_view piece) const noexcept {
    const TokenId id = vocabulary_->find(piece).value_or(-1);
    return in(options_.mergeable, id) ? id : -1;
  }

  template <class Take>
  void merge(std::string_view word, MergeScratch& scratch, const Take& take) const {
    using Known = detail::WholeWords::Known;
    const TokenId id = has_unused_ ? -1 : find(word);
    const Known known = id < 0 ? Known::parts : whole_[id];
    if (known == Known::whole) return take(id, word);
    split(word, scratch.symbols);
    std::unordered_map<TokenId, std::uint32_t> halves;  // of unused pieces: bytes of the left one
    merge_symbols(scratch, [&](const Symbol& left, const Symbol& right) {
      if (in(options_.user_defined, left.id) || in(options_.user_defined, right.id)) return Merge{};
      const TokenId merged = find(word.substr(left.begin, right.end - left.begin));
      if (merged < 0) return Merge{};
      if (in(options_.unused, merged)) halves[merged] = left.end - left.begin;
      return Merge{ranks_[static_cast<std::size_t>(merged)], merged};
    });
    for (const Symbol& symbol : scratch.symbols)
      resegment(symbol.id, word.substr(symbol.begin, symbol.end - symbol.begin), halves, 0, take);
    if (known == Known::nothing) whole_.learn(id, scratch.symbols.size() == 1 && scratch.symbols.front().id == id);
  }

  void split(std::string_view word, std::vector<Symbol>& symbols) const;

  template <class Take>
  void resegment(TokenId id, std::string_view bytes, const std::unordered_map<TokenId, std::uint32_t>& halves, int depth,
                 const Take& take) const {
    constexpr int deepest = 100;  // as there
    if (!in(options_.unused, id) || depth > deepest) return take(id, bytes);
    const auto half = halves.find(id);
    if (half == halves.end()) return take(-1, bytes);
    for (const std::string_view part : {bytes.substr(0, half->second), bytes.substr(half->second)})
      resegment(find(part), part, halves, depth + 1, take);
  }

  std::shared_ptr<const Vocabulary> vocabulary_;
  ScoreBpeOptions options_;
  detail::WholeWords whole_;
  std::array<TokenId, 256> bytes_;
  TokenId unk_;
  std::vector<std::uint32_t> ranks_{};
  PieceTrie symbols_{};
  bool has_unused_ = false;
  bool falls_apart_ = false;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/score_bpe.ipp>
#endif
