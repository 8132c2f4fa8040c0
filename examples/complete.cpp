// A prompt becomes a completion, streamed as it is written.
//
//   complete [MODEL] [TEXT] [--max-new-tokens 64] [--temperature 0.8] [--top-p 0.9] [--seed 1] ...

#include <ganymede/app/prompt_cache.hpp>
#include <ganymede/app/text_generator.hpp>
#include <ganymede/io/json.hpp>

#include "adapter_flags.hpp"
#include "command_line.hpp"
#include "draft_flags.hpp"
#include "generation_flags.hpp"

namespace {

using Generator = ganymede::TextGenerator<>;

ganymede::Json to_json(const ganymede::Completion& c, double prompt_rate, double rate, bool beams, const std::string& adapter) {
  ganymede::Json object{{"prompt_ids", c.prompt_ids},
                        {"ids", c.ids},
                        {"text", c.text},
                        {"finish_reason", std::string(name(c.finish_reason))},
                        {"prompt_tokens_per_second", prompt_rate},
                        {"tokens_per_second", rate}};
  if (beams) object["score"] = c.score;
  if (c.drafts.passes > 0)
    object["drafts"] = {
        {"drafted", c.drafts.drafted}, {"accepted", c.drafts.accepted}, {"passes", c.drafts.passes}, {"speed_up", c.drafts.speed_up()}};
  if (!adapter.empty()) object["adapter"] = adapter;
  return object;
}

/// num_return_sequences answers of each of these adapters, or of none, computed as one batch.
std::vector<ganymede::Completion> answers(const Generator& generator, const std::vector<ganymede::TokenId>& ids,
                                          const std::vector<std::string>& adapters, ganymede::GenerationOptions options,
                                          const ganymede::CallOptions& call, std::vector<std::string>& names) {
  std::vector<ganymede::CompletionRequest> requests;
  for (const std::string& name : adapters) {
    options.adapter = name;
    requests.push_back({.options = options, .prompt_ids = ids});
  }
  std::vector<ganymede::Completion> all;
  const auto results = generator.complete(requests, call);
  for (std::size_t i = 0; i < results.size(); ++i) {
    static_cast<void>(results[i].best());  // or its error
    all.insert(all.end(), results[i].answers.begin(), results[i].answers.end());
    names.insert(names.end(), results[i].answers.size(), adapters[i].empty() ? "none" : adapters[i]);
  }
  return all;
}

ganymede::CacheType cache_type(const std::string& name) {
  return name == "f16" ? ganymede::CacheType::f16 : name == "int8" ? ganymede::CacheType::int8 : ganymede::CacheType::f32;
}

/// An answer that ended before it began looks like a program that did nothing.
void note_empty(const ganymede::Completion& c) {
  if (!c.text.empty()) return;
  if (c.finish_reason == ganymede::FinishReason::eos)
    std::cerr
        << "note: the answer is empty: its first token ended the text. A prompt that goes on (\"... is\"), the model's chat format with "
           "--parse-special, or --min-new-tokens 1 may help.\n";
  else if (c.finish_reason == ganymede::FinishReason::stop)
    std::cerr << "note: the answer is empty: it began with a --stop text\n";
}

double rate(std::size_t tokens, double seconds) { return seconds > 0 ? double(tokens) / seconds : 0; }

}  // namespace

int main(int argc, char** argv) {
  CommandLine line("Continues a text.", "complete");
  const GenerationFlags flags(line.app);
  const DraftFlags draft(line.app);
  const AdapterFlags adapters(line.app);
  std::string prompt_cache;
  add_path(line.app, "--prompt-cache", prompt_cache, "a file that keeps what the model makes of TEXT, for texts that begin so");
  std::string cache = "f32";
  line.app.add_option("--cache", cache, "keys and values of past tokens are kept as f32, f16 or int8; left out: f32")
      ->check(CLI::IsMember({"f32", "f16", "int8"}));
  return run(line, argc, argv, [&] {
    ganymede::GenerationOptions options = flags.options();
    options.num_assistant_tokens = draft.num_assistant_tokens;
    const std::vector<std::string> used = adapters.used();
    if (used.size() == 1) options.adapter = used.front();
    ganymede::LoadOptions load = line.load_options();
    load.named_adapters = adapters.named();
    const Generator generator{line.checkpoint(), load};
    const ganymede::GenerationConfig config = resolve(generator.defaults(), options);
    ganymede::CallOptions call{.encode = line.encode_options(),
                               .sequence = {.cache = cache_type(cache)},
                               .process_logits = {},
                               .should_stop = {},
                               .assistant_model = draft.load(generator, line.load_options())};
    std::optional<ganymede::PromptCache> cached;
    if (!prompt_cache.empty() && used.size() > 1) throw UsageError("--prompt-cache keeps the state of one adapter: not of several");
    if (!prompt_cache.empty())
      cached.emplace(prompt_cache, line.has_model() ? ganymede::prompt_origin(std::filesystem::path(line.model_name()), load)
                                                    : ganymede::prompt_origin(embedded_stories(), load));
    const bool beams = config.num_beams > 1;
    flags.announce(config);

    line.for_each_prompt(generator, [&](const std::vector<ganymede::TokenId>& ids, const std::string& text) {
      if (cached)
        call.new_sequence = [&](ganymede::Index, const ganymede::SequenceOptions& of) {
          return cached->sequence(generator.language_model(), ids, of);
        };
      if (config.num_return_sequences > 1 || used.size() > 1) {
        const auto begin = std::chrono::steady_clock::now();
        std::vector<std::string> names;
        const auto completions = answers(generator, ids, used.empty() ? std::vector<std::string>(1) : used, options, call, names);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        for (std::size_t i = 0; i < completions.size(); ++i) {
          const ganymede::Completion& c = completions[i];
          note_empty(c);
          const std::string name = used.empty() ? "" : names[i];
          if (line.json)
            print(to_json(c, rate(c.prompt_ids.size(), seconds), rate(c.ids.size(), seconds), beams, name));
          else
            std::cout << (name.empty() ? "" : name + ": ") << text << c.text << "\n\n";
        }
        return;
      }
      auto stream = generator.stream(ids, options, call);
      if (!line.json) std::cout << text << std::flush;
      for (const std::string_view piece : stream)
        if (!line.json) std::cout << piece << std::flush;
      const ganymede::Completion& c = stream.completion();
      const double prompt_rate = rate(c.prompt_ids.size(), stream.prompt_seconds());
      const double token_rate =
          rate(c.ids.size() > 1 ? c.ids.size() - 1 : c.ids.size(), c.ids.size() > 1 ? stream.decode_seconds() : stream.prompt_seconds());
      if (line.json)
        print(to_json(c, prompt_rate, token_rate, beams, used.empty() ? "" : used.front().empty() ? "none" : used.front()));
      else
        std::cout << '\n' << std::flush;
      note_empty(c);
      if (flags.verbose)
        std::cerr << c.ids.size() << " tokens (" << name(c.finish_reason) << "), " << prompt_rate << " prompt tokens/s, " << token_rate
                  << " tokens/s\n";
      flags.report(c.drafts);
      if (cached && flags.verbose) std::cerr << cached->taken() << " tokens of the prompt were in " << prompt_cache << '\n';
    });
  });
}
