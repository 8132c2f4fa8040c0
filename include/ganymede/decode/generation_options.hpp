#pragma once
// What a generation is asked to do: the settings by their Hugging Face names, resolved ones and those of one call.

#include <ganymede/core/constraint.hpp>
#include <ganymede/core/types.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// New tokens at the most where neither the caller nor the checkpoint's generation_config.json says how many: a call comes to an end even
/// with a model that never ends its text.
inline constexpr Index default_max_new_tokens = 256;

/// Limits of settings that would otherwise ask for any amount of memory or time.
inline constexpr Index most_top_logprobs = 1024, most_beams = 256, most_return_sequences = 1024, most_stop_strings = 1024;
/// Tokens that are drafted for a pass, and of n-grams that are looked up.
inline constexpr Index most_drafted_tokens = 255, most_matching_ngram_size = 15;
/// Of lengths, top_k and no_repeat_ngram_size, in tokens.
inline constexpr Index most_tokens = Index{1} << 40;

/// What to do when prompt and new tokens do not fit the model's positions.
enum class Overflow : std::uint8_t {
  error,  ///< ContextError before anything is generated
  slide   ///< when the window is full, keep the newest half of it and recompute that; rotated keys are never shifted
};

/// When the beam search of a prompt ends, once num_beams texts are finished (Hugging Face's early_stopping).
enum class EarlyStopping : std::uint8_t {
  no,    ///< "false": when the best running beam, if it ended now, would not be better than the worst of them
  yes,   ///< "true": at once
  never  ///< "never": when no running beam can become better, however long it grows
};

/// Resolved settings. The defaults change nothing: greedy, until an end token or default_max_new_tokens.
struct GenerationConfig {
  std::optional<Index> max_new_tokens{};  ///< none, and no max_length: default_max_new_tokens, or what the model's positions hold
  std::optional<Index> max_length{};      ///< prompt and new tokens together; max_new_tokens wins where both are given
  Index min_length = 0;                   ///< no end token before prompt and new tokens are as many; min_new_tokens wins where it is given
  Index min_new_tokens = 0;               ///< no end token before as many
  bool do_sample = false;                 ///< false: the most probable token; the next five settings have no effect then
  double temperature = 1;                 ///< divides the logits; 0: the most probable token
  Index top_k = 0;                        ///< the k most probable (Fan et al. 2018); 0: all
  double top_p = 1;                       ///< the nucleus (Holtzman et al. 2019)
  double min_p = 0;                       ///< at least this share of the best one's probability (Nguyen et al. 2024)
  double typical_p = 1;                   ///< locally typical (Meister et al. 2022)
  double repetition_penalty = 1;          ///< of every token of prompt and text (Keskar et al. 2019); above 1 discourages
  double frequency_penalty = 0;           ///< as in the OpenAI API: subtracted for each time a token was generated
  double presence_penalty = 0;            ///< as in the OpenAI API: subtracted once for a token that was generated
  Index no_repeat_ngram_size = 0;         ///< no n tokens in a row occur twice (Paulus et al. 2017); 0: off
  Index num_beams = 1;                    ///< texts that a beam search follows at once, up to most_beams; 1: no beam search
  double length_penalty = 1;              ///< a text's score is the sum of its log-probabilities / length^length_penalty
  EarlyStopping early_stopping = EarlyStopping::no;
  std::vector<std::pair<TokenId, double>> logit_bias{};                  ///< added to the logits; -infinity forbids a token
  std::vector<std::pair<std::vector<TokenId>, double>> sequence_bias{};  ///< added to the logit of a last token after all the others
  std::vector<std::vector<TokenId>> bad_words_ids{};                     ///< tokens that never come in this order
  std::vector<TokenId> eos_token_id{};                                   ///< tokens that end a sequence
  std::vector<TokenId> suppress_tokens{};                                ///< tokens that never come
  std::vector<TokenId> begin_suppress_tokens{};                          ///< tokens that do not come first
  std::optional<TokenId> forced_bos_token_id{};                          ///< comes after a prompt of one token, a decoder's start
  std::vector<TokenId> forced_eos_token_id{};                            ///< one of them is the last token where the length is used up
  bool renormalize_logits = false;  ///< makes what the processors leave a distribution again: scores of beams change
  std::vector<std::string> stop{};  ///< UTF-8 that ends a sequence; it is no part of the answer. Special tokens are found by their spelling
  bool ignore_eos = false;          ///< an end token is a token like others
  std::uint64_t seed = 0;           ///< equal seeds, equal tokens
  Index num_return_sequences = 1;   ///< answers to each prompt, up to most_return_sequences
  Overflow on_overflow = Overflow::error;
  Index top_logprobs = 0;  ///< of the most probable candidates for each token, up to most_top_logprobs; not with beams
  /// Speculative decoding changes no token. Up to prompt_lookup_num_tokens are drafted from what followed before where prompt and text said
  /// the same, n-grams of up to max_matching_ngram_size (Saxena 2023); up to num_assistant_tokens by a draft model, if there is one. As
  /// many as pay, by how often they came. Not with beams.
  Index prompt_lookup_num_tokens = 0, max_matching_ngram_size = 3, num_assistant_tokens = 20;
  std::string adapter{};    ///< which of the model's adapters answers (LoadOptions::named_adapters); empty: that of the call, or none
  Constraint constraint{};  ///< what the answer must be: regex(), gbnf(), json_schema(); it is complete whatever ends it but a stop string

