#pragma once
// The bodies of pipeline.hpp.

#include <ganymede/text/pipeline.hpp>
#include <ganymede/text/word_level.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenId TokenizerPipeline::vocab_size() const noexcept {
  const auto tokens = added.tokens();
  return std::max(vocabulary->size(), tokens.empty() ? 0 : tokens.back().id + 1);
}

GANYMEDE_ONCE bool TokenizerPipeline::is_pieces(std::string_view text) const {
  return takes_pieces && (model.is<WordLevel>() || text.find(detail::space_marker) != std::string_view::npos);
}

GANYMEDE_ONCE std::size_t TokenizerPipeline::encode_language(std::string_view text, std::vector<TokenId>& out) const {
  const std::size_t end = text.starts_with(">>") ? text.find("<<") : std::string_view::npos;
  if (end == std::string_view::npos) return 0;
  const std::optional<TokenId> id = vocabulary->find(text.substr(0, end + 2));
  if (id || ids.unk) out.push_back(id ? *id : *ids.unk);
  return end + 2;
}

GANYMEDE_ONCE void TokenizerPipeline::encode_pieces(std::string_view text, bool parse_special, std::vector<TokenId>& out) const {
  std::vector<std::string_view> pieces;
  WhitespaceSplit{}(text, true, [&](std::string_view piece, bool) { pieces.push_back(piece); });
  for (const std::string_view& piece : pieces) {
    std::optional<TokenId> id = vocabulary->find(piece);
    const AddedToken* const special = id ? added.find(*id) : nullptr;
    const bool last_eos = id == ids.eos && &piece == &pieces.back();
    if (!id || (special != nullptr && special->special && !parse_special && !last_eos)) id = ids.unk;
    if (!id) throw TokenizerError{{"a piece is not in the vocabulary", "", "unk_token", "", std::string(piece)}};
    out.push_back(*id);
  }
}

GANYMEDE_ONCE void TokenizerPipeline::encode_word(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out) const {
  if (word.empty()) return;
  if (word.size() >= std::numeric_limits<std::uint32_t>::max()) throw InputError{{"word is too long", "", "text", "less than 4 GiB", ""}};
  model.encode(word, scratch, out);
}

template <class Part>
void TokenizerPipeline::split_normalized(std::string_view text, TextRange range, std::string& normal, const SpecialPlaces& special,
                                         TextGrowth& growth, const Part& part) const {
  if (special.everywhere() || special.nowhere() || !added.normalized().has_special()) {
    normal = normalizer(range.of(text), growth);
    return added.normalized().split(normal, special.everywhere(), part);
  }
  // Which bytes of the normalised text come from where a special token may stand.
  AlignedText aligned = normalizer.align(AlignedText(range.of(text)), growth);
  std::vector<TextRange> places;
  for (std::size_t i = 0; i < aligned.text.size(); ++i) {
    const TextRange from = aligned.source[i];
    if (!special.holds(range.begin + from.begin, range.begin + std::max(from.begin + 1, from.end))) continue;
    if (!places.empty() && places.back().end == i)
      ++places.back().end;
    else
      places.push_back({i, i + 1});
  }
  normal = std::move(aligned.text);
  added.normalized().split(normal, SpecialPlaces(places), part);
}

GANYMEDE_ONCE void TokenizerPipeline::encode(std::string_view text, const SpecialPlaces& special, std::vector<TokenId>& out) const {
  if (is_pieces(text)) return encode_pieces(text, special.everywhere(), out);
  ModelScratch scratch;
  TextGrowth growth(text.size());
  const auto tokenize = [&](std::string_view part, bool at_start) {
    pre_tokenizer.for_each(part, at_start, growth, [&](std::string_view word) { encode_word(word, scratch, out); });
  };
  std::string normal;
  added.raw().split(text, special, [&](const AddedToken* token, std::size_t begin, std::size_t end) {
    if (token) return out.push_back(token->id);
    const std::size_t code = leading_language ? encode_language(text.substr(begin, end - begin), out) : 0;
    split_normalized(text, {begin + code, end}, normal, special, growth, [&](const AddedToken* inner, std::size_t from, std::size_t to) {
      if (inner) return out.push_back(inner->id);
      tokenize(std::string_view(normal).substr(from, to - from), begin == 0 && from == 0);
    });
  });
}

GANYMEDE_ONCE TextTokens TokenizerPipeline::encode_with_offsets(std::string_view text, bool parse_special) const {
  if (leading_language || takes_pieces)
    throw TokenizerError{{.problem = "the tokenizers of a translation's two sides do not tell where tokens stand", .key = "offsets"}};
  TextTokens out;
  ModelScratch scratch;
  TextGrowth growth(text.size());
  std::vector<TextRange> spans;
  std::uint32_t words = 0;
  const auto put = [&](TokenId id, TextRange range) {
    out.ids.push_back(id);
    out.offsets.push_back(range);
    out.words.push_back(words++);
  };
  const auto word = [&](const AlignedView& piece) {
    if (piece.text.size() >= std::numeric_limits<std::uint32_t>::max())
      throw InputError{{"word is too long", "", "text", "less than 4 GiB", ""}};
    spans.clear();
    model.encode(piece.text, scratch, out.ids, spans);
    for (const TextRange& span : spans) out.offsets.push_back(piece.range(span.begin, span.end));
    out.words.resize(out.ids.size(), words++);
  };
  const AlignedText original(text);
  const AlignedView whole = original;
  added.raw().split(original.text, parse_special, [&](const AddedToken* token, std::size_t begin, std::size_t end) {
    if (token) return put(token->id, whole.range(begin, end));
    const AlignedText normal = normalizer.align(AlignedText(whole.part(begin, end)), growth);
    added.normalized().split(normal.text, parse_special, [&](const AddedToken* inner, std::size_t from, std::size_t to) {
      const AlignedView part = AlignedView(normal).part(from, to);
      if (inner) return put(inner->id, part.range(0, part.text.size()));
      pre_tokenizer.align(part, begin == 0 && from == 0, growth, word);
    });
  });
  return out;
}

}  // namespace ganymede::inline v0
