#pragma once
// Text in one language in, text in another out: an encoder-decoder model with its tokenizers and its defaults.

#include <ganymede/app/answer_text.hpp>
#include <ganymede/app/text_pieces.hpp>
#include <ganymede/app/translation_setup.hpp>
#include <ganymede/app/word_alignment.hpp>
#include <ganymede/decode/generate.hpp>
#include <ganymede/io/weights.hpp>

#include <filesystem>
#include <numeric>

namespace ganymede::inline v0 {

/// Immutable: any number of threads may call one translator.
///   const Translator<Marian<>> fr_en{"opus-mt-fr-en"};
///   std::cout << fr_en("J'aime l'apprentissage automatique.", {.num_beams = 4});
/// A text is translated sentence by sentence; a sentence that is longer than the model takes, in pieces that end after clauses or words.
/// Every translation is the same, bit for bit, whatever else is translated beside it.
template <EncoderDecoderModel Model>
class Translator {
 public:
  /// From an unmodified Hugging Face folder, or one in a GGUF file (Checkpoint::is_gguf). Throws FileError, FormatError, ConfigError,
  /// TensorError, or TokenizerError, which vocabularies of different sizes are too.
  explicit Translator(const std::filesystem::path& path, const LoadOptions& options = {}) : Translator(Checkpoint(path), options) {}
  explicit Translator(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : tokenizers_(detail::find_translation_tokenizers(checkpoint)), setup_(checkpoint, tokenizers_), model_(checkpoint, options) {
    detail::in_file(setup_.file, [&] { validate(setup_.defaults, model_.vocab_size()); });
    if (setup_.decoder_start_token_id < 0 || setup_.decoder_start_token_id >= model_.vocab_size())
      throw ConfigError{{.problem = "token id outside the vocabulary",
                         .file = checkpoint.name(),
                         .key = "decoder_start_token_id",
                         .expected = "below " + std::to_string(model_.vocab_size()),
                         .found = std::to_string(setup_.decoder_start_token_id)}};
    if (!tokenizers_) return;
    detail::require_vocabulary(tokenizers_->source, model_.source_vocab_size(), checkpoint.name(), "source");
    detail::require_vocabulary(tokenizers_->target, model_.vocab_size(), checkpoint.name(), "target");
  }

  const Model& model() const& { return model_; }
  const Model& model() const&& = delete;  // it would be gone
  bool has_tokenizers() const { return tokenizers_.has_value(); }
  /// Throws TokenizerError where the checkpoint came without: then only token ids can be given, and translations have no text.
  const TranslationTokenizers& tokenizers() const& {
    if (!tokenizers_)
      throw TokenizerError{
          {.problem = "the model came without a tokenizer", .expected = "tokenizer.json, or the files of its tokenizer's class"}};
    return *tokenizers_;
  }
  TranslationTokenizers tokenizers() const&& { return static_cast<const Translator&>(*this).tokenizers(); }
  const GenerationConfig& defaults() const& { return setup_.defaults; }
  GenerationConfig defaults() const&& { return setup_.defaults; }
  /// What a translation's decoder reads first: its start, and the language and the beginning that `options` ask for. Throws InputError.
  std::vector<TokenId> decoder_prompt(const TranslateOptions& options = {}) const { return call({}, options).prefixed; }

  /// The best translation. Throws what translate() throws, and the error of the text.
  std::string operator()(const std::string& text, const GenerationOptions& generation = {}, const TranslateOptions& options = {}) const {
    return translate({&text, 1}, generation, options).front().best().text;
  }

  /// The translations of each text, in order; of a blank text, an empty one. What goes wrong with one text is in its result: ContextError
  /// for a source that is too long, with split_sentences off; CapacityError where the page pool of `options` is full. Throws InputError for
  /// options out of range and for unknown languages, TokenizerError without a tokenizer.
  std::vector<TranslationResult> translate(std::span<const std::string> texts, const GenerationOptions& generation = {},
                                           const TranslateOptions& options = {}) const {
    TranslationProgress progress{.of = texts.size()};
    return translate(texts, call(generation, options), options, progress);
  }
  /// The same of token ids, each list one source with its special tokens. An empty one is an InputError in its result.
  std::vector<TranslationResult> translate(std::span<const std::vector<TokenId>> sources, const GenerationOptions& generation = {},
                                           const TranslateOptions& options = {}) const {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < sources.size(); ++i) pieces.push_back({.text = i, .ids = sources[i]});
    std::vector<TranslationResult> results(sources.size());
    TranslationProgress progress{.of = sources.size()};
    run(pieces, results, call(generation, options), options, progress);
    return results;
  }

  /// Which words of `source` those of `translation`, this model's or any other, come from. Both are taken whole, however many sentences
  /// they have. Throws as translate(), ContextError for what is too long, InputError for a layer that there is not.
  WordAlignment align(const std::string& source, const std::string& translation, const AlignOptions& align = {},
                      const TranslateOptions& options = {}) const {
    const detail::TranslationCall call = this->call({}, options);
    std::vector<TokenId> prompt = call.start;
    if (call.config.forced_bos_token_id) prompt.push_back(*call.config.forced_bos_token_id);
    return detail::align_words(model_, tokenizers(), tokenizers().source.encode(options.source_prefix + source, call.encode),
                               std::move(prompt), tokenizers().target.encode(translation, {.add_special_tokens = false}), align);
  }

