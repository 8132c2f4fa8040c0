#pragma once
// The bodies of tokenizer_overlay.hpp.

#include <ganymede/text/formats/tokenizer_overlay.hpp>

#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/text/formats/token_name.hpp>
#include <ganymede/text/formats/tokenizer_classes.hpp>
#include <ganymede/text/formats/tokenizer_json_reader.hpp>
#include <ganymede/text/formats/tokenizer_settings.hpp>

#include <initializer_list>
#include <map>

namespace ganymede::inline v0::detail {

/// Changes the parts of one tokenizer.json; errors are ConfigErrors that name the side file and the key.
class TokenizerOverlay {
 public:
  TokenizerOverlay(TokenizerJson& json, const TokenizerSettings& settings) : json_(json), settings_(settings), config_(settings.config) {}

  void lay_over() {
    if (!json_.rest.is_object()) return;
    add_tokens();
    if (takes_prefix_space() && config_.has("add_prefix_space")) prefix_space(config_.get<bool>("add_prefix_space"));
    if (in(classes_with_bert_normalizer, settings_.name)) bert_normalizer(part("normalizer"));
    if (is({"AlbertTokenizer", "RemBertTokenizer", "XLNetTokenizer"})) sentence_piece_normalizer();
    if (is({"DebertaV2Tokenizer"})) deberta();
    if (is({"WhisperTokenizer"}))
      for (const char* const key : {"language", "task", "predict_timestamps"})
        if (config_.has(key) && config_.json()[key] != false)
          throw ConfigError{{.problem = "setting is not supported",
                             .file = config_.file(),
                             .key = key,
                             .expected = "none",
                             .found = describe(config_.json()[key])}};
    unknown_token();
    around();
    if (is({"T5Tokenizer", "MT5Tokenizer", "PegasusTokenizer"})) behind();
    language();
    if (config_.get_or<bool>("fix_mistral_regex", false) && json_.vocabulary.count() > 100000)
      throw ConfigError{{.problem = "setting is not supported",
                         .file = config_.file(),
                         .key = "fix_mistral_regex",
                         .expected = "false",
                         .found = "true"}};
  }

 private:
  template <std::size_t n>
  static bool in(const std::string_view (&names)[n], std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
  }
  bool is(std::initializer_list<std::string_view> names) const {
    return std::find(names.begin(), names.end(), settings_.name) != names.end();
  }
  /// Of the classes that have the setting; T5, mBART, NLLB, Gemma and plain ones have none.
  bool takes_prefix_space() const { return in(classes_with_prefix_space, settings_.name); }
  bool is_llama() const { return is({"LlamaTokenizer", "CodeLlamaTokenizer"}); }

  Json& part(const char* name) { return json_.rest[name]; }
  static bool has_type(const Json& stage, std::string_view type) {
    return stage.is_object() && stage.contains("type") && stage["type"] == type;
  }
  /// Calls f for a stage, or for all of a Sequence (in lists called `list`).
  template <class F>
  static void each(Json& stage, const char* list, const F& f) {
    if (!has_type(stage, "Sequence") || !stage.contains(list)) return f(stage);
    for (Json& inner : stage[list]) each(inner, list, f);
  }
  /// A Sequence's list of stages, made where there was one stage or none.
  static Json& sequence(Json& stage, const char* list) {
    if (!has_type(stage, "Sequence") || !stage.contains(list)) {
      Json only = stage.is_null() ? Json::array() : Json::array({stage});
      stage = {{"type", "Sequence"}, {list, std::move(only)}};
    }
    return stage[list];
  }

  /// As AddedVocabulary.add_tokens(): what the file has keeps its id and gets the settings' flags; the rest follows.
  void add_tokens() {
    Json& list = part("added_tokens");
    if (list.is_null()) list = Json::array();
    if (!list.is_array()) return;  // an error of the file
    const auto put = [&](const AddedToken& token, bool replace) {
      Json fresh{{"content", token.content}, {"single_word", token.single_word}, {"lstrip", token.lstrip},
                 {"rstrip", token.rstrip},   {"normalized", token.normalized},   {"special", token.special}};
      for (Json& item : list)
        if (item.is_object() && item.contains("content") && item["content"] == token.content) {
          if (replace) item.update(fresh);
          return;
        }
      list.push_back(std::move(fresh));
    };
    const bool flags = config_.has("added_tokens_decoder");  // added_tokens.json knows none
    for (const AddedToken& token : settings_.added) put(token, flags);
    for (const AddedToken& token : settings_.named) put(token, false);
    if (is({"T5Tokenizer", "MT5Tokenizer"}))
      for (std::size_t i = 0; i < std::min<std::size_t>(config_.get_or<std::size_t>("extra_ids", 0), 1000); ++i)
        put({.content = "<extra_id_" + std::to_string(i) + ">", .special = true}, false);
    auto next = static_cast<std::int64_t>(json_.vocabulary.count());
    for (Json& item : list) {
      const auto content = content_of(item);
      if (content && !json_.vocabulary.find(*content) && ids_.emplace(*content, next).second) ++next;
      if (content && !item.contains("id")) item["id"] = *id(*content);
    }
  }
  static std::optional<std::string> content_of(const Json& item) {
    if (!item.is_object() || !item.contains("content") || !item["content"].is_string()) return std::nullopt;
    return item["content"].get<std::string>();
  }
  /// The id that a spelling has or will get.
  std::optional<std::int64_t> id(const std::string& piece) const {
    if (const auto known = json_.vocabulary.find(piece)) return *known;
    const auto added = ids_.find(piece);
    return added == ids_.end() ? std::nullopt : std::optional(added->second);
  }

