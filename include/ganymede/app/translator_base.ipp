#pragma once
// The bodies of translator_base.hpp.

#include <ganymede/app/translator_base.hpp>

#include <ganymede/app/answer_text.hpp>
#include <ganymede/app/text_pieces.hpp>
#include <ganymede/decode/generate.hpp>
#include <ganymede/text/pipeline.hpp>

#include <algorithm>
#include <numeric>

namespace ganymede::inline v0 {

/// What the encoder sees at once.
struct TranslatorBase::Piece {
  std::size_t text = 0;  ///< which of the texts it belongs to
  detail::TextPiece where{};
  bool begins = true;  ///< the first of its text
  std::vector<TokenId> ids{};
  std::vector<Translation> found{};
  std::exception_ptr error{};
};

GANYMEDE_ONCE TranslatorBase::Parts::Parts(const Checkpoint& checkpoint)
    : tokenizers(TranslationTokenizers::find(checkpoint)), setup(checkpoint, tokenizers), name(checkpoint.name()) {}

GANYMEDE_ONCE TranslatorBase::TranslatorBase(Parts parts, std::shared_ptr<const TranslationModel> model)
    : tokenizers_(std::move(parts.tokenizers)),
      constraint_(tokenizers_ ? std::optional(tokenizers_->target) : std::nullopt),
      setup_(std::move(parts.setup)),
      model_(std::move(model)) {
  detail::in_file(setup_.file, [&] { validate(setup_.defaults, model_->vocab_size()); });
  if (setup_.decoder_start_token_id < 0 || setup_.decoder_start_token_id >= model_->vocab_size())
    throw ConfigError{{.problem = "token id outside the vocabulary",
                       .file = parts.name,
                       .key = "decoder_start_token_id",
                       .expected = "below " + std::to_string(model_->vocab_size()),
                       .found = std::to_string(setup_.decoder_start_token_id)}};
  if (!tokenizers_) return;
  detail::require_vocabulary(tokenizers_->source, model_->source_vocab_size(), parts.name, "source");
  detail::require_vocabulary(tokenizers_->target, model_->vocab_size(), parts.name, "target");
}

GANYMEDE_ONCE const TranslationTokenizers& TranslatorBase::tokenizers() const& {
  if (!tokenizers_)
    throw TokenizerError{
        {.problem = "the model came without a tokenizer", .expected = "tokenizer.json, or the files of its tokenizer's class"}};
  return *tokenizers_;
}

GANYMEDE_ONCE std::vector<TokenId> TranslatorBase::decoder_prompt(const TranslateOptions& options) const {
  return call({}, options).prefixed;
}

GANYMEDE_ONCE std::string TranslatorBase::operator()(const std::string& text, const GenerationOptions& generation,
                                                     const TranslateOptions& options) const {
  return translate({&text, 1}, generation, options).front().best().text;
}

GANYMEDE_ONCE std::vector<TranslationResult> TranslatorBase::translate(std::span<const std::string> texts,
                                                                       const GenerationOptions& generation,
                                                                       const TranslateOptions& options) const {
  TranslationProgress progress{.of = texts.size()};
  return translate(texts, call(generation, options), options, progress);
}

GANYMEDE_ONCE std::vector<TranslationResult> TranslatorBase::translate(std::span<const std::vector<TokenId>> sources,
                                                                       const GenerationOptions& generation,
                                                                       const TranslateOptions& options) const {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < sources.size(); ++i) pieces.push_back({.text = i, .ids = sources[i]});
  std::vector<TranslationResult> results(sources.size());
  TranslationProgress progress{.of = sources.size()};
  run(pieces, results, call(generation, options), options, progress);
  return results;
}

GANYMEDE_ONCE WordAlignment TranslatorBase::align(const std::string& source, const std::string& translation, const AlignOptions& align,
                                                  const TranslateOptions& options) const {
  const detail::TranslationCall call = this->call({}, options);
  std::vector<TokenId> prompt = call.start;
  if (call.config.forced_bos_token_id) prompt.push_back(*call.config.forced_bos_token_id);
  const auto& [from, to] = tokenizers();
  const std::string text = options.source_prefix + source;
  return detail::align_words(*model_, {from, text, options.source_prefix.size(), from.encode(text, call.encode)}, std::move(prompt),
                             {to, translation, 0, to.encode(translation, {.add_special_tokens = false})}, align);
}

