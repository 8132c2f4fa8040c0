#pragma once
// Pre-tokenisers by the names that GGUF files hold under tokenizer.ggml.pre.
//
// A GGUF file stores only a name; the patterns are those of the original models' tokenizer.json, as collected in llama.cpp
// (src/llama-vocab.cpp, August 2026, https://github.com/ggml-org/llama.cpp, MIT). Where that file keeps an original beside a
// form adapted to its own engine, the original stands here. Like there, each pattern cuts the pieces of the one before, and
// text between matches is a piece too.

#include <ganymede/core/error.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/pre_tokenizer.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

namespace detail::gguf {

/// One pre-tokeniser: up to six patterns, then the byte alphabet unless `raw`.
struct Patterns {
  std::array<std::string_view, 6> patterns{};
  bool raw = false;
};

// clang-format off
inline constexpr std::string_view any_contraction = R"((?i:'s|'t|'re|'ve|'m|'ll|'d))";
inline constexpr std::string_view gpt2 = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view llama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view qwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view qwen35 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view minicpm5 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}+| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view ufakzeka =
    R"([^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view jais2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s{512}(?!\S)|\s{256}(?!\S)|\s{128}(?!\S)|\s{64}(?!\S)|\s{32}(?!\S)|\s{16}(?!\S)|\s{8}(?!\S)|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1})";
inline constexpr std::string_view gpt4o =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view tekken =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view youtu =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view youtu_scripts = R"([\uAC00-\uD7A3\u3131-\u318E]+|[\uFF01\u2026\u201C\u201D\u2018\u2019\u2014\uFF1A\uFF1B\uFF0C\u3001-\u303F\uFE30-\uFE4F]+|[\u3105-\u312F]+|[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+)";
inline constexpr std::string_view kimi_k2 =
    R"([\p{Han}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view deepseek3 =
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view spark =
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+|[\r\n]|\s+(?!\S)|\s+)";
inline constexpr std::string_view cjk = R"([\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+)";
inline constexpr std::string_view deepseek_cjk = R"([\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+)";
inline constexpr std::string_view deepseek_letters =
    R"(\s?[A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF\u01C4-\u0293\u0295-\u02AF\u0370-\u0373\u0376\u0377\u037B-\u037D\u037F\u0386\u0388-\u038A\u038C\u038E-\u03A1\u03A3-\u03F5\u03F7-\u0481\u048A-\u052F\u0531-\u0556\u10A0-\u10C5\u13A0-\u13F5\u13F8-\u13FD\u1C90-\u1CBA\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77\u1D79-\u1D9A\u1E00-\u1F15\u1F18-\u1F1D\u1F20-\u1F45\u1F48-\u1F4D\u1F50-\u1F57\u1F59\u1F5B\u1F5D\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE\u1FC2-\u1FC4\u1FC6-\u1FCC\u1FD0-\u1FD3\u1FD6-\u1FDB\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC\u2102\u2107\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126\u2128\u212A-\u212D\u212F-\u2134\u2139\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B\u2C7E-\u2CE4\u2CEB-\u2CEE\u2CF2\u2CF3\uA640-\uA66D\uA680-\uA69B\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E\uAB70-\uABBF\uFB00-\uFB06\uFB13-\uFB17\uFF21-\uFF3A\uFF41-\uFF5A\x{10400}-\x{1044F}\x{104B0}-\x{104D3}\x{104D8}-\x{104FB}\x{10C80}-\x{10CB2}\x{10CC0}-\x{10CF2}\x{118A0}-\x{118DF}\x{1E900}-\x{1E943}]+)";
inline constexpr std::string_view deepseek_marks = R"(\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+)";
inline constexpr std::string_view bloom = R"( ?[^(\s|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)]+)";
inline constexpr std::string_view exaone_moe =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+)";
inline constexpr std::string_view bailing =
    R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)";
inline constexpr std::string_view seed_coder =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view afmoe_digits = R"(\d{1,2}(?=(?:\d{3})+(?!\d))|\d{3})";
inline constexpr std::string_view afmoe_scripts = R"([\u4E00-\u9FFF\u3400-\u4DBF\uF900-\uFAFF\u3040-\u309F\u30A0-\u30FF\uFF65-\uFF9F\u2F00-\u2FDF\u0E40-\u0E7F\u0E80-\u0EFF\u1780-\u17FF\u1000-\u109F\uAA60-\uAA7F\uA9E0-\uA9FF\uAC00-\uD7AF\u1100-\u11FF]+)";
inline constexpr std::string_view superbpe_digits = R"((?=(\d{3})+(?!\d)))";
inline constexpr std::string_view lines = R"([^\n]+|[\n]+)";

inline constexpr Patterns of_default{{R"([\p{P}\$\+<=>\^~\|]+)", gpt2, R"(\p{N}+)", "[0-9][0-9][0-9]"}};
inline constexpr Patterns of_falcon{{R"([\p{P}\$\+<=>\^~\|`]+)", gpt2, "[0-9][0-9][0-9]"}};
inline constexpr Patterns of_starcoder{{R"(\p{N})", gpt2}};
inline constexpr Patterns of_deepseek3{{R"(\p{N}{1,3})", cjk, deepseek3}};
inline constexpr Patterns of_chameleon{{"<sentinel:[0-9]+>", "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z", R"(([\t\n]|    |  ))", R"(\p{N})",
                                        R"([\p{P}!-/:-@\[-`{-~])", gpt2}};

