#pragma once
// The bodies of tokenizer_settings.hpp.

#include <ganymede/text/formats/tokenizer_settings.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/io/setting_value.hpp>
#include <ganymede/text/formats/tokenizer_settings_keys.hpp>

#include <charconv>
#include <map>
#include <system_error>

namespace ganymede::inline v0::detail {

inline Settings folder_file(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? Settings(read_json(path), path.string()) : Settings();
}

/// The class that tokenizer_config.json names, else config.json; else by the model's type (transformers' TOKENIZER_MAPPING_NAMES).
inline std::string tokenizer_class(const Settings& tokenizer, const Settings& model) {
  auto name = tokenizer.get_or<std::string>("tokenizer_class", model.get_or<std::string>("tokenizer_class", ""));
  if (name.ends_with("Fast")) name.resize(name.size() - 4);
  if (!name.empty()) return name;
  const auto type = model.get_or<std::string>("model_type", "");
  static constexpr std::pair<std::string_view, const char*> classes[] = {{"marian", "MarianTokenizer"},
                                                                         {"m2m_100", "M2M100Tokenizer"},
                                                                         {"t5", "T5Tokenizer"},
                                                                         {"mt5", "T5Tokenizer"},
                                                                         {"mbart", "MBartTokenizer"},
                                                                         {"pegasus", "PegasusTokenizer"},
                                                                         {"bart", "BartTokenizer"},
                                                                         {"bert", "BertTokenizer"},
                                                                         {"distilbert", "DistilBertTokenizer"},
                                                                         {"electra", "ElectraTokenizer"},
                                                                         {"roberta", "RobertaTokenizer"},
                                                                         {"xlm-roberta", "XLMRobertaTokenizer"},
                                                                         {"gpt2", "GPT2Tokenizer"},
                                                                         {"gptj", "GPT2Tokenizer"},
                                                                         {"gpt_neo", "GPT2Tokenizer"},
                                                                         {"opt", "GPT2Tokenizer"},
                                                                         {"gpt_neox", "GPTNeoXTokenizer"},
                                                                         {"llama", "LlamaTokenizer"},
                                                                         {"code_llama", "LlamaTokenizer"},
                                                                         {"mistral", "LlamaTokenizer"},
                                                                         {"mixtral", "LlamaTokenizer"},
                                                                         {"gemma", "GemmaTokenizer"},
                                                                         {"gemma2", "GemmaTokenizer"},
                                                                         {"gemma3_text", "GemmaTokenizer"},
                                                                         {"qwen2", "Qwen2Tokenizer"},
                                                                         {"qwen3", "Qwen2Tokenizer"},
                                                                         {"albert", "AlbertTokenizer"},
                                                                         {"camembert", "CamembertTokenizer"},
                                                                         {"deberta-v2", "DebertaV2Tokenizer"},
                                                                         {"mpnet", "MPNetTokenizer"}};
  for (const auto& [known, made] : classes)
    if (type == known) return made;
  return type;
}

/// Reads the three files.
class TokenizerSettingsReader {
 public:
  explicit TokenizerSettingsReader(const std::filesystem::path& folder) : folder_(folder) {}

  TokenizerSettings read() const {
    TokenizerSettings settings{.config = folder_file(folder_ / "tokenizer_config.json")};
    settings.name = tokenizer_class(settings.config, folder_file(folder_ / "config.json"));
    check_tokenizer_keys(settings.config, settings.name);
    if (settings.config.has("added_tokens_decoder")) {
      settings.named = named(settings.config);
      settings.added = decoder(settings.config.sub("added_tokens_decoder"));
    } else {
      settings.config = with_map(settings.config);
      settings.named = named(settings.config);
      settings.added = added_file(settings.named);
    }
    return settings;
  }

