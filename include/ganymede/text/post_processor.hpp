#pragma once
// Post-processors: the special tokens around a text. For one text every kind that Hugging Face has comes down to ids before it
// and ids after it.

#include <ganymede/core/types.hpp>
#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// What stands before and after the tokens of a text when special tokens are asked for. Default: nothing.
class PostProcessor {
 public:
  PostProcessor() = default;
  PostProcessor(std::vector<TokenId> prefix, std::vector<TokenId> suffix) : prefix_(std::move(prefix)), suffix_(std::move(suffix)) {}

  /// From the `post_processor` of a tokenizer.json: TemplateProcessing (its `single`), BertProcessing, RobertaProcessing,
  /// ByteLevel (which only concerns offsets), Sequence, null. `vocab_size`: ids must be below. TokenizerError names what is not
  /// one of these.
  static PostProcessor from_json(const Json& json, TokenId vocab_size, std::string_view file, const std::string& key = "post_processor");

  const std::vector<TokenId>& prefix() const noexcept { return prefix_; }
  const std::vector<TokenId>& suffix() const noexcept { return suffix_; }

 private:
  std::vector<TokenId> prefix_{};
  std::vector<TokenId> suffix_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/post_processor.ipp>
#endif
