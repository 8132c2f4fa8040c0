#pragma once
// All that a text generator does, whatever the type of its model.

#include <ganymede/app/completion.hpp>
#include <ganymede/app/constraint_vocabulary.hpp>
#include <ganymede/app/text_stream.hpp>
#include <ganymede/decode/continuation_scores.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <concepts>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A model, its tokenizer and its generation defaults (TextGenerator). Immutable: any number of threads may call one generator. Copies
/// share the model.
class TextGeneratorBase {
 public:
  /// Throws TokenizerError where the checkpoint came without one: then only token ids can be given, and answers have no text.
  const Tokenizer& tokenizer() const&;
  Tokenizer tokenizer() const&& { return static_cast<const TextGeneratorBase&>(*this).tokenizer(); }
  bool has_tokenizer() const { return parts_.tokenizer.has_value(); }
  const GenerationConfig& defaults() const& { return defaults_; }
  GenerationConfig defaults() const&& { return defaults_; }
  /// The model behind its interface.
  const LanguageModel& language_model() const& { return *model_; }
  const LanguageModel& language_model() const&& = delete;  // it would be gone
  std::shared_ptr<const LanguageModel> shared_language_model() const { return model_; }

  /// The answer, piece by piece.
  TextStream stream(std::string_view prompt, const GenerationOptions& options = {}, const CallOptions& call = {}) const;
  TextStream stream(std::vector<TokenId> prompt, const GenerationOptions& options = {}, const CallOptions& call = {}) const;

  /// The answer's text. Throws InputError (empty prompt, options out of range), ContextError.
  std::string operator()(std::string_view prompt, const GenerationOptions& options = {}, const CallOptions& call = {}) const;

  /// num_return_sequences answers to each prompt, prompt by prompt, computed as one batch; of a beam search the best first.
  std::vector<Completion> complete(std::span<const std::string> prompts, const GenerationOptions& options = {},
                                   const CallOptions& call = {}) const;
  std::vector<Completion> complete(std::span<const std::vector<TokenId>> prompts, const GenerationOptions& options = {},
                                   const CallOptions& call = {}) const;
  /// The same of what people have: `complete({"a", "b"})`, an array of literals, a vector of string_views, a std::list of strings.
  std::vector<Completion> complete(std::span<const std::string_view> prompts, const GenerationOptions& options = {},
                                   const CallOptions& call = {}) const;
  std::vector<Completion> complete(std::initializer_list<std::string_view> prompts, const GenerationOptions& options = {},
                                   const CallOptions& call = {}) const {
    return complete(std::span<const std::string_view>(prompts.begin(), prompts.size()), options, call);
  }
  template <class Texts>
  requires(std::convertible_to<decltype(*std::begin(std::declval<const Texts&>())), std::string_view> &&
           !std::convertible_to<const Texts&, std::span<const std::string>> &&
           !std::convertible_to<const Texts&, std::span<const std::string_view>>)
      std::vector<Completion> complete(const Texts& prompts, const GenerationOptions& options = {}, const CallOptions& call = {})
  const {
    const std::vector<std::string_view> views(std::begin(prompts), std::end(prompts));
    return complete(std::span<const std::string_view>(views), options, call);
  }

  /// Requests that differ in their options, computed together, each answered bit for bit as it would be alone:
  ///   generator.complete({{"Once upon a time", {.temperature = 0.8, .seed = 5}}, {"The king", {.max_new_tokens = 5, .top_logprobs = 3}}})
  /// What is wrong with a request is its result's error, which names it, and ends no other (see generate()).
  std::vector<CompletionResult> complete(std::span<const CompletionRequest> requests, const CallOptions& call = {}) const;
  template <std::same_as<CompletionRequest> Request = CompletionRequest>  // a template, so that {{"a"}, {"b"}} are two prompts
  std::vector<CompletionResult> complete(std::initializer_list<Request> requests, const CallOptions& call = {}) const {
    return complete(std::span<const CompletionRequest>(requests.begin(), requests.size()), call);
  }

  /// How many tokens a prompt has, those that the tokenizer puts around it counted.
  Index count_tokens(std::string_view prompt, const EncodeOptions& encode = {}) const {
    return static_cast<Index>(tokenizer().encode(prompt, encode).size());
  }

  /// How probable each continuation of `prompt` is. The prompt is computed once. The tokens are those of prompt and continuation as one
  /// text; where the tokenizer joins the two, those from the first that is not the prompt's alone count. Throws as score_continuations().
  std::vector<ContinuationScore> score(std::string_view prompt, std::span<const std::string> continuations,
                                       const CallOptions& call = {}) const;
  std::vector<ContinuationScore> score(std::string_view prompt, std::initializer_list<std::string> continuations,
                                       const CallOptions& call = {}) const {
    return score(prompt, std::span<const std::string>(continuations.begin(), continuations.size()), call);
  }

 protected:
  /// A checkpoint's tokenizer, and what the checkpoint says about generating. Without a tokenizer: why, where there are files of one.
  struct Parts {
    std::optional<Tokenizer> tokenizer{};
    std::string no_tokenizer{};
    std::optional<Settings> generation{};

    explicit Parts(const Checkpoint& checkpoint);
    Parts(const Checkpoint& checkpoint, Tokenizer given) : tokenizer(std::move(given)), generation(checkpoint.generation()) {}
    explicit Parts(std::optional<Tokenizer> given) : tokenizer(std::move(given)) {}
  };
  /// The defaults are those of `parts` or, where it has none, the model's own.
  TextGeneratorBase(Parts parts, std::shared_ptr<const LanguageModel> model);

 private:
  Parts parts_;
  detail::ConstraintVocabulary constraint_;
  GenerationConfig defaults_;
  std::shared_ptr<const LanguageModel> model_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/text_generator_base.ipp>
#endif