  /// The tokens that settings name, in transformers' order.
  static std::vector<AddedToken> named(const Settings& config) {
    std::vector<AddedToken> tokens;
    const auto add = [&](const Json& json, const std::string& key, bool always_special) {
      if (json.is_null() || (json.is_string() && json.get_ref<const std::string&>().empty())) return;
      tokens.push_back(token(json, config.file(), key, true));
      tokens.back().special = tokens.back().special || always_special;
    };
    const Json& json = config.json();
    for (const std::string_view key : standard_token_keys)
      if (config.has(key)) add(json[std::string(key)], std::string(key), true);
    for (const auto& [key, value] : json.items())
      if (is_token_key(key, value) && std::find(standard_token_keys.begin(), standard_token_keys.end(), key) == standard_token_keys.end())
        add(value, key, true);
    for (const char* const key : {"model_specific_special_tokens", "additional_special_tokens", "extra_special_tokens"}) {
      if (!config.has(key)) continue;
      if (!json[key].is_structured()) throw fail(config.file(), key, "a list of tokens", json[key]);
      for (const auto& [name, value] : json[key].items()) add(value, key + ("." + name), json[key].is_object());
    }
    return tokens;
  }

 private:
  /// In folders older than added_tokens_decoder special_tokens_map.json has the last word.
  Settings with_map(const Settings& config) const {
    const Settings map = folder_file(folder_ / "special_tokens_map.json");
    if (map.json().empty()) return config;
    Json both = config.json();
    both.update(map.json());
    return {std::move(both), config.file().empty() ? map.file() : config.file()};
  }

  static ConfigError fail(const std::string& file, const std::string& key, const char* expected, const Json& found) {
    return ConfigError{{.problem = "not an added token", .file = file, .key = key, .expected = expected, .found = describe(found)}};
  }

  static AddedToken token(const Json& json, const std::string& file, const std::string& key, bool is_special) {
    if (json.is_string() && !json.get_ref<const std::string&>().empty()) return {.content = json.get<std::string>(), .special = is_special};
    if (!json.is_object()) throw fail(file, key, "a spelling, or an object with one", json);
    const Settings fields(json, file);
    AddedToken token{.content = fields.get_or<std::string>("content", "")};
    if (token.content.empty()) throw fail(file, key + ".content", "a spelling", json);
    token.single_word = fields.get_or<bool>("single_word", false);
    token.lstrip = fields.get_or<bool>("lstrip", false);
    token.rstrip = fields.get_or<bool>("rstrip", false);
    token.special = fields.get_or<bool>("special", is_special);
    token.normalized = fields.get_or<bool>("normalized", !fields.get_or<bool>("special", false));
    return token;
  }

  static std::vector<AddedToken> in_order(const std::map<std::int64_t, AddedToken>& by_id) {
    std::vector<AddedToken> tokens;
    for (const auto& [id, token] : by_id) tokens.push_back(token);
    return tokens;
  }

  /// {"50257": {"content": "<|endoftext|>", ...}, ...}
  static std::vector<AddedToken> decoder(const Settings& object) {
    std::map<std::int64_t, AddedToken> by_id;
    for (const auto& [text, json] : object.json().items()) {
      const std::string key = "added_tokens_decoder." + text;
      std::int64_t id = -1;
      const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
      if (read.ec != std::errc() || read.ptr != text.data() + text.size() || id < 0) throw fail(object.file(), key, "an id as key", json);
      if (!json.is_object()) throw fail(object.file(), key, "an object", json);
      by_id.insert_or_assign(id, token(json, object.file(), key, false));
    }
    return in_order(by_id);
  }

  /// {"<new>": 50257, ...}: special are those that a setting names.
  std::vector<AddedToken> added_file(const std::vector<AddedToken>& named) const {
    const Settings object = folder_file(folder_ / "added_tokens.json");
    std::map<std::int64_t, AddedToken> by_id;
    for (const auto& [content, json] : object.json().items()) {
      if (content.empty()) throw fail(object.file(), content, "a spelling", json);
      const auto id = setting_value<std::int64_t>(json, object.file(), content);
      const bool special =
          std::any_of(named.begin(), named.end(), [&spelling = content](const AddedToken& t) { return t.content == spelling; });
      by_id.insert_or_assign(id, AddedToken{.content = content, .normalized = !special, .special = special});
    }
    return in_order(by_id);
  }

  std::filesystem::path folder_;
};

}  // namespace ganymede::inline v0::detail

namespace ganymede::inline v0 {

GANYMEDE_ONCE TokenizerSettings read_tokenizer_settings(const std::filesystem::path& folder) {
  return detail::TokenizerSettingsReader(folder).read();
}

GANYMEDE_ONCE std::vector<AddedToken> named_tokens(const Settings& config) { return detail::TokenizerSettingsReader::named(config); }

}  // namespace ganymede::inline v0
