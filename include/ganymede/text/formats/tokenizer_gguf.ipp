#pragma once
// The bodies of tokenizer_gguf.hpp.

#include <ganymede/text/formats/tokenizer_gguf.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerPipeline read_tokenizer_gguf(const Gguf& gguf) { return detail::TokenizerGgufBuilder(gguf).build(); }

}  // namespace ganymede::inline v0
