#pragma once
// Prompts -> answers, in one call.

#include <ganymede/decode/beam_search.hpp>
#include <ganymede/decode/generation.hpp>
#include <ganymede/decode/generation_request.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Sees every token as it comes; false cancels that sequence.
using OnToken = std::function<bool(Index sequence, const GeneratedToken& token)>;

namespace detail {
GANYMEDE_ONCE std::vector<Generated> generate_all(std::shared_ptr<const LanguageModel> model, std::span<const std::vector<TokenId>> prompts,
                                                  const GenerationConfig& config, const OnToken& on_token, GenerationHooks hooks);

/// What becomes of each request, in order. Their errors do not name them yet. Hooks count sequences as generate(model, requests) says.
GANYMEDE_ONCE std::vector<GenerationResult> answer_requests(std::shared_ptr<const LanguageModel> model,
                                                            std::span<const ResolvedRequest> requests, const GenerationHooks& hooks);
/// generate(model, requests).
GANYMEDE_ONCE std::vector<GenerationResult> generate_requests(std::shared_ptr<const LanguageModel> model,
                                                              std::span<const GenerationRequest> requests, const GenerationHooks& hooks);
}  // namespace detail

/// num_return_sequences answers to each prompt, prompt by prompt, computed as one ragged batch: by beam search where num_beams is above 1.
/// `config` is all that counts. Throws as Generation and BeamSearch and their steps do, and InputError for `on_token` with beams, whose
/// tokens are known at the end.
template <CausalModel M, std::same_as<GenerationConfig> Resolved>
std::vector<Generated> generate(const M& model, std::span<const std::vector<TokenId>> prompts, const Resolved& config,
                                const OnToken& on_token = {}, GenerationHooks hooks = {}) {
  return detail::generate_all(refer_to(model), prompts, config, on_token, std::move(hooks));
}

/// The same with what a caller gives, `{.max_new_tokens = 64, .temperature = 0.7}`, laid over the defaults of the checkpoint that the model
/// was loaded from: its end tokens above all. They mean what they mean to TextGenerator and Translator (resolve()).
template <CausalModel M>
std::vector<Generated> generate(const M& model, std::span<const std::vector<TokenId>> prompts, const GenerationOptions& options = {},
                                const OnToken& on_token = {}, GenerationHooks hooks = {}) {
  return generate(model, prompts, resolve(generation_defaults(model), options), on_token, std::move(hooks));
}

/// The answers to requests that differ in their options, computed together in the same passes (those with num_beams above 1 in passes of
/// their own), each bit for bit what it would be alone. What is wrong with a request, or goes wrong with it (a prompt that is too long, a
/// full page pool), is its result's error and ends no other; what a hook throws ends all. token_bytes counts the answers of all requests
/// in order, process_logits, should_stop and new_sequence are told the number of the request. Throws what the checkpoint's defaults do.
template <CausalModel M>
std::vector<GenerationResult> generate(const M& model, std::span<const GenerationRequest> requests, const GenerationHooks& hooks = {}) {
  return detail::generate_requests(refer_to(model), requests, hooks);
}

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/generate.ipp>
#endif