struct Named {
  std::string_view name;
  Patterns patterns;
};
inline constexpr Named named[] = {
    {"default", of_default},
    {"llama3", {{llama3}}}, {"llama-v3", {{llama3}}}, {"llama-bpe", {{llama3}}}, {"falcon3", {{llama3}}}, {"falcon-h1", {{llama3}}},
    {"pixtral", {{llama3}}}, {"midm-2.0", {{llama3}}}, {"lfm2", {{llama3}}}, {"jina-v5-nano", {{llama3}}}, {"dbrx", {{llama3}}},
    {"smaug-bpe", {{llama3}}}, {"glm4", {{llama3}}}, {"chatglm-bpe", {{llama3}}},
    {"gpt-2", {{gpt2}}}, {"phi-2", {{gpt2}}}, {"jina-es", {{gpt2}}}, {"jina-de", {{gpt2}}}, {"gigachat", {{gpt2}}}, {"jina-v2-es", {{gpt2}}},
    {"jina-v2-de", {{gpt2}}}, {"a.x-4.0", {{gpt2}}}, {"mellum", {{gpt2}}}, {"modern-bert", {{gpt2}}}, {"jina-v1-en", {{gpt2}}},
    {"jina-v2-code", {{gpt2}}}, {"roberta-bpe", {{gpt2}}}, {"exaone4", {{gpt2}}}, {"mpt", {{gpt2}}}, {"olmo", {{gpt2}}}, {"jais", {{gpt2}}},
    {"trillion", {{gpt2}}}, {"granite-docling", {{gpt2}}},
    {"starcoder", of_starcoder}, {"refact", of_starcoder}, {"command-r", of_starcoder}, {"smollm", of_starcoder}, {"codeshell", of_starcoder},
    {"exaone", of_starcoder}, {"minerva-7b", of_starcoder}, {"mellum2", of_starcoder},
    {"falcon", of_falcon}, {"chameleon", of_chameleon},
    {"qwen2", {{qwen2}}}, {"deepseek-r1-qwen", {{qwen2}}}, {"kormo", {{qwen2}}}, {"f2llmv2", {{qwen2}}}, {"megrez", {{qwen2}}},
    {"stablelm2", {{qwen2}}}, {"hunyuan", {{qwen2}}}, {"solar-open", {{qwen2}}}, {"grok-2", {{qwen2}}}, {"laguna", {{lines, qwen2}}},
    {"qwen35", {{qwen35}}}, {"ufakzeka", {{ufakzeka}}}, {"minicpm5", {{R"(\p{N}{1,3})", minicpm5}}}, {"jais-2", {{jais2}}},
    {"deepseek-llm", {{"[\r\n]", deepseek_letters, deepseek_marks, R"(\s+$)", deepseek_cjk, R"(\p{N}+)"}}},
    {"deepseek-coder", {{"[\r\n]", R"(\s?\p{L}+)", R"(\s?\p{P}+)", deepseek_cjk, R"(\p{N})"}}},
    {"deepseek-v3", of_deepseek3}, {"hunyuan-dense", of_deepseek3}, {"joyai-llm", of_deepseek3}, {"hy_v4", of_deepseek3},
    {"spark2_5", {{R"(\p{N}{1,3})", cjk, spark, R"(\p{N})"}}},
    {"youtu", {{youtu_scripts, youtu}}},
    {"poro-chat", {{bloom}}}, {"bloom", {{bloom}}}, {"gpt3-finnish", {{bloom}}}, {"viking", {{bloom, R"(\p{N})"}}},
    {"tekken", {{tekken}}}, {"gpt-4o", {{gpt4o}}}, {"llama4", {{gpt4o}}}, {"kanana2", {{gpt4o}}}, {"talkie", {{gpt4o}}},
    {"minimax-m2", {{gpt4o}}}, {"granite-embed-multi-97m", {{gpt4o}}},
    {"tiny_aya", {{R"(\d{1,3}(?=(?:\d{3})*\b))", gpt4o}}}, {"cohere2moe", {{R"(\d{1,3}(?=(?:\d{3})*\b))", gpt4o}}},
    {"kimi-k2", {{kimi_k2}}}, {"superbpe", {{R"(\p{N}+)", superbpe_digits}}},
    {"bailingmoe", {{bailing}}}, {"bailingmoe2", {{bailing}}}, {"llada-moe", {{bailing}}}, {"seed-coder", {{seed_coder}}},
    {"afmoe", {{afmoe_digits, afmoe_scripts, deepseek3}}}, {"exaone-moe", {{exaone_moe}}},
    {"gemma4", {{lines}, true}}, {"granite-embed-multi-311m", {{lines}, true}}, {"sarvam-moe", {{lines}, true}},
    {"whitespace", {{R"(\S+)"}, true}},
};
// clang-format on

}  // namespace detail::gguf

/// Whether a word that is in the vocabulary is that token, whatever the merges say; the name decides this as well.
GANYMEDE_ONCE bool gguf_ignores_merges(std::string_view name);

/// The pre-tokeniser behind a value of tokenizer.ggml.pre. TokenizerError names what is not known, and the file.
GANYMEDE_ONCE PreTokenizer gguf_pre_tokenizer(std::string_view name, std::string_view file = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/formats/gguf_patterns.ipp>
#endif
