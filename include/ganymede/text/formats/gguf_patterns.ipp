#pragma once
// The bodies of gguf_patterns.hpp.

#include <ganymede/text/formats/gguf_patterns.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE bool gguf_ignores_merges(std::string_view name) {
  static constexpr std::array<std::string_view, 13> names{"llama3",
                                                          "llama-v3",
                                                          "llama-bpe",
                                                          "falcon3",
                                                          "falcon-h1",
                                                          "pixtral",
                                                          "midm-2.0",
                                                          "lfm2",
                                                          "jina-v5-nano",
                                                          "minicpm5",
                                                          "youtu",
                                                          "tekken",
                                                          "granite-embed-multi-97m"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

GANYMEDE_ONCE PreTokenizer gguf_pre_tokenizer(std::string_view name, std::string_view file) {
  for (const auto& [known, chain] : detail::gguf::named) {
    if (known != name) continue;
    std::vector<PreTokenizer> stages;
    for (const std::string_view pattern : chain.patterns)
      if (!pattern.empty()) stages.emplace_back(SplitRegex{Regex(pattern), SplitBehavior::isolated, false});
    if (!chain.raw) stages.emplace_back(ByteLevel{.add_prefix_space = false, .use_regex = false});
    return PreTokenizer::sequence(stages);
  }
  throw TokenizerError{{.problem = "unknown pre-tokenizer",
                        .file = std::string(file),
                        .key = "tokenizer.ggml.pre",
                        .expected = "one of llama.cpp's names",
                        .found = std::string(name)}};
}

}
