#pragma once
// The body of generate.hpp.

#include <ganymede/decode/generate.hpp>

#include <cstddef>
#include <iterator>
#include <utility>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE std::vector<Generated> generate_all(std::shared_ptr<const LanguageModel> model, std::span<const std::vector<TokenId>> prompts,
                                                  const GenerationConfig& config, const OnToken& on_token, GenerationHooks hooks) {
  if (config.num_beams > 1) {
    if (on_token) throw InputError{{.problem = "not with beams: their tokens are known at the end", .key = "on_token"}};
    BeamSearch search(std::move(model), prompts, config, std::move(hooks));
    while (search.step()) {}
    return search.take();
  }
  Generation generation(std::move(model), prompts, config, std::move(hooks));
  while (generation.step())
    if (on_token)
      for (const GenerationEvent& event : generation.events())
        if (!on_token(event.sequence, event.token) && !event.finished) generation.cancel(event.sequence);
  return generation.take();
}

/// Those of the requests that are answered by one strategy, and what its numbers are among all.
struct RequestGroup {
  std::vector<ResolvedRequest> requests{};
  std::vector<std::size_t> numbers{};  // of the requests
  std::vector<Index> answers{};        // numbers of the answers
  std::vector<Index> counted{};        // the request of what the strategy counts: answers, or prompts

  /// The hooks for this group, which count as those for all do.
  GenerationHooks hooks(const GenerationHooks& all) const {
    GenerationHooks hooks{.cancel = all.cancel, .sequence = all.sequence};
    const auto number = [this](Index i) { return counted[static_cast<std::size_t>(i)]; };
    if (all.token_bytes)
      hooks.token_bytes = [this, &all](Index s, TokenId id) { return all.token_bytes(answers[static_cast<std::size_t>(s)], id); };
    if (all.new_sequence)
      hooks.new_sequence = [this, &all](Index prompt, const SequenceOptions& options) {
        return all.new_sequence(static_cast<Index>(numbers[static_cast<std::size_t>(prompt)]), options);
      };
    if (all.process_logits)
      hooks.process_logits = [number, &all](Index s, std::span<const TokenId> history, std::span<float> logits) {
        all.process_logits(number(s), history, logits);
      };
    if (all.should_stop)
      hooks.should_stop = [number, &all](Index s, std::span<const TokenId> history) { return all.should_stop(number(s), history); };
    hooks.assistant_model = all.assistant_model;
    hooks.constraint_start = all.constraint_start;
    if (all.special_spelling) hooks.special_spelling = [&all](TokenId id) { return all.special_spelling(id); };
    return hooks;
  }

  template <class Strategy>
  void collect(Strategy& strategy, std::vector<GenerationResult>& results) const {
    for (std::size_t r = 0; r < requests.size(); ++r) results[numbers[r]].error = strategy.error(static_cast<Index>(r));
    std::vector<Generated> all = strategy.take();
    auto from = std::make_move_iterator(all.begin());
    for (std::size_t r = 0; r < requests.size(); ++r) {
      GenerationResult& result = results[numbers[r]];
      const auto end = from + static_cast<std::ptrdiff_t>(requests[r].answers());
      if (result.ok()) result.answers.assign(from, end);
      from = end;
    }
  }
};

GANYMEDE_ONCE std::vector<GenerationResult> answer_requests(std::shared_ptr<const LanguageModel> model,
                                                            std::span<const ResolvedRequest> requests, const GenerationHooks& hooks) {
  RequestGroup stepped, searched;
  Index answers = 0;
  for (std::size_t r = 0; r < requests.size(); ++r) {
    const bool beams = requests[r].config.num_beams > 1;
    RequestGroup& group = beams ? searched : stepped;
    group.requests.push_back(requests[r]);
    group.numbers.push_back(r);
    group.counted.insert(group.counted.end(), beams ? 1 : requests[r].answers(), static_cast<Index>(r));
    for (std::size_t a = 0; a < requests[r].answers(); ++a) group.answers.push_back(answers++);
  }
  Generation generation(model, std::span<const ResolvedRequest>(stepped.requests), stepped.hooks(hooks));
  BeamSearch search(std::move(model), std::span<const ResolvedRequest>(searched.requests), searched.hooks(hooks));
  while (static_cast<int>(generation.step()) + static_cast<int>(search.step()) > 0) {}
  std::vector<GenerationResult> results(requests.size());
  stepped.collect(generation, results);
  searched.collect(search, results);
  return results;
}

GANYMEDE_ONCE std::vector<GenerationResult> generate_requests(std::shared_ptr<const LanguageModel> model,
                                                              std::span<const GenerationRequest> requests, const GenerationHooks& hooks) {
  const GenerationConfig defaults = generation_defaults(*model);
  std::vector<ResolvedRequest> resolved;
  for (const GenerationRequest& request : requests) {
    resolved.push_back({.prompt = request.prompt});
    try {
      resolved.back().config = resolve(defaults, request.options);
    } catch (const std::exception&) {
      resolved.back().error = std::current_exception();
    }
  }
  std::vector<GenerationResult> results = answer_requests(std::move(model), resolved, hooks);
  for (std::size_t r = 0; r < results.size(); ++r)
    if (!results[r].ok()) results[r].error = name_request(results[r].error, r);
  return results;
}

}  // namespace ganymede::inline v0::detail
