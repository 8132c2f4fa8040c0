#pragma once
// The bodies of attention_of.hpp.

#include <ganymede/app/attention_of.hpp>

#include <ganymede/state/batch.hpp>
#include <ganymede/state/workspace.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::vector<std::string> token_texts(const Tokenizer* tokenizer, std::span<const TokenId> ids) {
  std::vector<std::string> texts;
  for (const TokenId id : ids)
    texts.push_back(tokenizer == nullptr || !tokenizer->contains(id) ? std::to_string(id)
                    : tokenizer->is_special(id)                      ? std::string(tokenizer->piece(id))
                                                                     : tokenizer->token_bytes(id));
  return texts;
}

GANYMEDE_ONCE AttentionOfText attention_of(const TextGeneratorBase& generator, std::span<const TokenId> ids) {
  AttentionOfText seen{.ids = {ids.begin(), ids.end()}};
  seen.tokens = token_texts(generator.has_tokenizer() ? &generator.tokenizer() : nullptr, ids);
  Workspace workspace;
  Sequence sequence = generator.language_model().new_sequence({.max_length = static_cast<Index>(ids.size())});
  generator.language_model().forward(Batch{}.add(sequence, ids, LogitRows::none), workspace, seen.recorder);
  if (!seen.recorder.has(AttentionKind::self))
    throw InputError{{.problem = "this model has no attention to look at", .key = "attention_of"}};
  return seen;
}

GANYMEDE_ONCE AttentionOfText attention_of(const TextGeneratorBase& generator, std::string_view text, const EncodeOptions& encode) {
  return attention_of(generator, std::span<const TokenId>(generator.tokenizer().encode(text, encode)));
}

GANYMEDE_ONCE AttentionOfText attention_of(const EncoderModel& encoder, const Tokenizer* tokenizer, std::span<const TokenId> ids) {
  AttentionOfText seen{.source_ids = {ids.begin(), ids.end()}};
  seen.source = token_texts(tokenizer, ids);
  Workspace workspace;
  const EncoderInput text{.tokens = seen.source_ids};
  encoder.forward({&text, 1}, workspace, seen.recorder);
  return seen;
}

namespace detail {
/// `source`: one text, or its ids.
template <class Item>
AttentionOfText attention_of_translation(const TranslatorBase& translator, std::span<const Item> source, GenerationOptions generation,
                                         TranslateOptions options) {
  const bool given = !options.prefix.empty();
  options.split_sentences = false;
  generation.num_return_sequences = 1;
  if (given) generation.max_new_tokens = generation.num_beams = 1;  // only to have the source read
  const TranslationResult result = translator.translate(source, generation, options).front();
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
  const auto sources = translator.translation_model().encode({&seen.source_ids, 1}, workspace, {}, seen.recorder);
  Sequence sequence = translator.translation_model().new_sequence(sources.front(), {.max_length = static_cast<Index>(seen.ids.size())});
  translator.translation_model().forward(Batch{}.add(sequence, seen.ids, LogitRows::none), workspace, seen.recorder);
  return seen;
}
}  // namespace detail

GANYMEDE_ONCE AttentionOfText attention_of(const TranslatorBase& translator, const std::string& source, const GenerationOptions& generation,
                                           const TranslateOptions& options) {
  return detail::attention_of_translation<std::string>(translator, {&source, 1}, generation, options);
}
GANYMEDE_ONCE AttentionOfText attention_of(const TranslatorBase& translator, const std::vector<TokenId>& source,
                                           const GenerationOptions& generation, const TranslateOptions& options) {
  return detail::attention_of_translation<std::vector<TokenId>>(translator, {&source, 1}, generation, options);
}

}  // namespace ganymede::inline v0