  bool operator==(const GenerationConfig&) const = default;
  /// Whether tokens are drawn at all.
  bool samples() const noexcept { return do_sample && temperature > 0; }
  /// Continuations a beam search looks at for each beam, so that one is left that does not end.
  Index candidates_per_beam() const noexcept { return ignore_eos ? 2 : std::max<Index>(2, 1 + static_cast<Index>(eos_token_id.size())); }
};

/// Stop strings that a caller gives, or none: `.stop = {"."}`, `.stop = {"User:", "\n\n"}`, or a vector.
class StopOption : public std::optional<std::vector<std::string>> {
  struct Text {  // a braced pair of literals is no text: std::string would take it for the ends of one
    std::string text;
    template <std::convertible_to<std::string_view> S>
    Text(const S& from) : text(std::string_view(from)) {}  // NOLINT(google-explicit-constructor): literals are texts
  };

 public:
  StopOption() = default;
  StopOption(std::nullopt_t) {}                                                              // NOLINT(google-explicit-constructor)
  StopOption(std::vector<std::string> texts) : optional(std::move(texts)) {}                 // NOLINT(google-explicit-constructor)
  StopOption(std::optional<std::vector<std::string>> texts) : optional(std::move(texts)) {}  // NOLINT(google-explicit-constructor)
  StopOption(std::initializer_list<Text> texts) : optional(std::in_place) {
    for (const Text& t : texts) (*this)->push_back(t.text);
  }
};

/// What a caller gives for one call, `{.max_new_tokens = 64, .temperature = 0.7}`: what is left out comes from the model's defaults.
/// Each field means what it means in GenerationConfig; a list that is given replaces the default one. generate(), TextGenerator and
/// Translator take the same options with the same meaning: see resolve().
struct GenerationOptions {
  std::optional<Index> max_new_tokens{}, max_length{}, min_length{}, min_new_tokens{};
  std::optional<Index> num_beams{};
  std::optional<double> length_penalty{};
  std::optional<EarlyStopping> early_stopping{};
  std::optional<bool> do_sample{};
  std::optional<double> temperature{};
  std::optional<Index> top_k{};
  std::optional<double> top_p{}, min_p{}, typical_p{};
  std::optional<double> repetition_penalty{}, frequency_penalty{}, presence_penalty{};
  std::optional<Index> no_repeat_ngram_size{};
  std::optional<std::vector<std::pair<TokenId, double>>> logit_bias{};
  std::optional<std::vector<std::pair<std::vector<TokenId>, double>>> sequence_bias{};
  std::optional<std::vector<std::vector<TokenId>>> bad_words_ids{};
  std::optional<std::vector<TokenId>> eos_token_id{}, suppress_tokens{}, begin_suppress_tokens{};
  std::optional<TokenId> forced_bos_token_id{};
  std::optional<std::vector<TokenId>> forced_eos_token_id{};
  std::optional<bool> renormalize_logits{};
  StopOption stop{};
  std::optional<bool> ignore_eos{};
  std::optional<std::uint64_t> seed{};
  std::optional<Index> num_return_sequences{};
  std::optional<Overflow> on_overflow{};
  std::optional<Index> top_logprobs{};
  std::optional<Index> prompt_lookup_num_tokens{}, max_matching_ngram_size{}, num_assistant_tokens{};
  std::optional<std::string> adapter{};
  std::optional<Constraint> constraint{};
};

}  // namespace ganymede::inline v0
