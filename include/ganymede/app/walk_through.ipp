#pragma once
// The bodies of walk_through.hpp.

#include <ganymede/app/walk_through.hpp>

#include <ganymede/state/encoder_model.hpp>
#include <ganymede/state/workspace.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <span>

namespace ganymede::inline v0 {

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
inline void record_decoder(const LanguageModel& model, Sequence sequence, std::span<const TokenId> written, const Tokenizer* tokenizer,
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

/// `source`: one text, or its ids.
template <class Item>
Walkthrough walk_through_translation(const TranslatorBase& translator, std::span<const Item> source, const WalkthroughOptions& options,
                                     TranslateOptions translate) {
  translate.split_sentences = false;
  detail::require_short(1, options.rounds);
  const TranslationResult result =
      translator
          .translate(source, {.max_new_tokens = options.rounds, .num_beams = 1, .do_sample = false, .num_return_sequences = 1}, translate)
          .front();
  const std::vector<TokenId> written = result.best().ids;
  detail::require_short(result.source_ids.size(), static_cast<Index>(written.size()));
  const Tokenizer* const from = translator.has_tokenizers() ? &translator.tokenizers().source : nullptr;
  const Tokenizer* const to = translator.has_tokenizers() ? &translator.tokenizers().target : nullptr;

  Walkthrough walk{.answer = result.best().text};
  if constexpr (std::same_as<Item, std::string>)
    walk.text = source[0];
  else if (from != nullptr)
    walk.text = from->decode(result.source_ids);
  WalkthroughStack& encoder = walk.encoder.emplace();
  encoder.ids = result.source_ids;
  encoder.tokens = token_texts(from, encoder.ids);
  walk.decoder.ids = translator.decoder_prompt(translate);
  Workspace workspace;
  const auto sources = translator.translation_model().encode({&encoder.ids, 1}, workspace, {}, encoder.seen);
  detail::record_decoder(translator.translation_model(), translator.translation_model().new_sequence(sources.front()), written, to, options,
                         walk);
  return walk;
}

/// What the head of an encoder alone says: rounds of `walk`, of logits [n, labels].
class EncoderVerdict {
 public:
  EncoderVerdict(const EncoderModel& model, const Tokenizer* tokenizer, std::size_t top, Walkthrough& walk)
      : model_(model), tokenizer_(tokenizer), top_(top), walk_(walk) {}

  void add(const ConstView<float>& logits) {
    const EncoderFacts& facts = model_.facts();
    if (facts.head == HeadKind::question_answering) {
      add_answer("an answer begins at", logits, 0);
      return add_answer("and ends at", logits, 1);
    }
    if (facts.head == HeadKind::sequence && facts.problem_type == ProblemType::regression)
      walk_.scores = "none";
    else if (facts.head == HeadKind::sequence &&
             (facts.labels.size() == 1 || facts.problem_type == ProblemType::multi_label_classification))
      walk_.scores = "sigmoid";
    for (Index t = 0; t < logits.rows(); ++t) {
      const std::span<const float> row(logits.data() + t * logits.outerStride(), static_cast<std::size_t>(logits.cols()));
      add_round(row, facts.head == HeadKind::sequence ? -1 : t, [&](TokenId id) {
        return facts.head == HeadKind::masked_lm ? token_texts(tokenizer_, {&id, 1}).front() : facts.labels[static_cast<std::size_t>(id)];
      });
    }
    if (facts.head != HeadKind::masked_lm) return;
    const auto& tokens = walk_.encoder->tokens;  // a mask first, where there is one
    const auto mask = std::find_if(tokens.begin(), tokens.end(), [](const auto& t) { return t == "[MASK]" || t == "<mask>"; });
    if (mask != tokens.end()) walk_.prompt = mask - tokens.begin();
  }

 private:
  template <class Name>
  void add_round(std::span<const float> logits, Index row, Name name) {
    WalkthroughRound round{.row = row};
    round.top = most_probable(logits, top_);
    for (TokenProbability& t : round.top) {
      const auto logit = static_cast<double>(logits[static_cast<std::size_t>(t.id)]);
      if (walk_.scores == "sigmoid") t.logprob = -std::log1p(std::exp(-logit));
      round.texts.push_back(name(t.id));
      round.logits.push_back(logit);
    }
    round.id = round.top.front().id;
    round.token = round.texts.front();
    round.probability = round.top.front().probability();
    walk_.rounds.push_back(std::move(round));
  }
  /// Where an answer begins, or ends: one of the tokens.
  void add_answer(const char* what, const ConstView<float>& logits, Index column) {
    std::vector<float> of_tokens;
    for (Index t = 0; t < logits.rows(); ++t) of_tokens.push_back(logits(t, column));
    add_round(of_tokens, -1, [this](TokenId at) { return walk_.encoder->tokens[static_cast<std::size_t>(at)]; });
    walk_.rounds.back().token = what;
  }

  const EncoderModel& model_;
  const Tokenizer* tokenizer_;
  std::size_t top_;
  Walkthrough& walk_;
};

}  // namespace detail

GANYMEDE_ONCE Walkthrough walk_through(const EncoderModel& encoder, const Tokenizer* tokenizer, const std::vector<TokenId>& ids,
                                       const WalkthroughOptions& options) {
  detail::require_short(ids.size(), options.rounds);
  static constexpr const char* heads[] = {"none", "masked_lm", "sequence", "tokens", "question_answering"};
  const HeadKind head = encoder.facts().head;
  Walkthrough walk{.text = tokenizer ? tokenizer->decode(ids) : std::string(),
                   .vocab_size = encoder.vocab_size(),
                   .head = heads[static_cast<int>(head)]};
  walk.scores = "softmax";
  WalkthroughStack& stack = walk.encoder.emplace();
  stack.ids = ids;
  stack.tokens = token_texts(tokenizer, ids);
  Workspace workspace;
  const EncoderInput text{.tokens = ids};
  if (head == HeadKind::none)
    encoder.forward({&text, 1}, workspace, stack.seen);
  else
    detail::EncoderVerdict(encoder, tokenizer, std::max<std::size_t>(options.top, 1), walk)
        .add(encoder.logits({&text, 1}, workspace, stack.seen));
  const Matrix<float> mean = stack.seen.states.at(stack.seen.states.blocks() + 1).colwise().mean();
  walk.vector.assign(mean.data(), mean.data() + mean.size());
  return walk;
}

GANYMEDE_ONCE Walkthrough walk_through(const TextGeneratorBase& generator, const std::vector<TokenId>& prompt,
                                       const WalkthroughOptions& options) {
  detail::require_short(prompt.size(), options.rounds);
  const Tokenizer* const tokenizer = generator.has_tokenizer() ? &generator.tokenizer() : nullptr;
  const Completion completion =
      generator.complete({&prompt, 1}, {.max_new_tokens = options.rounds, .num_beams = 1, .do_sample = false, .num_return_sequences = 1})
          .front();
  Walkthrough walk{.text = tokenizer ? tokenizer->decode(prompt) : std::string(), .answer = completion.text};
  walk.decoder.ids = prompt;
  detail::record_decoder(generator.language_model(), generator.language_model().new_sequence(), completion.ids, tokenizer, options, walk);
  return walk;
}

GANYMEDE_ONCE Walkthrough walk_through(const TextGeneratorBase& generator, std::string_view text, const WalkthroughOptions& options) {
  return walk_through(generator, generator.tokenizer().encode(text), options);
}

GANYMEDE_ONCE Walkthrough walk_through(const TranslatorBase& translator, const std::string& source, const WalkthroughOptions& options,
                                       const TranslateOptions& translate) {
  return detail::walk_through_translation<std::string>(translator, {&source, 1}, options, translate);
}
GANYMEDE_ONCE Walkthrough walk_through(const TranslatorBase& translator, const std::vector<TokenId>& source,
                                       const WalkthroughOptions& options, const TranslateOptions& translate) {
  return detail::walk_through_translation<std::vector<TokenId>>(translator, {&source, 1}, options, translate);
}

}  // namespace ganymede::inline v0
