#pragma once
// The bodies of tokenizer_json.hpp.

#include <ganymede/text/formats/tokenizer_json.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerPipeline read_tokenizer_json(std::string_view text, std::string_view file) {
  return detail::TokenizerJsonBuilder(parse_tokenizer_json(text, file), file).build();
}

}  // namespace ganymede::inline v0
