#pragma once
// What a fuzz target does with a tokenizer: texts of the kinds that have cost most, to ids and back.

#include "fuzz/support/attempt.hpp"

#include <ganymede/text/detokenizer.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

/// Encodes and decodes; each call is an attempt of its own. The stream must give what decode() gives.
inline void use_tokenizer(const ganymede::Tokenizer& tokenizer) {
  using namespace ganymede;
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> made{"", "Where is Ganymede?\n\n It's 1,234 km\taway \u00e9\u6f22\U0001f600", "<s>[MASK] <unk></s>a<0x0A>",
                                  "\xff\xc3(\xe2\x96"};
    for (const char* unit : {"a", " ", "a ", "\u2581", "\u00e9", "1", "<s>"}) {
      std::string& text = made.emplace_back();
      while (text.size() < 600) text += unit;
    }
    return made;
  }();
  for (const std::string& text : texts)
    for (const bool parse_special : {false, true})
      attempt([&] { static_cast<void>(tokenizer.encode(text, {.parse_special = parse_special})); });
  std::vector<TokenId> ids;
  for (TokenId id = 0; id < tokenizer.vocab_size() && ids.size() < 300; ++id)
    if (tokenizer.contains(id)) ids.push_back(id);
  for (std::size_t i = 0; i < 300 && !ids.empty(); ++i) ids.push_back(ids[i * i % std::min<std::size_t>(ids.size(), 40)]);
  for (const bool skip : {false, true})
    attempt([&] {
      const std::string whole = tokenizer.decode(ids, skip);
      if (!is_valid_utf8(whole)) std::abort();
      StreamingDetokenizer stream(tokenizer, skip);
      std::string streamed;
      for (const TokenId id : ids) streamed += stream.push(id);
      if (streamed + stream.finish() != whole) std::abort();
    });
  attempt([&] {
    for (const TokenId id : ids) static_cast<void>(tokenizer.token_bytes(id));
  });
}
