#pragma once
// A text comes apart into what a translation model takes, and translations of the pieces are put together.

#include <ganymede/app/translation.hpp>
#include <ganymede/text/sentences/sentences.hpp>
#include <ganymede/text/sentences/split_long.hpp>
#include <ganymede/text/sentences/text.hpp>

#include <algorithm>
#include <span>
#include <string_view>

namespace ganymede::inline v0::detail {

/// Bytes [begin, end) of a text.
struct TextPiece {
  std::size_t begin = 0, end = 0;
};

/// A piece without the white space around it; empty where it has nothing else.
inline TextPiece trimmed(std::string_view text, TextPiece piece) {
  const SentenceText cursor(text);
  while (piece.begin < piece.end) {
    const Decoded first = cursor.at(piece.begin);
    if (!is_white_space(first.code_point)) break;
    piece.begin += first.length;
  }
  while (piece.begin < piece.end) {
    const Decoded last = cursor.before(piece.end, piece.begin);
    if (!is_white_space(last.code_point)) break;
    piece.end -= last.length;
  }
  return piece;
}

/// The whole text as one piece, or none where it is blank.
inline std::vector<TextPiece> whole_text(std::string_view text) {
  const TextPiece all = trimmed(text, {0, text.size()});
  return all.begin < all.end ? std::vector<TextPiece>{all} : std::vector<TextPiece>{};
}

/// The sentences of a text; one that does not fit in several pieces (split_long). Throws InputError where a single character does not.
inline std::vector<TextPiece> sentence_pieces(std::string_view text, std::string_view language, FunctionRef<bool(std::string_view)> fits) {
  std::vector<TextPiece> pieces;
  for_each_sentence(text, language, [&](const Sentence& s) {
    const std::string_view sentence = text.substr(s.begin, s.end - s.begin);
    if (fits(sentence)) return pieces.push_back({s.begin, s.end});
    for (const std::string_view part : split_long(sentence, fits)) {
      const auto begin = static_cast<std::size_t>(part.data() - text.data());
      if (const TextPiece piece = trimmed(text, {begin, begin + part.size()}); piece.begin < piece.end) pieces.push_back(piece);
    }
  });
  return pieces;
}

/// Whether a text that ends so goes on without a space: Chinese and Japanese, letters and stops.
inline bool ends_unspaced(std::string_view text) {
  const char32_t last = SentenceText(text).before(text.size()).code_point;
  return is_unspaced(last) || (last >= 0x3000 && last < 0x3030) || (last >= 0xFF00 && last < 0xFFF0);
}

/// Adds the translation of a piece to those of the pieces before it: with what stands between the two in the source, or with a space where
/// nothing does ("はい。いいえ。") and the language translated into has them.
inline void append_translation(Translation& all, std::string_view between, const Translation& next) {
  if (!all.text.empty() && !next.text.empty()) all.text += !between.empty() || ends_unspaced(all.text) ? between : std::string_view(" ");
  all.text += next.text;
  all.ids.insert(all.ids.end(), next.ids.begin(), next.ids.end());
  all.logprobs.insert(all.logprobs.end(), next.logprobs.begin(), next.logprobs.end());
  all.top_logprobs.insert(all.top_logprobs.end(), next.top_logprobs.begin(), next.top_logprobs.end());
  all.score += next.score;
  const auto graver = [](FinishReason a, FinishReason b) {
    for (const FinishReason reason : {FinishReason::cancelled, FinishReason::length, FinishReason::stop})
      if (a == reason || b == reason) return reason;
    return FinishReason::eos;
  };
  all.finish_reason = graver(all.finish_reason, next.finish_reason);
}

/// The translations of a text, out of those of its pieces, `count` of each: where `ranked`, the combinations with the best sums of scores,
/// the best first; else the n-th of every piece is the n-th of the text. between(p): what stands before piece p.
template <class Between>
std::vector<Translation> join_translations(std::span<const std::vector<Translation>> pieces, std::size_t count, bool ranked,
                                           Between between) {
  struct Step {
    double score;
    std::size_t from, choice;  // of the steps of the piece before, and among the translations of this one
  };
  std::vector<std::vector<Step>> steps{{{0, 0, 0}}};
  for (const std::vector<Translation>& piece : pieces) {
    std::vector<Step> longer;
    for (std::size_t from = 0; from < steps.back().size(); ++from)
      for (std::size_t choice = 0; choice < piece.size(); ++choice)
        if (ranked || steps.size() == 1 || from == choice) longer.push_back({steps.back()[from].score + piece[choice].score, from, choice});
    if (ranked) std::stable_sort(longer.begin(), longer.end(), [](const Step& a, const Step& b) { return a.score > b.score; });
    longer.resize(std::min(longer.size(), count));
    steps.push_back(std::move(longer));
  }
  std::vector<Translation> texts(pieces.empty() ? count : steps.back().size());
  for (std::size_t t = 0; t < texts.size(); ++t) {
    std::vector<std::size_t> choices(pieces.size());
    for (std::size_t p = pieces.size(), at = t; p > 0; --p) {
      choices[p - 1] = steps[p][at].choice;
      at = steps[p][at].from;
    }
    for (std::size_t p = 0; p < pieces.size(); ++p) append_translation(texts[t], between(p), pieces[p][choices[p]]);
  }
  return texts;
}

}  // namespace ganymede::inline v0::detail