  /// Lines without end in constant memory: reads up to options.window of them (and about a megabyte), translates those, hands them on in
  /// order, and reads on. next_line(std::string&) is false at the end; emit(const std::string& line, TranslationResult&&). Once
  /// options.cancel is true no more lines are read. Throws as translate(), and what the two throw.
  template <class NextLine, class Emit>
  TranslationProgress translate_lines(NextLine next_line, Emit emit, const GenerationOptions& generation = {},
                                      const TranslateOptions& options = {}) const {
    constexpr std::size_t window_bytes = 1 << 20;
    const detail::TranslationCall call = this->call(generation, options);
    TranslationProgress progress;
    std::vector<std::string> lines;
    for (bool more = true; more && !cancelled(options);) {
      lines.clear();
      for (std::size_t bytes = 0; lines.size() < options.window && bytes < window_bytes;) {
        std::string line;
        if (more = next_line(line); !more) break;
        bytes += line.size();
        lines.push_back(std::move(line));
      }
      std::vector<TranslationResult> results = translate(lines, call, options, progress);
      for (std::size_t i = 0; i < lines.size(); ++i) emit(std::as_const(lines[i]), std::move(results[i]));
    }
    return progress;
  }

 private:
  /// What the encoder sees at once.
  struct Piece {
    std::size_t text = 0;  ///< which of the texts it belongs to
    detail::TextPiece where{};
    bool begins = true;  ///< the first of its text
    std::vector<TokenId> ids{};
    std::vector<Translation> found{};
    std::exception_ptr error{};
  };

  static bool cancelled(const TranslateOptions& options) {
    return options.cancel != nullptr && options.cancel->load(std::memory_order_relaxed);
  }

  detail::TranslationCall call(const GenerationOptions& generation, const TranslateOptions& options) const {
    const auto demand = [](bool right, const char* key, const char* expected) {
      if (!right) throw InputError{{.problem = "out of range", .key = key, .expected = expected}};
    };
    demand(options.batch_tokens > 0, "batch_tokens", "a positive number");
    demand(options.window > 0, "window", "a positive number");
    demand(options.max_source_length >= 0, "max_source_length", "0 or more");
    return {setup_, tokenizers_, generation, options, model_.max_position_embeddings()};
  }

  std::vector<TranslationResult> translate(std::span<const std::string> texts, const detail::TranslationCall& call,
                                           const TranslateOptions& options, TranslationProgress& progress) const {
    std::vector<Piece> pieces;
    std::vector<TranslationResult> results(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::size_t before = pieces.size();
      try {
        cut(texts[i], i, call, options, pieces);
      } catch (const std::exception&) {
        pieces.resize(before);
        results[i].error = std::current_exception();
      }
    }
    run(pieces, results, call, options, progress, texts);
    return results;
  }

  /// Adds the pieces of a text that have tokens.
  void cut(const std::string& text, std::size_t number, const detail::TranslationCall& call, const TranslateOptions& options,
           std::vector<Piece>& pieces) const {
    const Tokenizer& tokenizer = tokenizers().source;
    const auto encode = [&](std::string_view part) { return tokenizer.encode(options.source_prefix + std::string(part), call.encode); };
    const Index most = longest_source(options);
    const auto fits = [&](std::string_view part) { return static_cast<Index>(encode(part).size()) <= most; };
    const std::vector<TokenId> nothing = encode("");
    const bool split = options.split_sentences && !tokenizers().source.pipeline().is_pieces(text);  // what is cut already stays whole
    bool begins = true;
    for (const detail::TextPiece& where : split ? detail::sentence_pieces(text, call.language, fits) : detail::whole_text(text)) {
      std::vector<TokenId> ids = encode(std::string_view(text).substr(where.begin, where.end - where.begin));
      if (static_cast<Index>(ids.size()) > most)
        throw ContextError{{.problem = "the text is too long for one source",
                            .key = "split_sentences",
                            .expected = "at most " + std::to_string(most) + " tokens, or true",
                            .found = std::to_string(ids.size())}};
      if (ids != nothing) pieces.push_back({.text = number, .where = where, .begins = std::exchange(begins, false), .ids = std::move(ids)});
    }
  }

  /// Tokens of a piece at the most. What the tokenizer was made for is no limit for a text that shall stay whole.
  Index longest_source(const TranslateOptions& options) const {
    Index most = model_.longest_source();
    if (options.max_source_length > 0) return std::min(most, options.max_source_length);
    return options.split_sentences && setup_.model_max_length > 0 ? std::min(most, setup_.model_max_length) : most;
  }