  void prefix_space(bool wanted) {
    const auto metaspace = [&](Json& stage) {
      if (!has_type(stage, "Metaspace")) return;
      stage.erase("add_prefix_space");
      const bool has = !stage.contains("prepend_scheme") || stage["prepend_scheme"] != "never";
      if (!wanted)
        stage["prepend_scheme"] = is({"DebertaV2Tokenizer"}) ? "first" : "never";
      else if (!has || !is_llama())
        stage["prepend_scheme"] = is_llama() && !config_.get_or<bool>("legacy", false) ? "first" : "always";
    };
    each(part("pre_tokenizer"), "pretokenizers", [&](Json& stage) {
      if (has_type(stage, "ByteLevel") && !is_llama()) stage["add_prefix_space"] = wanted;
      metaspace(stage);
    });
    each(part("decoder"), "decoders", metaspace);
    if (is_llama()) llama_prefix_space(wanted);
  }

  /// Llama's decoder takes the first space off again; older files have the prefix in their normaliser.
  void llama_prefix_space(bool wanted) {
    const Json replace = {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "\u2581"}};
    Json& normalizer = part("normalizer");
    bool by_normalizer = normalizer == replace && part("pre_tokenizer").is_null();
    if (has_type(normalizer, "Sequence")) {
      Json& stages = sequence(normalizer, "normalizers");
      by_normalizer = std::find(stages.begin(), stages.end(), replace) != stages.end();
      for (std::size_t i = stages.size(); i-- > 0 && by_normalizer;)
        if (has_type(stages[i], "Prepend")) stages.erase(i);
    }
    if (by_normalizer && wanted) {
      Json& stages = sequence(normalizer, "normalizers");
      stages.insert(0, Json{{"type", "Prepend"}, {"prepend", "\u2581"}});
    }
    if (!has_type(part("decoder"), "Sequence")) return;
    Json& decoders = sequence(part("decoder"), "decoders");
    for (std::size_t i = decoders.size(); i-- > 0;)
      if (has_type(decoders[i], "Strip")) decoders.erase(i);
    if (wanted) decoders.push_back(Json{{"type", "Strip"}, {"content", " "}, {"start", 1U}, {"stop", 0U}});
  }

  void bert_normalizer(Json& normalizer) {
    each(normalizer, "normalizers", [&](Json& stage) {
      if (!has_type(stage, "BertNormalizer")) return;
      if (config_.has("do_lower_case")) stage["lowercase"] = config_.get<bool>("do_lower_case");
      if (config_.has("tokenize_chinese_chars")) stage["handle_chinese_chars"] = config_.get<bool>("tokenize_chinese_chars");
      if (!config_.json().contains("strip_accents")) return;
      stage["strip_accents"] = config_.has("strip_accents") ? Json(config_.get<bool>("strip_accents")) : Json();  // null: with the case
    });
  }

  /// Puts a stage into a list or takes it out; it goes behind `after`, else in front of the first Precompiled, else to the end.
  static void want(Json& stages, const char* type, bool wanted, const char* after) {
    std::size_t place = stages.size();
    for (std::size_t i = stages.size(); i-- > 0;) {
      if (has_type(stages[i], type)) {
        if (wanted) return;
        stages.erase(i);
        place = std::min(place, stages.size());
      } else if (has_type(stages[i], "Precompiled")) {
        place = i;
      }
    }
    if (!wanted) return;
    for (std::size_t i = 0; i < stages.size(); ++i)
      if (has_type(stages[i], after)) place = i + 1;
    stages.insert(place, Json{{"type", type}});
  }

  void sentence_piece_normalizer() {
    if (!config_.has("do_lower_case") && !config_.has("keep_accents")) return;
    Json& stages = sequence(part("normalizer"), "normalizers");
    if (config_.has("keep_accents")) {
      want(stages, "NFKD", !config_.get<bool>("keep_accents"), "");
      want(stages, "StripAccents", !config_.get<bool>("keep_accents"), "NFKD");
    }
    if (config_.has("do_lower_case")) want(stages, "Lowercase", config_.get<bool>("do_lower_case"), "StripAccents");
  }

