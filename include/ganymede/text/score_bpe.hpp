#pragma once
// SentencePiece's byte-pair encoding, whose pieces carry scores instead of a list of merges: of all neighbours that together
// are a piece, those with the best score join first, the leftmost of equals (sentencepiece/src/bpe_model.cc; the same in
// llama.cpp). SentencePiece models of the type BPE and GGUF files of Llama-2-style models hold this form.

#include <ganymede/text/bpe.hpp>
#include <ganymede/text/piece_trie.hpp>

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
           std::string_view key)
      : vocabulary_(std::move(vocabulary)),
        options_(std::move(options)),
        whole_(vocabulary_->size()),
        bytes_(byte_tokens(*vocabulary_)),
        unk_(options_.unk.value_or(-1)) {
    const auto fail = [&](const char* problem) { throw TokenizerError{{problem, std::string(file), std::string(key), "", ""}}; };
    const auto size = static_cast<std::size_t>(vocabulary_->size());
    if (scores.size() < size) fail("fewer scores than tokens");
    for (auto* list : {&options_.mergeable, &options_.user_defined, &options_.unused}) list->resize(size);
    std::vector<float> order(scores.begin(), scores.begin() + static_cast<Index>(size));
    if (std::any_of(order.begin(), order.end(), [](float score) { return std::isnan(score); })) fail("a score is not a number");
    std::sort(order.begin(), order.end(), std::greater<>());
    order.erase(std::unique(order.begin(), order.end()), order.end());
    ranks_.reserve(size);
    for (std::size_t id = 0; id < size; ++id)
      ranks_.push_back(
          static_cast<std::uint32_t>(std::lower_bound(order.begin(), order.end(), scores[id], std::greater<>()) - order.begin()));
    if (!options_.byte_fallback) bytes_.fill(-1);
    if (unk_ < 0 && std::any_of(bytes_.begin(), bytes_.end(), [](TokenId id) { return id < 0; }))
      fail("a byte token is missing and there is no unknown token");
    std::vector<std::pair<std::string_view, std::int32_t>> symbols;
    for (TokenId id = 0; id < vocabulary_->size(); ++id)
      if (options_.user_defined[static_cast<std::size_t>(id)]) {
        check_sought_piece(vocabulary_->piece(id), file, key, id);
        symbols.emplace_back(vocabulary_->piece(id), id);
      }
    symbols_ = PieceTrie(std::move(symbols));
    has_unused_ = std::find(options_.unused.begin(), options_.unused.end(), true) != options_.unused.end();
    // Unused pieces remember how they were last put together anywhere in the text.
    falls_apart_ = !has_unused_ && detail::falls_apart_at_spaces(*vocabulary_);
  }

  /// Appends the tokens of one word (here usually a whole text).
  void encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const {
    for_each_piece(word, scratch, [&](TokenId id, std::string_view bytes) {
      if (id != unk_) return out.push_back(id);
      for (const char c : bytes) {
        const TokenId byte = bytes_[static_cast<unsigned char>(c)];
        if (byte < 0) return out.push_back(unk_);  // one for the rest
        out.push_back(byte);
      }
    });
  }

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

  void split(std::string_view word, std::vector<Symbol>& symbols) const {
    symbols.clear();
    for (std::size_t at = 0; at < word.size();) {
      auto [length, id] = symbols_.longest_prefix(word.substr(at));
      if (id < 0) {
        length = decode_utf8(word, at).length;
        id = find(word.substr(at, length));
      }
      symbols.push_back({id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + length)});
      at += length;
    }
  }

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
