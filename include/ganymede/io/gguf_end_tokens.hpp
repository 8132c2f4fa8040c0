#pragma once
// Which tokens of a GGUF file end generation: those that its keys say, and those that are known by their spelling. Many files name one end
// in tokenizer.ggml.eos_token_id (that of a document) and were trained to write another (that of a turn): llama.cpp#9606.

#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

/// Control tokens that end generation whatever a file's keys say: the facts of llama.cpp's src/llama-vocab.cpp, each tried with its
/// llama_vocab_is_eog. As there, the type that the file gives such a token does not matter.
inline constexpr std::array<std::string_view, 22> gguf_end_spellings{
    "<|eot_id|>",
    "<|im_end|>",
    "<|end|>",
    "<|return|>",
    "<|call|>",
    "<|flush|>",
    "<|calls|>",
    "<end_of_turn>",
    "<|endoftext|>",
    "</s>",
    "<|eom_id|>",
    "<EOT>",
    "_<EOT>",
    "[EOT]",
    "[EOS]",
    "<|end_of_text|>",
    "<end_of_utterance>",
    "<eos>",
    "<turn|>",
    "<|tool_response>",
    "[e~[",
    "<\xEF\xBD\x9C"
    "end\xE2\x96\x81of\xE2\x96\x81sentence\xEF\xBD\x9C>"};  // <｜end▁of▁sentence｜>

/// What stands around code that is filled in: the key of such a token, and the spellings that are looked for without it. llama.cpp looks
/// for "<reponame>" too, which is no end to those who trained with it (SmolLM2's generation_config.json): only its key makes it one.
struct GgufFillToken {
  const char* key;
  std::array<std::string_view, 5> spellings;
};
inline constexpr std::array<GgufFillToken, 3> gguf_fill_tokens{
    {{"tokenizer.ggml.fim_pad_token_id", {"<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"}},
     {"tokenizer.ggml.fim_rep_token_id", {"<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>"}},
     {"tokenizer.ggml.fim_sep_token_id", {"<|file_sep|>"}}}};

/// The id that a GGUF key holds; some files write -1, as an unsigned number, for none.
inline std::optional<std::int32_t> gguf_token_id(const Json& settings, const char* key) {
  const auto at = settings.find(key);
  if (at == settings.end() || !fits<std::int32_t>(*at) || at->get<std::int32_t>() < 0) return std::nullopt;
  return at->get<std::int32_t>();
}

/// The tokens that end generation, each once: those of the keys first. `tokens`: the spellings of the vocabulary, in the order of ids. A
/// file that names all three ends (of a text, a turn and a message: export_gguf writes a folder's list so) has said which they are.
inline std::vector<std::int32_t> gguf_end_tokens(const Json& settings, std::span<const std::string_view> tokens) {
  std::vector<std::int32_t> ends;
  const auto add = [&](std::optional<std::int32_t> id) {
    if (id && std::find(ends.begin(), ends.end(), *id) == ends.end()) ends.push_back(*id);
  };
  for (const char* key : {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"})
    add(gguf_token_id(settings, key));
  if (ends.size() == 3) return ends;
  if (const auto model = settings.find("tokenizer.ggml.model");
      !settings.contains("tokenizer.ggml.eos_token_id") && model != settings.end() && *model == "llama" && tokens.size() > 2)
    add(2);  // SentencePiece's own </s>

  std::vector<std::string_view> known(gguf_end_spellings.begin(), gguf_end_spellings.end());
  for (const GgufFillToken& fill : gguf_fill_tokens) {
    if (const auto id = gguf_token_id(settings, fill.key))
      add(id);
    else
      known.insert(known.end(), fill.spellings.begin(), fill.spellings.end());
  }
  for (std::size_t i = 0; i < tokens.size(); ++i)
    if (!tokens[i].empty() && std::string_view("<[_").find(tokens[i][0]) != std::string_view::npos &&
        std::find(known.begin(), known.end(), tokens[i]) != known.end())
      add(static_cast<std::int32_t>(i));

  const auto at = [&](std::string_view spelling) {
    return std::find_if(ends.begin(), ends.end(), [&](std::int32_t id) {
      return static_cast<std::size_t>(id) < tokens.size() && tokens[static_cast<std::size_t>(id)] == spelling;
    });
  };
  const auto ends_at = [&](std::string_view spelling) { return at(spelling) != ends.end(); };
  // In the Harmony format, and in Solar's, <|end|> ends a message, after which the same turn goes on.
  const bool calls = ends_at("<|call|>") || ends_at("<|calls|>");
  if (calls && (ends_at("<|return|>") || ends_at("<|flush|>")) && ends_at("<|end|>")) ends.erase(at("<|end|>"));
  if (ends_at("<|tool_response>") && ends_at("</s>")) ends.erase(at("</s>"));  // Gemma 4: a tag of HTML
  return ends;
}

}  // namespace ganymede::inline v0::detail
