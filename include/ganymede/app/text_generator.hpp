#pragma once
// Text in, text out: a causal language model with its tokenizer and its defaults.

#include <ganymede/app/answer_text.hpp>
#include <ganymede/decode/generate.hpp>
#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// How a call treats its prompt, and what it may use.
struct CallOptions {
  EncodeOptions encode{};                     ///< special tokens of the prompt
  const std::atomic<bool>* cancel = nullptr;  ///< once true, by whatever thread, the generation ends as cancelled
  SequenceOptions sequence{};                 ///< cache type, page pool, a context shorter than the model's
};

/// One answer. `text` continues the prompt's text; an ending eos is among `ids` and not in `text`.
struct Completion {
  std::vector<TokenId> prompt_ids{}, ids{};
  std::vector<double> logprobs{};  ///< of ids, natural logarithm, as the model itself gave them
  std::string text{};
  FinishReason finish_reason = FinishReason::length;  ///< of a stream: cancelled until it has ended
  double score = 0;  ///< sum of log-probabilities / tokens^length_penalty: what a beam search compares (see Generated)
};

namespace detail {
inline Completion completion(std::vector<TokenId> prompt, const Generated& generated, AnswerText& text) {
  Completion c{.prompt_ids = std::move(prompt)};
  take_answer(generated, text, c);
  return c;
}
}  // namespace detail

/// An answer as it comes: an input range of pieces, each valid UTF-8 and not empty. With num_beams above 1 it comes in one piece, as only
/// the end of the search tells which beam was the best. Move-only; shares its generator's model, so that it may outlive the generator.
template <CausalModel Model>
class TextStream {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    std::string_view operator*() const { return stream_->piece_; }
    Iterator& operator++() {
      stream_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool at_end() const { return stream_->piece_.empty(); }
    friend bool operator==(const Iterator& it, std::default_sentinel_t) { return it.at_end(); }

   private:
    friend TextStream;
    explicit Iterator(TextStream* stream) : stream_(stream) {}
    TextStream* stream_;
  };

  /// Computes up to the first piece. May be called once. Throws as the model's forward pass does, also while iterating.
  Iterator begin() {
    next();
    return Iterator(this);
  }
  static std::default_sentinel_t end() { return {}; }

  /// The answer so far; complete once the range has ended.
  const Completion& completion() const { return completion_; }
  double prompt_seconds() const { return prompt_seconds_; }  ///< time for the prompt and the first token
  double decode_seconds() const { return decode_seconds_; }  ///< time for the tokens after the first

 private:
  template <CausalModel>
  friend class TextGenerator;

  TextStream(std::shared_ptr<const Model> model, const std::optional<Tokenizer>& tokenizer, std::vector<TokenId> prompt,
             GenerationConfig config, const CallOptions& options)
      : model_(std::move(model)), detokenizer_(std::make_unique<detail::AnswerText>(tokenizer, prompt)) {
    config.num_return_sequences = 1;
    const std::vector<TokenId> prompts[] = {prompt};
    completion_.prompt_ids = std::move(prompt);
    completion_.finish_reason = FinishReason::cancelled;  // until it has ended
    bytes_ = std::make_unique<std::string>();
    GenerationHooks hooks{.token_bytes = [detokenizer = detokenizer_.get(), bytes = bytes_.get()](
                                             Index, TokenId id) { return std::string_view(*bytes = detokenizer->push(id)); },
                          .cancel = options.cancel,
                          .sequence = options.sequence,
                          .new_sequence = {},
                          .special_spelling = [detokenizer = detokenizer_.get()](TokenId id) { return detokenizer->special_spelling(id); }};
    if (config.num_beams > 1)
      search_ = std::make_unique<BeamSearch<Model>>(*model_, prompts, std::move(config), std::move(hooks));
    else
      generation_ = std::make_unique<Generation<Model>>(*model_, prompts, std::move(config), std::move(hooks));
  }

  /// Calls step() and adds the time it took to `seconds`.
  template <class Stepper>
  static bool timed_step(Stepper& stepper, double& seconds) {
    const auto begin = std::chrono::steady_clock::now();
    const bool stepped = stepper.step();
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return stepped;
  }

  void next() {
    piece_.clear();
    if (search_) {
      if (std::exchange(ended_, true)) return;
      for (bool goes_on = timed_step(*search_, prompt_seconds_); goes_on;) goes_on = timed_step(*search_, decode_seconds_);
      completion_ = detail::completion(std::move(completion_.prompt_ids), search_->take().front(), *detokenizer_);
      piece_ = completion_.text;
      return;
    }
    while (piece_.empty() && !ended_) {
      const bool stepped = timed_step(*generation_, completion_.ids.empty() ? prompt_seconds_ : decode_seconds_);
      for (const GenerationEvent& event : generation_->events()) {
        completion_.ids.push_back(event.token.id);
        completion_.logprobs.push_back(event.token.logprob);
        piece_ += event.text;
      }
      if (stepped && !generation_->finished()) continue;
      ended_ = true;
      const Generated& generated = (*generation_)[0];
      completion_.finish_reason = generated.finish_reason;
      completion_.score = generated.score;
      piece_ = generated.text.substr(completion_.text.size());  // with what was held back, where the answer was cancelled
      if (generated.finish_reason != FinishReason::stop) piece_ += detokenizer_->finish();
    }
    completion_.text += piece_;
  }

  std::shared_ptr<const Model> model_;
  std::unique_ptr<detail::AnswerText> detokenizer_;  // on the heap: the generation refers to them, and a stream may be moved
  std::unique_ptr<std::string> bytes_;
  std::unique_ptr<Generation<Model>> generation_;  // or, with beams,
  std::unique_ptr<BeamSearch<Model>> search_;
  Completion completion_;
  std::string piece_;
  double prompt_seconds_ = 0, decode_seconds_ = 0;
  bool ended_ = false;
};

