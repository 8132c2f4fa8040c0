#pragma once
// The bodies of text_generator_base.hpp.

#include <ganymede/app/text_generator_base.hpp>

#include <ganymede/app/answer_text.hpp>
#include <ganymede/decode/generate.hpp>
#include <ganymede/decode/read_generation_config.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/formats/tokenizer_folder.hpp>

#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A folder with files of which no tokenizer can be made works with token ids.
GANYMEDE_ONCE TextGeneratorBase::Parts::Parts(const Checkpoint& checkpoint) : generation(checkpoint.generation()) {
  if (checkpoint.has_gguf()) {
    if (checkpoint.gguf().has("tokenizer.ggml.model")) tokenizer = Tokenizer::from_gguf(checkpoint.gguf());
  } else if (std::error_code unknown; exists(checkpoint.folder() / "tokenizer.json", unknown) || unknown) {  // reading it tells why
    tokenizer = Tokenizer::from_folder(checkpoint.folder());
  } else if (detail::has_tokenizer_files(checkpoint.folder())) {
    try {
      tokenizer = Tokenizer::from_folder(checkpoint.folder());
    } catch (const Error& error) {
      no_tokenizer = error.what();
    }
  }
}

GANYMEDE_ONCE TextGeneratorBase::TextGeneratorBase(Parts parts, std::shared_ptr<const LanguageModel> model)
    : parts_(std::move(parts)), model_(std::move(model)) {
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
  return {model_, parts_.tokenizer, std::move(prompt), resolve(defaults_, options), call};
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
  std::string bytes;
  std::vector<Completion> completions;
  const GenerationHooks hooks{
      .token_bytes = [&](Index s, TokenId id) { return std::string_view(bytes = detokenizers[static_cast<std::size_t>(s)].push(id)); },
      .cancel = call.cancel,
      .sequence = call.sequence,
      .new_sequence = {},
      .process_logits = call.process_logits,
      .should_stop = call.should_stop,
      .special_spelling = [&](TokenId id) { return detokenizers.front().special_spelling(id); }};
  for (const Generated& generated : generate(*model_, prompts, config, {}, hooks)) {
    const std::size_t i = completions.size();
    Completion c{.prompt_ids = prompts[i / copies]};
    detail::take_answer(generated, detokenizers[i], c);
    completions.push_back(std::move(c));
  }
  return completions;
}

}  // namespace ganymede::inline v0
