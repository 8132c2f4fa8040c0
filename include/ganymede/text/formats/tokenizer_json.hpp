#pragma once
// A pipeline from a tokenizer.json. The file as written is the truth: what the `tokenizers` package makes of it. Its `truncation`
// and `padding` are settings for batches, not part of what a text means, and are not followed.

#include <ganymede/split.hpp>
#include <ganymede/text/pipeline.hpp>

#include <string_view>

namespace ganymede::inline v0 {

struct TokenizerJson;

/// The pipeline that the text of a tokenizer.json describes; `file` names it in errors. FormatError: not JSON. TokenizerError:
/// inconsistent, or a stage that is not supported, with its key.
GANYMEDE_ONCE TokenizerPipeline read_tokenizer_json(std::string_view text, std::string_view file);

/// The same of one that has been taken apart, or put together by a recipe.
GANYMEDE_ONCE TokenizerPipeline build_tokenizer(TokenizerJson json, std::string_view file);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/tokenizer_json.ipp>
#endif