/// A model, its tokenizer and its generation defaults, from an unmodified Hugging Face folder or a GGUF file. Immutable: any number of
/// threads may call one generator. Copies share the model.
///   const TextGenerator<Llama<>> llama{"SmolLM2-135M-Instruct"};
///   for (std::string_view piece : llama.stream("Where is Ganymede?", {.max_new_tokens = 64})) std::cout << piece << std::flush;
template <CausalModel Model>
class TextGenerator {
 public:
  /// Throws FileError, FormatError, ConfigError, TensorError or TokenizerError, naming file, key, expected and found.
  explicit TextGenerator(const std::filesystem::path& path, const LoadOptions& options = {}) : TextGenerator(Checkpoint(path), options) {}
  explicit TextGenerator(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : tokenizer_(tokenizer_of(checkpoint, no_tokenizer_)), model_(std::make_shared<const Model>(checkpoint, options)) {
    defaults_ = read_generation_config(checkpoint.generation(), model_->vocab_size());
    if (defaults_.eos_token_id.empty() && tokenizer_ && tokenizer_->eos()) defaults_.eos_token_id = {*tokenizer_->eos()};
  }

  const Model& model() const& { return *model_; }
  const Model& model() const&& = delete;  // it would be gone
  /// Throws TokenizerError where the checkpoint came without one: then only token ids can be given, and answers have no text.
  const Tokenizer& tokenizer() const& {
    if (!tokenizer_)
      throw TokenizerError{{.problem = "the model came without a tokenizer",
                            .expected = "tokenizer.json, the files of its tokenizer's class, or tokenizer.ggml.* metadata",
                            .found = no_tokenizer_}};
    return *tokenizer_;
  }
  Tokenizer tokenizer() const&& { return static_cast<const TextGenerator&>(*this).tokenizer(); }
  bool has_tokenizer() const { return tokenizer_.has_value(); }
  const GenerationConfig& defaults() const& { return defaults_; }
  GenerationConfig defaults() const&& { return defaults_; }

  /// The answer, piece by piece.
  TextStream<Model> stream(std::string_view prompt, const GenerationOptions& options = {}, const CallOptions& call = {}) const {
    return stream(tokenizer().encode(prompt, call.encode), options, call);
  }
  TextStream<Model> stream(std::vector<TokenId> prompt, const GenerationOptions& options = {}, const CallOptions& call = {}) const {
    return {model_, tokenizer_, std::move(prompt), resolve(defaults_, options), call};
  }

  /// The answer's text. Throws InputError (empty prompt, options out of range), ContextError.
  std::string operator()(std::string_view prompt, const GenerationOptions& options = {}, const CallOptions& call = {}) const {
    const std::vector<TokenId> prompts[] = {tokenizer().encode(prompt, call.encode)};
    return complete(prompts, options, call).front().text;
  }

  /// num_return_sequences answers to each prompt, prompt by prompt, computed as one batch; of a beam search the best first.
  std::vector<Completion> complete(std::span<const std::string> prompts, const GenerationOptions& options = {},
                                   const CallOptions& call = {}) const {
    std::vector<std::vector<TokenId>> ids;
    for (const std::string& prompt : prompts) ids.push_back(tokenizer().encode(prompt, call.encode));
    return complete(std::span<const std::vector<TokenId>>(ids), options, call);
  }
  std::vector<Completion> complete(std::span<const std::vector<TokenId>> prompts, const GenerationOptions& options = {},
                                   const CallOptions& call = {}) const {
    const GenerationConfig config = resolve(defaults_, options);
    const std::size_t copies = static_cast<std::size_t>(config.num_return_sequences);
    std::vector<detail::AnswerText> detokenizers;
    for (const std::vector<TokenId>& prompt : prompts)
      detokenizers.insert(detokenizers.end(), copies, detail::AnswerText(tokenizer_, prompt));
    std::string bytes;
    std::vector<Completion> completions;
    for (const Generated& generated :
         generate(*model_, prompts, config, {},
                  {.token_bytes = [&](Index s,
                                      TokenId id) { return std::string_view(bytes = detokenizers[static_cast<std::size_t>(s)].push(id)); },
                  .cancel = call.cancel,
                  .sequence = call.sequence,
                  .new_sequence = {},
                  .special_spelling = [&](TokenId id) { return detokenizers.front().special_spelling(id); }})) {
      const std::size_t i = completions.size();
      completions.push_back(detail::completion(prompts[i / copies], generated, detokenizers[i]));
    }
    return completions;
  }

 private:
  /// A folder with files of which none can be made works with token ids; `reason` says what is wrong with them.
  static std::optional<Tokenizer> tokenizer_of(const Checkpoint& checkpoint, std::string& reason) {
    if (checkpoint.has_gguf())
      return checkpoint.gguf().has("tokenizer.ggml.model") ? std::optional(Tokenizer::from_gguf(checkpoint.gguf())) : std::nullopt;
    if (exists(checkpoint.folder() / "tokenizer.json")) return Tokenizer::from_json_folder(checkpoint.folder());
    if (!detail::has_tokenizer_files(checkpoint.folder())) return std::nullopt;
    try {
      return Tokenizer::from_folder(checkpoint.folder());
    } catch (const Error& error) {
      reason = error.what();
      return std::nullopt;
    }
  }

  std::string no_tokenizer_{};  // why there is none, although there are files
  std::optional<Tokenizer> tokenizer_;
  GenerationConfig defaults_;
  std::shared_ptr<const Model> model_;
};

}  // namespace ganymede::inline v0
