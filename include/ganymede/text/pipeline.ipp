#pragma once
// The bodies of pipeline.hpp.

#include <ganymede/text/pipeline.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE void TokenizerPipeline::encode(std::string_view text, bool parse_special, std::vector<TokenId>& out) const {
  if (is_pieces(text)) return encode_pieces(text, parse_special, out);
  ModelScratch scratch;
  TextGrowth growth(text.size());
  const auto tokenize = [&](std::string_view part, bool at_start) {
    pre_tokenizer.for_each(part, at_start, growth, [&](std::string_view word) { encode_word(word, scratch, out); });
  };
  added.raw().split(text, parse_special, [&](const AddedToken* token, std::size_t begin, std::size_t end) {
    if (token) return out.push_back(token->id);
    const std::size_t code = leading_language ? encode_language(text.substr(begin, end - begin), out) : 0;
    const std::string normal = normalizer(text.substr(begin + code, end - begin - code), growth);
    added.normalized().split(normal, parse_special, [&](const AddedToken* inner, std::size_t from, std::size_t to) {
      if (inner) return out.push_back(inner->id);
      tokenize(std::string_view(normal).substr(from, to - from), begin == 0 && from == 0);
    });
  });
}

}  // namespace ganymede::inline v0
