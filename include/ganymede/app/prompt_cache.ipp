#pragma once
// The bodies of prompt_cache.hpp.

#include <ganymede/app/prompt_cache.hpp>

#include <ganymede/app/vector_file.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/decode/prefill.hpp>

#include <algorithm>
#include <cstring>
#include <system_error>

namespace ganymede::inline v0 {

namespace detail {
inline std::uint64_t add_load_options(Fingerprint& of, const LoadOptions& options) {
  of.add(options.weights ? name(*options.weights) : std::string_view("as stored"));
  for (const Adapter& adapter : options.adapters) of.add_model(adapter.path).add(std::as_bytes(std::span(&adapter.scale, 1)));
  for (const NamedAdapter& named : options.named_adapters)
    of.add(named.name).add_model(named.path).add(std::as_bytes(std::span(&named.scale, 1)));
  return of.value();
}
}  // namespace detail

GANYMEDE_ONCE std::uint64_t prompt_origin(const std::filesystem::path& model, const LoadOptions& options) {
  return detail::add_load_options(Fingerprint().add_model(model), options);
}
GANYMEDE_ONCE std::uint64_t prompt_origin(std::span<const std::byte> model, const LoadOptions& options) {
  return detail::add_load_options(Fingerprint().add(model), options);
}

GANYMEDE_ONCE Sequence PromptCache::sequence(const LanguageModel& model, std::span<const TokenId> prompt, const SequenceOptions& options) {
  Sequence sequence = model.new_sequence(options);
  taken_ = 0;
  if (prompt.size() < 2) return sequence;
  taken_ = take(model, prompt, sequence, options);
  const std::span<const TokenId> kept = prompt.first(prompt.size() - 1), missing = kept.subspan(static_cast<std::size_t>(taken_));
  if (missing.empty()) return sequence;
  Batch batch;
  Workspace workspace;
  const std::span<const TokenId> last = prefill(model, sequence, missing, batch, workspace);
  model.forward(batch.add(sequence, last, LogitRows::none), workspace);
  write_prompt(file_, of_, kept, sequence);
  return sequence;
}

GANYMEDE_ONCE Index PromptCache::take(const LanguageModel& model, std::span<const TokenId> prompt, Sequence& sequence,
                                      const SequenceOptions& options) const {
  std::error_code error;
  if (!std::filesystem::exists(file_, error) || std::filesystem::file_size(file_, error) == 0) return 0;  // to be written
  const MappedFile mapped(file_);
  const std::string file = file_.string();
  const StoredPrompt stored = parse_prompt(mapped.bytes(), file);
  if (stored.of != of_) throw FormatError{{.problem = "the prompt cache of another model, or of other adapters or weights", .file = file}};
  const std::size_t most = std::min(stored.tokens.size(), prompt.size() - 1);
  std::size_t shared = 0;
  while (shared < most && stored.tokens[shared] == prompt[shared]) ++shared;
  if (!sequence.shape().recurrent.empty() && shared < stored.tokens.size()) shared = 0;
  restore_prompt(stored, static_cast<Index>(shared), sequence, file);
  if (!agrees(model, prompt.first(shared), sequence, options))
    throw FormatError{{.problem = "the prompt cache holds what this model does not compute", .file = file}};
  return static_cast<Index>(shared);
}

GANYMEDE_ONCE bool PromptCache::agrees(const LanguageModel& model, std::span<const TokenId> tokens, const Sequence& sequence,
                                       const SequenceOptions& options) {
  constexpr std::size_t few = 8;
  if (tokens.size() < 2 || !sequence.shape().recurrent.empty()) return true;
  const std::size_t count = std::min(tokens.size(), few);
  Workspace workspace, other;
  Sequence again = model.new_sequence(options), kept = sequence.fork();
  kept.truncate(static_cast<Index>(count) - 1);
  const ConstView<float> a = model.forward(Batch{}.add(again, tokens.first(count)), workspace),
                         b = model.forward(Batch{}.add(kept, tokens.subspan(count - 1, 1)), other);
  return std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.cols()) * sizeof(float)) == 0;
}

}  // namespace ganymede::inline v0