  /// Translates the pieces in batches, the longest first, and puts the results together.
  void run(std::vector<Piece>& pieces, std::vector<TranslationResult>& results, const detail::TranslationCall& call,
           const TranslateOptions& options, TranslationProgress& progress, std::span<const std::string> texts = {}) const {
    std::vector<std::size_t> left(results.size());  // pieces of each text that are not done
    for (const Piece& p : pieces) ++left[p.text];
    progress.texts += static_cast<std::size_t>(std::count(left.begin(), left.end(), std::size_t{0}));
    std::vector<Piece*> order;
    order.reserve(pieces.size());
    for (Piece& p : pieces) order.push_back(&p);
    std::stable_sort(order.begin(), order.end(), [](const Piece* a, const Piece* b) { return a->ids.size() > b->ids.size(); });
    const Index texts_each = std::max(call.config.num_beams, call.config.num_return_sequences);
    Workspace workspace;
    for (std::size_t begin = 0, end = 0; begin < order.size() && !cancelled(options); begin = end) {
      for (Index tokens = 0; end < order.size(); ++end) {
        tokens += static_cast<Index>(order[end]->ids.size()) * texts_each;
        if (end > begin && tokens > options.batch_tokens) break;
      }
      const std::span<Piece*> batch(order.data() + begin, end - begin);
      translate_batch(batch, call, options, workspace);
      for (const Piece* p : batch) {
        progress.source_tokens += static_cast<Index>(p->ids.size());
        for (const Translation& t : p->found) progress.target_tokens += static_cast<Index>(t.ids.size());
        if (--left[p->text] == 0) ++progress.texts;
      }
      if (options.progress) options.progress(progress);
    }
    gather(pieces, results, call.config, texts);
  }

  /// All at once; where that fails, one by one, so that the error is of those that it belongs to.
  void translate_batch(std::span<Piece* const> batch, const detail::TranslationCall& call, const TranslateOptions& options,
                       Workspace& workspace) const {
    try {
      decode(batch, call, options, workspace);
    } catch (const std::exception&) {
      if (batch.size() == 1) {
        batch.front()->error = std::current_exception();
        return;
      }
      for (Piece* const& piece : batch) translate_batch({&piece, 1}, call, options, workspace);
    }
  }

  void decode(std::span<Piece* const> batch, const detail::TranslationCall& call, const TranslateOptions& options,
              Workspace& workspace) const {
    std::vector<std::vector<TokenId>> sources, prompts;
    std::vector<detail::AnswerText> texts;
    std::vector<Translation> answers;
    for (const Piece* piece : batch) {
      sources.push_back(piece->ids);
      prompts.push_back(piece->begins && !call.prefixed.empty() ? call.prefixed : call.start);
      detail::AnswerText text(tokenizers_ ? std::optional(tokenizers_->target) : std::nullopt, {});
      Translation answer;
      for (const TokenId id : std::span(prompts.back()).subspan(1)) answer.text += text.push(id);
      for (Index n = 0; n < call.config.num_return_sequences; ++n) {
        texts.push_back(text);
        answers.push_back(answer);
      }
    }
    const auto encoded = model_.encode(sources, workspace, {0, options.sequence.cache, options.sequence.pool});
    std::string bytes;
    GenerationHooks hooks{.cancel = options.cancel, .sequence = options.sequence};
    hooks.special_spelling = [&](TokenId id) { return texts.front().special_spelling(id); };
    hooks.token_bytes = [&](Index i, TokenId id) { return std::string_view(bytes = texts[static_cast<std::size_t>(i)].push(id)); };
    hooks.new_sequence = [&](Index i, const SequenceOptions& o) { return model_.new_sequence(encoded[static_cast<std::size_t>(i)], o); };
    const std::vector<Generated> generated =
        generate(model_, std::span<const std::vector<TokenId>>(prompts), call.config, {}, std::move(hooks));
    for (std::size_t i = 0; i < generated.size(); ++i) {
      detail::take_answer(generated[i], texts[i], answers[i]);
      batch[i / static_cast<std::size_t>(call.config.num_return_sequences)]->found.push_back(std::move(answers[i]));
    }
  }

  /// The pieces stand in the order of the texts.
  static void gather(std::vector<Piece>& pieces, std::vector<TranslationResult>& results, const GenerationConfig& config,
                     std::span<const std::string> texts) {
    const auto count = static_cast<std::size_t>(config.num_return_sequences);
    std::size_t first = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
      TranslationResult& result = results[i];
      std::vector<std::vector<Translation>> found;
      const std::size_t begin = first;
      for (; first < pieces.size() && pieces[first].text == i; ++first) {
        Piece& p = pieces[first];
        if (p.error && !result.error) result.error = p.error;
        if (p.found.empty()) p.found.assign(count, {.finish_reason = FinishReason::cancelled});
        result.source_ids.insert(result.source_ids.end(), p.ids.begin(), p.ids.end());
        found.push_back(std::move(p.found));
      }
      if (result.error) continue;
      result.translations = detail::join_translations(found, count, config.num_beams > 1, [&](std::size_t n) {
        if (n == 0) return std::string_view();
        const std::size_t end = pieces[begin + n - 1].where.end;
        return std::string_view(texts[i]).substr(end, pieces[begin + n].where.begin - end);
      });
    }
  }

  std::optional<TranslationTokenizers> tokenizers_;
  detail::TranslationSetup setup_;
  Model model_;
};

}  // namespace ganymede::inline v0
