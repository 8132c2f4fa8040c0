#pragma once
// Where a model looks while it reads a text, or translates one: a single call from text to recorded attention.

#include <ganymede/app/text_generator.hpp>
#include <ganymede/app/translator.hpp>
#include <ganymede/inspect/attention_page.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/encoder_model.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// The bytes of each token, as they stand in a running text; of special tokens their names, of ids without a tokenizer the ids.
GANYMEDE_ONCE std::vector<std::string> token_texts(const Tokenizer* tokenizer, std::span<const TokenId> ids);

/// One text, and what was seen while it went through a model (segment 0 of `recorder`).
struct AttentionOfText {
  AttentionRecorder<float> recorder{};
  std::vector<TokenId> ids{}, source_ids{};     ///< what the decoder and the encoder read
  std::vector<std::string> tokens{}, source{};  ///< their bytes
  std::vector<std::string> written{};           ///< of a translation: the token that was written after each of `tokens`

  AttentionTexts texts() const { return {tokens, source, written}; }
};

/// A decoder reads `ids` in one pass: kind self. Throws as the model's forward pass does, and InputError for a model without attention.
GANYMEDE_ONCE AttentionOfText attention_of(const TextGeneratorBase& generator, std::span<const TokenId> ids);
/// `attention_of(generator, "The teacher taught the student.")`
GANYMEDE_ONCE AttentionOfText attention_of(const TextGeneratorBase& generator, std::string_view text, const EncodeOptions& encode = {});

/// An encoder-only model reads `ids` in one pass: kind encoder, of `source_ids`. Without a tokenizer tokens show as their ids. Throws as
/// the model's forward pass does.
GANYMEDE_ONCE AttentionOfText attention_of(const EncoderModel& encoder, const Tokenizer* tokenizer, std::span<const TokenId> ids);

/// A model reads a source and its translation: kinds encoder, cross and self. The translation is options.prefix or, where that is empty,
/// the model's own as `generation` has it. The text is one source, whatever options.split_sentences says. Throws as Translator::translate()
/// and the model do; InputError for a text without tokens.
GANYMEDE_ONCE AttentionOfText attention_of(const TranslatorBase& translator, const std::string& source,
                                           const GenerationOptions& generation = {}, const TranslateOptions& options = {});
/// The same of token ids.
GANYMEDE_ONCE AttentionOfText attention_of(const TranslatorBase& translator, const std::vector<TokenId>& source,
                                           const GenerationOptions& generation = {}, const TranslateOptions& options = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/attention_of.ipp>
#endif
