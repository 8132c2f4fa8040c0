#pragma once
// All that a translator does, whatever the type of its model.

#include <ganymede/app/constraint_vocabulary.hpp>
#include <ganymede/app/translation.hpp>
#include <ganymede/app/translation_setup.hpp>
#include <ganymede/app/word_alignment.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/translation_model.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// An encoder-decoder model, its tokenizers and its generation defaults (Translator). Immutable: any number of threads may call one
/// translator. Copies share the model. A text is translated sentence by sentence; a sentence that is longer than the model takes, in pieces
/// that end after clauses or words. Every translation is the same, bit for bit, whatever else is translated beside it.
class TranslatorBase {
 public:
  /// The model behind its interface.
  const TranslationModel& translation_model() const& { return *model_; }
  const TranslationModel& translation_model() const&& = delete;  // it would be gone
  bool has_tokenizers() const { return tokenizers_.has_value(); }
  /// Throws TokenizerError where the checkpoint came without: then only token ids can be given, and translations have no text.
  const TranslationTokenizers& tokenizers() const&;
  TranslationTokenizers tokenizers() const&& { return static_cast<const TranslatorBase&>(*this).tokenizers(); }
  const GenerationConfig& defaults() const& { return setup_.defaults; }
  GenerationConfig defaults() const&& { return setup_.defaults; }
  /// What a translation's decoder reads first: its start, and the language and the beginning that `options` ask for. Throws InputError.
  std::vector<TokenId> decoder_prompt(const TranslateOptions& options = {}) const;

  /// The best translation. Throws what translate() throws, and the error of the text.
  std::string operator()(const std::string& text, const GenerationOptions& generation = {}, const TranslateOptions& options = {}) const;

  /// The translations of each text, in order; of a blank text, an empty one. What goes wrong with one text is in its result: ContextError
  /// for a source that is too long, with split_sentences off; CapacityError where the page pool of `options` is full. Throws InputError for
  /// options out of range and for unknown languages, TokenizerError without a tokenizer.
  std::vector<TranslationResult> translate(std::span<const std::string> texts, const GenerationOptions& generation = {},
                                           const TranslateOptions& options = {}) const;
  /// The same of token ids, each list one source with its special tokens. An empty one is an InputError in its result.
  std::vector<TranslationResult> translate(std::span<const std::vector<TokenId>> sources, const GenerationOptions& generation = {},
                                           const TranslateOptions& options = {}) const;

  /// Which words of `source` those of `translation`, this model's or any other, come from. Both are taken whole, however many sentences
  /// they have. Throws as translate(), ContextError for what is too long, InputError for a layer that there is not.
  WordAlignment align(const std::string& source, const std::string& translation, const AlignOptions& align = {},
                      const TranslateOptions& options = {}) const;

  /// Lines without end in constant memory: reads up to options.window of them (and about a megabyte), translates those, hands them on in
  /// order, and reads on. next_line(std::string&) is false at the end; emit(const std::string& line, TranslationResult&&). Once
  /// options.cancel is true no more lines are read. Throws as translate(), and what the two throw.
  TranslationProgress translate_lines(FunctionRef<bool(std::string&)> next_line,
                                      FunctionRef<void(const std::string&, TranslationResult&&)> emit,
                                      const GenerationOptions& generation = {}, const TranslateOptions& options = {}) const;

 protected:
  /// A checkpoint's tokenizers, and what it says about translating.
  struct Parts {
    std::optional<TranslationTokenizers> tokenizers;
    detail::TranslationSetup setup;
    std::string name;  ///< of the checkpoint

    explicit Parts(const Checkpoint& checkpoint);
  };
  TranslatorBase(Parts parts, std::shared_ptr<const TranslationModel> model);

 private:
  struct Piece;  // what the encoder sees at once

  static bool cancelled(const TranslateOptions& options) {
    return options.cancel != nullptr && options.cancel->load(std::memory_order_relaxed);
  }

  detail::TranslationCall call(const GenerationOptions& generation, const TranslateOptions& options) const;

  std::vector<TranslationResult> translate(std::span<const std::string> texts, const detail::TranslationCall& call,
                                           const TranslateOptions& options, TranslationProgress& progress) const;

  /// Adds the pieces of a text that have tokens.
  void cut(const std::string& text, std::size_t number, const detail::TranslationCall& call, const TranslateOptions& options,
           std::vector<Piece>& pieces) const;

  /// Tokens of a piece at the most. What the tokenizer was made for is no limit for a text that shall stay whole.
  Index longest_source(const TranslateOptions& options) const;

  /// Translates the pieces in batches, the longest first, and puts the results together.
  void run(std::vector<Piece>& pieces, std::vector<TranslationResult>& results, const detail::TranslationCall& call,
           const TranslateOptions& options, TranslationProgress& progress, std::span<const std::string> texts = {}) const;

  /// All at once; where that fails, one by one, so that the error is of those that it belongs to.
  void translate_batch(std::span<Piece* const> batch, const detail::TranslationCall& call, const TranslateOptions& options,
                       Workspace& workspace) const;

  void decode(std::span<Piece* const> batch, const detail::TranslationCall& call, const TranslateOptions& options,
              Workspace& workspace) const;

  /// The pieces stand in the order of the texts.
  static void gather(std::vector<Piece>& pieces, std::vector<TranslationResult>& results, const GenerationConfig& config,
                     std::span<const std::string> texts);

  std::optional<TranslationTokenizers> tokenizers_;
  detail::ConstraintVocabulary constraint_;  // of translations
  detail::TranslationSetup setup_;
  std::shared_ptr<const TranslationModel> model_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/translator_base.ipp>
#endif
