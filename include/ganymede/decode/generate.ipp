#pragma once
// The body of generate.hpp.

#include <ganymede/decode/generate.hpp>

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

}  // namespace ganymede::inline v0::detail
