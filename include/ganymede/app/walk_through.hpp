#pragma once
// From text to a recorded walk through the model, in one call.

#include <ganymede/app/attention_of.hpp>
#include <ganymede/inspect/walkthrough_page.hpp>

#include <algorithm>
#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ganymede::inline v0 {

struct WalkthroughOptions {
  Index rounds = 4;      ///< tokens that are written, each the most probable one; fewer where an end token comes before
  std::size_t top = 10;  ///< of the most probable tokens of a round
};

namespace detail {

inline constexpr Index longest_walk = 128;

inline void require_short(std::size_t tokens, Index rounds) {
  if (tokens == 0 || static_cast<Index>(tokens) > longest_walk || rounds < 1 || rounds > longest_walk)
    throw InputError{{.problem = "a walk is for short texts and some rounds",
                      .key = "walk_through",
                      .expected = "1 to " + std::to_string(longest_walk) + " of each",
                      .found = std::to_string(tokens) + " tokens, " + std::to_string(rounds) + " rounds"}};
}

/// Lets `sequence` read walk.decoder.ids, the prompt, and all of `written` but the last token, in one pass: what was seen of a row is, bit
/// for bit, what was computed when its token was new.
template <CausalModel Model>
void record_decoder(const Model& model, Sequence sequence, std::span<const TokenId> written, const Tokenizer* tokenizer,
                    const WalkthroughOptions& options, Walkthrough& walk) {
  WalkthroughStack& decoder = walk.decoder;
  walk.prompt = static_cast<Index>(decoder.ids.size());
  walk.vocab_size = model.vocab_size();
  decoder.ids.insert(decoder.ids.end(), written.begin(), written.end() - 1);
  decoder.tokens = token_texts(tokenizer, decoder.ids);
  const std::vector<std::string> texts = token_texts(tokenizer, written);
  Workspace workspace;
  const ConstView<float> logits = model.forward(Batch{}.add(sequence, decoder.ids, LogitRows::all), workspace, decoder.seen);
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::span<const float> row(logits.data() + (walk.prompt - 1 + static_cast<Index>(i)) * logits.outerStride(),
                                     static_cast<std::size_t>(logits.cols()));
    WalkthroughRound round{.id = written[i], .token = texts[i]};
    round.probability = std::exp(log_probability(row, round.id));
    round.top = most_probable(row, options.top);
    for (const TokenProbability& t : round.top) {
      round.texts.push_back(token_texts(tokenizer, {&t.id, 1}).front());
      round.logits.push_back(double(row[static_cast<std::size_t>(t.id)]));
    }
    walk.rounds.push_back(std::move(round));
  }
}

}  // namespace detail

/// A decoder reads `prompt` and goes on, greedily but for the processors of its generation settings. Throws InputError (no tokens, more
/// than 128, rounds likewise), ContextError, CapacityError.
template <CausalModel Model>
Walkthrough walk_through(const TextGenerator<Model>& generator, const std::vector<TokenId>& prompt,
                         const WalkthroughOptions& options = {}) {
  detail::require_short(prompt.size(), options.rounds);
  const Tokenizer* const tokenizer = generator.has_tokenizer() ? &generator.tokenizer() : nullptr;
  const Completion completion =
      generator.complete({&prompt, 1}, {.max_new_tokens = options.rounds, .num_beams = 1, .do_sample = false, .num_return_sequences = 1})
          .front();
  Walkthrough walk{.text = tokenizer ? tokenizer->decode(prompt) : std::string(), .answer = completion.text};
  walk.decoder.ids = prompt;
  detail::record_decoder(generator.model(), generator.model().new_sequence(), completion.ids, tokenizer, options, walk);
  return walk;
}

/// `walk_through(generator, "Once upon a time")`
template <CausalModel Model>
Walkthrough walk_through(const TextGenerator<Model>& generator, std::string_view text, const WalkthroughOptions& options = {}) {
  return walk_through(generator, generator.tokenizer().encode(text), options);
}

/// A model reads `source`, a text or its ids, as one source, and writes its translation greedily. Throws as Translator::translate(), and as
/// above.
template <EncoderDecoderModel Model, class Source>
requires(std::convertible_to<const Source&, std::string> || std::convertible_to<const Source&, std::vector<TokenId>>) Walkthrough
    walk_through(const Translator<Model>& translator, const Source& source, const WalkthroughOptions& options = {},
                 TranslateOptions translate = {}) {
  translate.split_sentences = false;
  using Item = std::conditional_t<std::convertible_to<const Source&, std::string>, std::string, std::vector<TokenId>>;
  const Item items[] = {source};
  detail::require_short(1, options.rounds);
  const TranslationResult result =
      translator
          .translate(std::span<const Item>(items),
                     {.max_new_tokens = options.rounds, .num_beams = 1, .do_sample = false, .num_return_sequences = 1}, translate)
          .front();
  const std::vector<TokenId> written = result.best().ids;
  detail::require_short(result.source_ids.size(), static_cast<Index>(written.size()));
  const Tokenizer* const from = translator.has_tokenizers() ? &translator.tokenizers().source : nullptr;
  const Tokenizer* const to = translator.has_tokenizers() ? &translator.tokenizers().target : nullptr;

  Walkthrough walk{.answer = result.best().text};
  if constexpr (std::same_as<Item, std::string>)
    walk.text = items[0];
  else if (from != nullptr)
    walk.text = from->decode(result.source_ids);
  WalkthroughStack& encoder = walk.encoder.emplace();
  encoder.ids = result.source_ids;
  encoder.tokens = token_texts(from, encoder.ids);
  walk.decoder.ids = translator.decoder_prompt(translate);
  Workspace workspace;
  const auto sources = translator.model().encode({&encoder.ids, 1}, workspace, {}, encoder.seen);
  detail::record_decoder(translator.model(), translator.model().new_sequence(sources.front()), written, to, options, walk);
  return walk;
}

}  // namespace ganymede::inline v0