GANYMEDE_ONCE TranslationProgress TranslatorBase::translate_lines(FunctionRef<bool(std::string&)> next_line,
                                                                  FunctionRef<void(const std::string&, TranslationResult&&)> emit,
                                                                  const GenerationOptions& generation,
                                                                  const TranslateOptions& options) const {
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

GANYMEDE_ONCE detail::TranslationCall TranslatorBase::call(const GenerationOptions& generation, const TranslateOptions& options) const {
  const auto demand = [](bool right, const char* key, const char* expected) {
    if (!right) throw InputError{{.problem = "out of range", .key = key, .expected = expected}};
  };
  demand(options.batch_tokens > 0, "batch_tokens", "a positive number");
  demand(options.window > 0, "window", "a positive number");
  demand(options.max_source_length >= 0, "max_source_length", "0 or more");
  return {setup_, tokenizers_, generation, options, model_->max_position_embeddings()};
}

GANYMEDE_ONCE std::vector<TranslationResult> TranslatorBase::translate(std::span<const std::string> texts,
                                                                       const detail::TranslationCall& call, const TranslateOptions& options,
                                                                       TranslationProgress& progress) const {
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

GANYMEDE_ONCE void TranslatorBase::cut(const std::string& text, std::size_t number, const detail::TranslationCall& call,
                                       const TranslateOptions& options, std::vector<Piece>& pieces) const {
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

GANYMEDE_ONCE Index TranslatorBase::longest_source(const TranslateOptions& options) const {
  Index most = model_->longest_source();
  if (options.max_source_length > 0) return std::min(most, options.max_source_length);
  return options.split_sentences && setup_.model_max_length > 0 ? std::min(most, setup_.model_max_length) : most;
}

GANYMEDE_ONCE void TranslatorBase::run(std::vector<Piece>& pieces, std::vector<TranslationResult>& results,
                                       const detail::TranslationCall& call, const TranslateOptions& options, TranslationProgress& progress,
                                       std::span<const std::string> texts) const {
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

GANYMEDE_ONCE void TranslatorBase::translate_batch(std::span<Piece* const> batch, const detail::TranslationCall& call,
                                                   const TranslateOptions& options, Workspace& workspace) const {
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

GANYMEDE_ONCE void TranslatorBase::decode(std::span<Piece* const> batch, const detail::TranslationCall& call,
                                          const TranslateOptions& options, Workspace& workspace) const {
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
  const std::string& adapter = call.config.adapter.empty() ? options.sequence.adapter : call.config.adapter;
  const auto encoded = model_->encode(sources, workspace, {0, options.sequence.cache, options.sequence.pool, adapter});
  GenerationHooks hooks{.cancel = options.cancel, .sequence = options.sequence};
  hooks.special_spelling = [&](TokenId id) { return texts.front().special_spelling(id); };
  hooks.token_bytes = [&](Index i, TokenId id) { return texts[static_cast<std::size_t>(i)].push(id); };
  hooks.constraint_start = constraint_.start(1);  // all but the decoder's start
  hooks.new_sequence = [&](Index i, const SequenceOptions& o) { return model_->new_sequence(encoded[static_cast<std::size_t>(i)], o); };
  const std::vector<Generated> generated =
      generate(*model_, std::span<const std::vector<TokenId>>(prompts), call.config, {}, std::move(hooks));
  for (std::size_t i = 0; i < generated.size(); ++i) {
    detail::take_answer(generated[i], texts[i], answers[i]);
    batch[i / static_cast<std::size_t>(call.config.num_return_sequences)]->found.push_back(std::move(answers[i]));
  }
}

GANYMEDE_ONCE void TranslatorBase::gather(std::vector<Piece>& pieces, std::vector<TranslationResult>& results,
                                          const GenerationConfig& config, std::span<const std::string> texts) {
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

}  // namespace ganymede::inline v0
