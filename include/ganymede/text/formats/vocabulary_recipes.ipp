#pragma once
// The bodies of vocabulary_recipes.hpp.

#include <ganymede/text/formats/vocabulary_recipes.hpp>

#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/core/utf8_check.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/formats/token_name.hpp>
#include <ganymede/text/formats/tokenizer_json_reader.hpp>

#include <algorithm>
#include <map>

namespace ganymede::inline v0 {

namespace detail {

/// Calls line(std::string_view) for each line of a file, without its end.
template <class Line>
void for_each_line(const std::filesystem::path& path, const Line& line) {
  const MappedFile file{path};
  const std::string_view text = file.text();
  if (!is_utf8(text)) throw FormatError{{.problem = "not UTF-8", .file = path.string()}};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    line(text.substr(at, end - at));
    at = end + 1;
  }
}

/// Adds special tokens of the vocabulary.
inline void add_special(TokenizerJson& json, const std::vector<std::string>& tokens, const std::string& file) {
  std::map<TokenId, std::string> known;
  for (const std::string& token : tokens) {
    const auto id = json.vocabulary.find(token);
    if (!id) throw TokenizerError{{"a special token is not in the vocabulary", file, "", "", token}};
    known.emplace(*id, token);
  }
  for (const auto& [id, token] : known) json.rest["added_tokens"].push_back({{"id", id}, {"content", token}, {"special", true}});
}

/// vocab.json and merges.txt, which GPT-2 began with, with the stages that all of its heirs have.
inline TokenizerJson byte_level_recipe(const std::filesystem::path& folder) {
  const std::string file = (folder / "vocab.json").string();
  TokenizerJson json;
  const Json vocab = read_json(folder / "vocab.json");
  if (!vocab.is_object()) throw FormatError{{.problem = "not an object of pieces and ids", .file = file}};
  for (const auto& [piece, id] : vocab.items()) json.vocabulary.add(piece, setting_value<std::int64_t>(id, file, piece), file, piece);
  json.vocabulary.freeze(file, "");
  for_each_line(folder / "merges.txt", [&](std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with("#version")) return;
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos)
      throw TokenizerError{
          {"merge is not a pair", (folder / "merges.txt").string(), "", "two pieces with a space between them", std::string(line)}};
    json.merges.add(line.substr(0, space));
    json.merges.add(line.substr(space + 1));
  });
  json.has_vocabulary = json.has_merges = true;
  json.rest = {{"model", {{"type", "BPE"}}},
               {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}}},
               {"decoder", {{"type", "ByteLevel"}}},
               {"added_tokens", Json::array()}};
  return json;
}

/// Byte-level BPE as it is (Radford et al. 2019); NFC and finer words for GPT-NeoX and Qwen2.
GANYMEDE_ONCE TokenizerJson gpt2_recipe(const std::filesystem::path& folder, std::string_view name) {
  TokenizerJson json = byte_level_recipe(folder);
  if (name == "GPT2Tokenizer") return json;
  json.rest["normalizer"] = {{"type", "NFC"}};
  if (name != "Qwen2Tokenizer") return json;
  const char* const words =
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
  const Json split{{"type", "Split"}, {"pattern", {{"Regex", words}}}, {"behavior", "Isolated"}, {"invert", false}};
  const Json bytes{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", false}};
  json.rest["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", Json::array({split, bytes})}};
  return json;
}

/// Byte-level BPE between <s> and </s> (Lewis et al. 2020).
GANYMEDE_ONCE TokenizerJson bart_recipe(const std::filesystem::path& folder, const Settings& config) {
  const std::string file = (folder / "vocab.json").string();
  TokenizerJson json = byte_level_recipe(folder);
  const std::string cls = token_name(config, "cls_token", "<s>"), sep = token_name(config, "sep_token", "</s>");
  json.rest["pre_tokenizer"]["add_prefix_space"] = config.get_or<bool>("add_prefix_space", false);
  const std::string mask = token_name(config, "mask_token", "<mask>");
  add_special(json,
              {cls, sep, token_name(config, "bos_token", "<s>"), token_name(config, "eos_token", "</s>"),
               token_name(config, "unk_token", "<unk>"), token_name(config, "pad_token", "<pad>"), mask},
              file);
  json.rest["post_processor"] = {{"type", "RobertaProcessing"},
                                 {"sep", {sep, json.vocabulary.find(sep).value_or(-1)}},
                                 {"cls", {cls, json.vocabulary.find(cls).value_or(-1)}}};
  return json;
}

/// WordPiece between [CLS] and [SEP] (Devlin et al. 2018), or, for MPNet, <s> and </s>: the line of vocab.txt is the id.
GANYMEDE_ONCE TokenizerJson bert_recipe(const std::filesystem::path& folder, const Settings& config, bool mpnet) {
  const std::string file = (folder / "vocab.txt").string();
  Vocabulary vocabulary;
  for_each_line(folder / "vocab.txt", [&](std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    vocabulary.add(line, vocabulary.size(), file, "line " + std::to_string(vocabulary.size() + 1));
  });
  return bert_recipe(std::move(vocabulary), file, config, mpnet);
}

GANYMEDE_ONCE TokenizerJson bert_recipe(Vocabulary vocabulary, const std::string& file, const Settings& config, bool mpnet) {
  TokenizerJson json;
  json.vocabulary = std::move(vocabulary);
  json.vocabulary.freeze(file, "", true);
  json.has_vocabulary = true;
  const std::string cls = token_name(config, "cls_token", mpnet ? "<s>" : "[CLS]"),
                    sep = token_name(config, "sep_token", mpnet ? "</s>" : "[SEP]");
  const std::string unk = token_name(config, "unk_token", "[UNK]");
  Json normalizer{{"type", "BertNormalizer"},
                  {"clean_text", true},
                  {"handle_chinese_chars", config.get_or<bool>("tokenize_chinese_chars", true)},
                  {"lowercase", config.get_or<bool>("do_lower_case", true)}};
  if (config.has("strip_accents")) normalizer["strip_accents"] = config.get<bool>("strip_accents");
  json.rest = {{"model", {{"type", "WordPiece"}, {"unk_token", unk}}},
               {"normalizer", std::move(normalizer)},
               {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
               {"decoder", {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}}},
               {"added_tokens", Json::array()}};
  add_special(json,
              {cls, sep, unk, token_name(config, "pad_token", mpnet ? "<pad>" : "[PAD]"),
               token_name(config, "mask_token", mpnet ? "<mask>" : "[MASK]")},
              file);
  if (mpnet)
    for (Json& token : json.rest["added_tokens"])
      if (token["content"] == token_name(config, "mask_token", "<mask>")) token["lstrip"] = true;
  json.rest["post_processor"] = {{"type", "BertProcessing"},
                                 {"sep", {sep, json.vocabulary.find(sep).value_or(-1)}},
                                 {"cls", {cls, json.vocabulary.find(cls).value_or(-1)}}};
  return json;
}

}  // namespace detail

}  // namespace ganymede::inline v0
