#pragma once
// What a checkpoint says about translating with it: tokenizers, the token that translations begin with, languages, lengths.

#include <ganymede/app/translation.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/formats/translation_tokenizers.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// Throws TokenizerError unless `tokenizer` can be that of a model with a vocabulary of `size`: models may have some rows more, as padding;
/// those of Marian, whose vocabulary is a file of its own, have none.
void require_vocabulary(const Tokenizer& tokenizer, Index size, const std::string& file, const std::string& side);

/// The settings of a checkpoint that are not the model's.
struct TranslationSetup {
  GenerationConfig defaults{};
  std::string file{};  ///< where they stand
  TokenId decoder_start_token_id = 0;
  std::string language{};      ///< of the sources, where the checkpoint says so
  Index model_max_length = 0;  ///< tokens of a source that it was made for; 0: unknown

  /// Throws ConfigError where nothing says what translations begin with.
  TranslationSetup(const Checkpoint& checkpoint, const std::optional<TranslationTokenizers>& tokenizers);
};

/// How one call encodes, and what its translations begin with.
struct TranslationCall {
  GenerationConfig config{};
  EncodeOptions encode{};
  std::vector<TokenId> start{}, prefixed{};  ///< prompts of the decoder: of most pieces, of those that begin a text with a prefix
  std::string_view language{};               ///< in which sentences are looked for

  /// `positions`: those of the decoder, 0 where there is no end of them. A translation is as long as its source, so where no length is
  /// given it may use all of them, or grow to default_max_new_tokens. Throws InputError for languages that the model does not have.
  /// `options` must outlive it.
  TranslationCall(const TranslationSetup& setup, const std::optional<TranslationTokenizers>& tokenizers,
                  const GenerationOptions& generation, const TranslateOptions& options, Index positions = 0);
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/app/translation_setup.ipp>
#endif
