#pragma once
// Where a model looks while it reads a text, or translates one: a single call from text to recorded attention.

#include <ganymede/app/text_generator.hpp>
#include <ganymede/app/translator.hpp>
#include <ganymede/inspect/attention_page.hpp>

#include <string>
#include <vector>

namespace ganymede::inline v0 {

/// The bytes of each token, as they stand in a running text; of special tokens their names, of ids without a tokenizer the ids.
inline std::vector<std::string> token_texts(const Tokenizer* tokenizer, std::span<const TokenId> ids) {
  std::vector<std::string> texts;
  for (const TokenId id : ids)
    texts.push_back(tokenizer == nullptr || !tokenizer->contains(id) ? std::to_string(id)
                    : tokenizer->is_special(id)                      ? std::string(tokenizer->piece(id))
                                                                     : tokenizer->token_bytes(id));
  return texts;
}

/// One text, and what was seen while it went through a model (segment 0 of `recorder`).
struct AttentionOfText {
  AttentionRecorder<float> recorder{};
  std::vector<TokenId> ids{}, source_ids{};     ///< what the decoder and the encoder read
  std::vector<std::string> tokens{}, source{};  ///< their bytes
  std::vector<std::string> written{};           ///< of a translation: the token that was written after each of `tokens`

  AttentionTexts texts() const { return {tokens, source, written}; }
};

/// A decoder reads `ids` in one pass: kind self. Throws as the model's forward pass does, and InputError for a model without attention.
template <CausalModel Model>
AttentionOfText attention_of(const TextGenerator<Model>& generator, std::span<const TokenId> ids) {
  AttentionOfText seen{.ids = {ids.begin(), ids.end()}};
  seen.tokens = token_texts(generator.has_tokenizer() ? &generator.tokenizer() : nullptr, ids);
  Workspace workspace;
  Sequence sequence = generator.model().new_sequence({.max_length = static_cast<Index>(ids.size())});
  generator.model().forward(Batch{}.add(sequence, ids, LogitRows::none), workspace, seen.recorder);
  if (!seen.recorder.has(AttentionKind::self))
    throw InputError{{.problem = "this model has no attention to look at", .key = "attention_of"}};
  return seen;
}
/// `attention_of(generator, "The teacher taught the student.")`
template <CausalModel Model>
AttentionOfText attention_of(const TextGenerator<Model>& generator, std::string_view text, const EncodeOptions& encode = {}) {
  return attention_of(generator, std::span<const TokenId>(generator.tokenizer().encode(text, encode)));
}

/// A model reads a source and its translation: kinds encoder, cross and self. The translation is options.prefix or, where that is empty,
/// the model's own as `generation` has it. The text is one source, whatever options.split_sentences says. Throws as Translator::translate()
/// and the model do; InputError for a text without tokens.
template <EncoderDecoderModel Model, class Source>
requires(std::convertible_to<const Source&, std::string> || std::convertible_to<const Source&, std::vector<TokenId>>) AttentionOfText
    attention_of(const Translator<Model>& translator, const Source& source, GenerationOptions generation = {},
                 TranslateOptions options = {}) {
  const bool given = !options.prefix.empty();
  options.split_sentences = false;
  generation.num_return_sequences = 1;
  if (given) generation.max_new_tokens = generation.num_beams = 1;  // only to have the source read
  using Item = std::conditional_t<std::convertible_to<const Source&, std::string>, std::string, std::vector<TokenId>>;
  const Item one[] = {source};
  const TranslationResult result = translator.translate(std::span<const Item>(one), generation, options).front();
  const Translation& own = result.best();
  if (result.source_ids.empty()) throw InputError{{.problem = "a text without tokens", .key = "attention_of"}};

  AttentionOfText seen{.source_ids = result.source_ids};
  seen.ids = translator.decoder_prompt(options);
  if (!given) seen.ids.insert(seen.ids.end(), own.ids.begin(), own.ids.end());
  const Tokenizer* const target = translator.has_tokenizers() ? &translator.tokenizers().target : nullptr;
  seen.source = token_texts(translator.has_tokenizers() ? &translator.tokenizers().source : nullptr, seen.source_ids);
  seen.written = token_texts(target, std::span(seen.ids).subspan(1));
  if (given)
    seen.written.push_back("\u2026");  // what the model would have written next
  else if (seen.ids.size() > 1)
    seen.ids.pop_back();  // nothing reads the last token
  seen.tokens = token_texts(target, seen.ids);

  Workspace workspace;
  const auto sources = translator.model().encode({&seen.source_ids, 1}, workspace, {}, seen.recorder);
  Sequence sequence = translator.model().new_sequence(sources.front(), {.max_length = static_cast<Index>(seen.ids.size())});
  translator.model().forward(Batch{}.add(sequence, seen.ids, LogitRows::none), workspace, seen.recorder);
  return seen;
}

}  // namespace ganymede::inline v0
