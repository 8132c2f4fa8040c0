#pragma once
// The bodies of text_generator_base.hpp.

#include <ganymede/app/text_generator_base.hpp>

#include <ganymede/app/answer_text.hpp>
#include <ganymede/decode/generate.hpp>
#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/formats/checkpoint_tokenizer.hpp>

#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

GANYMEDE_ONCE TextGeneratorBase::Parts::Parts(const Checkpoint& checkpoint) : generation(checkpoint.generation()) {
  CheckpointTokenizer found = CheckpointTokenizer::find(checkpoint);
  tokenizer = std::move(found.tokenizer);
  no_tokenizer = std::move(found.problem);
}

GANYMEDE_ONCE TextGeneratorBase::TextGeneratorBase(Parts parts, std::shared_ptr<const LanguageModel> model)
    : parts_(std::move(parts)), constraint_(parts_.tokenizer), model_(std::move(model)) {
  defaults_ = parts_.generation ? read_generation_config(*parts_.generation, model_->vocab_size()) : generation_defaults(*model_);
  if (defaults_.eos_token_id.empty() && parts_.tokenizer && parts_.tokenizer->eos()) defaults_.eos_token_id = {*parts_.tokenizer->eos()};
}

GANYMEDE_ONCE const Tokenizer& TextGeneratorBase::tokenizer() const& {
  if (!parts_.tokenizer)
    throw TokenizerError{{.problem = "the model came without a tokenizer",
                          .expected = "tokenizer.json, the files of its tokenizer's class, or tokenizer.ggml.* metadata",
                          .found = parts_.no_tokenizer}};
  return *parts_.tokenizer;
}

GANYMEDE_ONCE TextStream TextGeneratorBase::stream(std::string_view prompt, const GenerationOptions& options,
                                                   const CallOptions& call) const {
  return stream(tokenizer().encode(prompt, call.encode), options, call);
}
GANYMEDE_ONCE TextStream TextGeneratorBase::stream(std::vector<TokenId> prompt, const GenerationOptions& options,
                                                   const CallOptions& call) const {
  return {model_, parts_.tokenizer, std::move(prompt), resolve(defaults_, options), call, constraint_};
}

GANYMEDE_ONCE std::string TextGeneratorBase::operator()(std::string_view prompt, const GenerationOptions& options,
                                                        const CallOptions& call) const {
  const std::vector<TokenId> prompts[] = {tokenizer().encode(prompt, call.encode)};
  return complete(prompts, options, call).front().text;
}

GANYMEDE_ONCE std::vector<Completion> TextGeneratorBase::complete(std::span<const std::string> prompts, const GenerationOptions& options,
                                                                  const CallOptions& call) const {
  const std::vector<std::string_view> views(prompts.begin(), prompts.end());
  return complete(std::span<const std::string_view>(views), options, call);
}

GANYMEDE_ONCE std::vector<Completion> TextGeneratorBase::complete(std::span<const std::string_view> prompts,
                                                                  const GenerationOptions& options, const CallOptions& call) const {
  std::vector<std::vector<TokenId>> ids;
  for (const std::string_view prompt : prompts) ids.push_back(tokenizer().encode(prompt, call.encode));
  return complete(std::span<const std::vector<TokenId>>(ids), options, call);
}

GANYMEDE_ONCE std::vector<ContinuationScore> TextGeneratorBase::score(std::string_view prompt, std::span<const std::string> continuations,
                                                                      const CallOptions& call) const {
  std::vector<std::vector<TokenId>> texts;
  for (const std::string& continuation : continuations)
    texts.push_back(tokenizer().encode(std::string(prompt) + continuation, call.encode));
  return score_continuations(*model_, tokenizer().encode(prompt, call.encode), texts, call.sequence);
}

GANYMEDE_ONCE std::vector<Completion> TextGeneratorBase::complete(std::span<const std::vector<TokenId>> prompts,
                                                                  const GenerationOptions& options, const CallOptions& call) const {
  const GenerationConfig config = resolve(defaults_, options);
  const std::size_t copies = static_cast<std::size_t>(config.num_return_sequences);
  std::vector<detail::AnswerText> detokenizers;
  for (const std::vector<TokenId>& prompt : prompts)
    detokenizers.insert(detokenizers.end(), copies, detail::AnswerText(parts_.tokenizer, prompt));
  std::vector<Completion> completions;
  const GenerationHooks hooks = detail::answer_hooks(detokenizers, call, constraint_);
  for (const Generated& generated : generate(*model_, prompts, config, {}, hooks)) {
    const std::size_t i = completions.size();
    Completion c{.prompt_ids = prompts[i / copies]};
    detail::take_answer(generated, detokenizers[i], c);
    completions.push_back(std::move(c));
  }
  return completions;
}

GANYMEDE_ONCE std::vector<CompletionResult> TextGeneratorBase::complete(std::span<const CompletionRequest> requests,
                                                                        const CallOptions& call) const {
  std::vector<ResolvedRequest> resolved;
  std::vector<detail::AnswerText> texts;
  for (const CompletionRequest& request : requests) {
    ResolvedRequest& r = resolved.emplace_back();
    try {
      if (!request.prompt.empty() && !request.prompt_ids.empty())
        throw InputError{{.problem = "a prompt is either text or ids", .key = "prompt_ids", .expected = "empty, or an empty prompt"}};
      r.config = resolve(defaults_, request.options);
      r.prompt = request.prompt_ids.empty() ? tokenizer().encode(request.prompt, call.encode) : request.prompt_ids;
    } catch (const std::exception&) {
      r.error = std::current_exception();
    }
    texts.insert(texts.end(), r.answers(), detail::AnswerText(parts_.tokenizer, r.prompt));
  }
  const GenerationHooks hooks = detail::answer_hooks(texts, call, constraint_);
  std::vector<CompletionResult> results(requests.size());
  auto text = texts.begin();
  const std::vector<GenerationResult> generated = detail::answer_requests(model_, resolved, hooks);
  for (std::size_t r = 0; r < results.size(); ++r) {
    if (!generated[r].ok()) results[r].error = detail::name_request(generated[r].error, r);
    for (std::size_t a = 0; a < generated[r].answers.size(); ++a) {
      results[r].answers.push_back({.prompt_ids = resolved[r].prompt});
      detail::take_answer(generated[r].answers[a], text[static_cast<std::ptrdiff_t>(a)], results[r].answers.back());
    }
    text += static_cast<std::ptrdiff_t>(resolved[r].answers());
  }
  return results;
}

}  // namespace ganymede::inline v0
