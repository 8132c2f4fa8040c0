#pragma once
// The state of a long prompt, kept in a file from one start of a program to the next.

#include <ganymede/app/prompt_file.hpp>
#include <ganymede/io/weights.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>

#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>

namespace ganymede::inline v0 {

/// What a model that is loaded so says: a fingerprint of its bytes and its adapters', and the type its weights are kept in. FileError.
GANYMEDE_ONCE std::uint64_t prompt_origin(const std::filesystem::path& model, const LoadOptions& options = {});
/// The same of a model in memory.
GANYMEDE_ONCE std::uint64_t prompt_origin(std::span<const std::byte> model, const LoadOptions& options = {});

/// A file that holds what a model keeps of one prompt. Another prompt that begins with the same tokens goes on from them.
///   PromptCache cache("manual.prompt", prompt_origin("model.gguf"));
///   generator.stream(ids, options, {.new_sequence = [&](Index, const SequenceOptions& of) { return cache.sequence(model, ids, of); }})
class PromptCache {
 public:
  /// The file need not be there yet. `of`: what the model is (prompt_origin()).
  PromptCache(std::filesystem::path file, std::uint64_t of) : file_(std::move(file)), of_(of) {}

  /// A sequence that holds `prompt` but its last token. What the file has of it is taken from there; the rest is computed, and the file is
  /// written anew where it was missing. A recurrent state serves as a whole or not at all. The first tokens are computed again, and a file
  /// whose bits differ was made by something else. Throws FormatError for a file that is damaged, or of another model, instruction set,
  /// cache type or version of the library; FileError; and as forward() does.
  Sequence sequence(const LanguageModel& model, std::span<const TokenId> prompt, const SequenceOptions& options);

  /// How many tokens of the last prompt the file had.
  Index taken() const noexcept { return taken_; }

 private:
  /// The tokens that file and prompt share, in `sequence`.
  Index take(const LanguageModel& model, std::span<const TokenId> prompt, Sequence& sequence, const SequenceOptions& options) const;
  /// Whether the model computes these bits from these tokens, as far as the first few tell.
  static bool agrees(const LanguageModel& model, std::span<const TokenId> tokens, const Sequence& sequence, const SequenceOptions& options);

  std::filesystem::path file_;
  std::uint64_t of_;
  Index taken_ = 0;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/prompt_cache.ipp>
#endif