  void deberta() {
    if (config_.has("do_lower_case")) {
      Json& stages = sequence(part("normalizer"), "normalizers");
      want(stages, "Lowercase", false, "");
      if (config_.get<bool>("do_lower_case")) stages.insert(0, Json{{"type", "Lowercase"}});
    }
    if (config_.has("split_by_punct")) {
      Json& stages = sequence(part("pre_tokenizer"), "pretokenizers");
      want(stages, "Punctuation", false, "");
      if (config_.get<bool>("split_by_punct")) stages.insert(0, Json{{"type", "Punctuation"}, {"behavior", "Isolated"}});
    }
  }

  /// Classes whose model has its unknown token from the settings.
  void unknown_token() {
    const std::optional<std::string> unk = token_name(config_, "unk_token");
    Json& model = part("model");
    if (!unk || !model.is_object() || !json_.vocabulary.find(*unk)) return;
    if (has_type(model, "WordPiece") || (is({"CLIPTokenizer", "NllbTokenizer"}) && has_type(model, "BPE"))) model["unk_token"] = *unk;
  }

  /// Classes that put two tokens of the settings around a text.
  void around() {
    const bool names = in(classes_between_cls_and_sep, settings_.name);
    const bool ends = is({"XLMRobertaTokenizer", "CamembertTokenizer", "CLIPTokenizer"});
    const std::optional<std::string> before = token_name(config_, names ? "cls_token" : "bos_token"),
                                     after = token_name(config_, names ? "sep_token" : "eos_token");
    if ((!names && !ends) || !before || !after || !id(*before) || !id(*after)) return;
    Json& processor = part("post_processor");
    if (has_type(processor, "TemplateProcessing") && processor.contains("single")) {
      const Json& single = processor["single"];
      const auto item = [&](std::size_t i, const char* kind) { return single[i].is_object() && single[i].contains(kind); };
      if (!single.is_array() || single.size() != 3 || !item(0, "SpecialToken") || !item(1, "Sequence") || !item(2, "SpecialToken")) return;
    } else if (!has_type(processor, "BertProcessing") && !has_type(processor, "RobertaProcessing")) {
      return;
    }
    processor = {{"type", "BertProcessing"}, {"cls", {*before, *id(*before)}}, {"sep", {*after, *id(*after)}}};
  }

  /// Classes that put one token of the settings behind a text.
  void behind() {
    const std::optional<std::string> eos = token_name(config_, "eos_token");
    Json& processor = part("post_processor");
    if (!eos || !id(*eos) || !has_type(processor, "TemplateProcessing") || !processor.contains("single")) return;
    const Json& single = processor["single"];
    const auto item = [&](std::size_t i, const char* kind) { return single[i].is_object() && single[i].contains(kind); };
    if (!single.is_array() || single.size() != 2 || !item(0, "Sequence") || !item(1, "SpecialToken")) return;
    processor = {{"type", "TemplateProcessing"},
                 {"single", {{{"Sequence", {{"id", "A"}}}}, {{"SpecialToken", {{"id", *eos}}}}}},
                 {"special_tokens", {{*eos, {{"ids", {*id(*eos)}}}}}}};
  }

  /// The language of translation models' sources: these classes make their post-processor anew.
  void language() {
    const bool nllb = is({"NllbTokenizer"}), mbart50 = is({"MBart50Tokenizer"});
    if (!nllb && !mbart50 && !is({"MBartTokenizer"})) return;
    const auto code = config_.get_or<std::string>("src_lang", nllb ? "eng_Latn" : "en_XX");
    const std::string eos = token_name(config_, "eos_token").value_or("</s>");
    if (!id(code) && config_.has("src_lang"))
      throw ConfigError{{.problem = "not a language of the model", .file = config_.file(), .key = "src_lang", .found = code}};
    if (!id(code) || !id(eos)) return;
    const auto special = [](const std::string& name) { return Json{{"SpecialToken", {{"id", name}}}}; };
    const Json text{{"Sequence", {{"id", "A"}}}};
    const bool first = mbart50 || (nllb && !config_.get_or<bool>("legacy_behaviour", false));
    part("post_processor") = {
        {"type", "TemplateProcessing"},
        {"single", first ? Json::array({special(code), text, special(eos)}) : Json::array({text, special(eos), special(code)})},
        {"special_tokens", {{code, {{"ids", {*id(code)}}}}, {eos, {{"ids", {*id(eos)}}}}}}};
  }

  TokenizerJson& json_;
  const TokenizerSettings& settings_;
  const Settings& config_;
  std::map<std::string, std::int64_t> ids_{};  // of added tokens beyond the vocabulary
};

}  // namespace ganymede::inline v0::detail

namespace ganymede::inline v0 {

GANYMEDE_ONCE void lay_over(const TokenizerSettings& settings, TokenizerJson& json) { detail::TokenizerOverlay(json, settings).lay_over(); }

GANYMEDE_ONCE TokenizerJson read_laid_over(const TokenizerSettings& settings, const std::filesystem::path& tokenizer_json) {
  const MappedFile file{tokenizer_json};
  TokenizerJson json = parse_tokenizer_json(file.text(), tokenizer_json.string());
  lay_over(settings, json);
  return json;
}

}  // namespace ganymede::inline v0
