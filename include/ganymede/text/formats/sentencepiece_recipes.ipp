#pragma once
// The bodies of sentencepiece_recipes.hpp.

#include <ganymede/text/formats/sentencepiece_recipes.hpp>

#include <ganymede/core/os/mapped_file.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/io/settings.hpp>
#include <ganymede/text/formats/language_codes.hpp>
#include <ganymede/text/formats/sentencepiece_model.hpp>
#include <ganymede/text/formats/token_name.hpp>
#include <ganymede/text/formats/tokenizer_json_reader.hpp>
#include <ganymede/text/piece_trie.hpp>
#include <ganymede/text/space_marker.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <map>
#include <span>

namespace ganymede::inline v0::detail {

/// Puts one tokenizer together, as if it had been read from a tokenizer.json.
class SentencePieceRecipe {
 public:
  /// `config`: tokenizer_config.json.
  SentencePieceRecipe(SentencePieceModel model, const Settings& config, std::string file)
      : model_(std::move(model)), config_(config), file_(std::move(file)) {
    json_.precompiled_charsmap = model_.precompiled_charsmap;
  }

  /// <pad>, </s>, <unk>, pieces, then <extra_id_99> ... <extra_id_0> (Raffel et al. 2020, 3.1.4).
  TokenizerJson t5() {
    for (const auto& piece : model_.pieces) add(piece.piece, piece.score);
    const auto extra = count("extra_ids", 100);
    for (std::size_t i = extra; i-- > 0;) add("<extra_id_" + std::to_string(i) + ">");
    for (std::size_t i = 0; i < extra; ++i) specials_.push_back("<extra_id_" + std::to_string(i) + ">");
    name_specials({{"pad_token", "<pad>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}});
    return unigram(2, nullptr, true, {"$A", eos()});
  }

  /// <pad>, </s>, two masks, <unk_2> ... <unk_102>, then the pieces (Zhang et al. 2020, PEGASUS; pretrain_parsing_ops.cc).
  TokenizerJson pegasus() {
    const std::string mask = name("mask_token", "<mask_2>"), sentence = name("mask_token_sent", "<mask_1>");
    add(name("pad_token", "<pad>"));
    add(eos());
    add(sentence);
    if (mask != sentence) add(mask);
    for (std::size_t i = 2; i < count("offset", 103); ++i) {
      specials_.push_back("<unk_" + std::to_string(i) + ">");
      add(specials_.back(), -100);
    }
    const auto unk = static_cast<std::int64_t>(json_.scores.size()) + std::max(model_.unk_id() - 2, 0);
    for (std::size_t i = 2; i < model_.pieces.size(); ++i) add(model_.pieces[i].piece, model_.pieces[i].score);
    specials_.push_back(sentence);
    name_specials({{"pad_token", "<pad>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"mask_token", "<mask_2>"}});
    return unigram(unk, one_space(), false, {"$A", eos()});
  }

  /// fairseq's four tokens, the pieces, 25 languages, <mask> (Liu et al. 2020, mBART, 2.2).
  TokenizerJson mbart() {
    add_fairseq(std::span(mbart50_languages).first(mbart_language_count));
    json_.precompiled_charsmap.clear();  // transformers' class normalises nothing
    return unigram(3, nullptr, true, {"$A", eos(), language("en_XX")});
  }

  /// The same without languages, between <s> and </s>, and normalised (Conneau et al. 2020, XLM-R).
  TokenizerJson xlm_roberta() {
    add_fairseq({});
    return unigram(3, nullptr, true, {name("bos_token", "<s>"), "$A", eos()});
  }

  /// Tokens that its training left unused, the pieces, <mask> (Martin et al. 2020).
  TokenizerJson camembert() {
    fairseq_ = true;
    for (const std::string& piece : {std::string("<s>NOTUSED"), name("pad_token", "<pad>"), std::string("</s>NOTUSED"),
                                     name("unk_token", "<unk>"), std::string("<unk>NOTUSED")})
      add(piece, piece == "<unk>NOTUSED" ? -100 : 0);
    for (std::size_t i = 1; i < model_.pieces.size(); ++i) add(model_.pieces[i].piece, model_.pieces[i].score);
    add(name("mask_token", "<mask>"));
    name_specials({{"bos_token", "<s>"}, {"pad_token", "<pad>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"mask_token", "<mask>"}});
    return unigram(3, nullptr, true, {name("bos_token", "<s>"), "$A", eos()});
  }

  /// mBART with 52 languages, and the language in front (Tang et al. 2020).
  TokenizerJson mbart50() {
    add_fairseq(mbart50_languages);
    return unigram(3, one_space(), false, {language("en_XX"), "$A", eos()});
  }

  /// fairseq's four tokens, the pieces, 202 languages, <mask> (NLLB Team 2022): BPE, whose merges are all ways to put a piece
  /// together, in the order of the pieces.
  TokenizerJson nllb() {
    std::vector<std::string> pieces{"<s>", name("pad_token", "<pad>"), eos(), name("unk_token", "<unk>")};
    for (const auto& piece : model_.pieces)
      if (std::find(pieces.begin(), pieces.begin() + 4, piece.piece) == pieces.begin() + 4) pieces.push_back(piece.piece);
    for (const std::string& piece : pieces) add(piece);
    json_.scores.clear();
    json_.vocabulary.freeze(file_, "pieces", true);
    add_merges();
    fairseq_ = true;
    for (const std::string_view code : nllb_languages) specials_.emplace_back(code);
    name_specials({{"bos_token", "<s>"}, {"pad_token", "<pad>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"mask_token", "<mask>"}});
    json_.has_vocabulary = json_.has_merges = true;
    Json model{{"type", "BPE"}, {"unk_token", name("unk_token", "<unk>")}, {"fuse_unk", true}};
    const std::string code = language("eng_Latn");
    const bool legacy = config_.get_or<bool>("legacy_behaviour", false);
    return finish(std::move(model), one_space(), false,
                  legacy ? std::vector<std::string>{"$A", eos(), code} : std::vector<std::string>{code, "$A", eos()});
  }

 private:
  std::string name(const char* key, const char* otherwise) const { return token_name(config_, key, otherwise); }
  std::string eos() const { return name("eos_token", "</s>"); }
  std::string language(const char* otherwise) const { return config_.get_or<std::string>("src_lang", otherwise); }
  std::size_t count(const char* key, std::size_t otherwise) const {
    const auto n = config_.get_or<std::size_t>(key, otherwise);
    if (n > 100000) throw ConfigError{{"number is too large", config_.file(), key, "at most 100000", std::to_string(n)}};
    return n;
  }

  void add(std::string_view piece, double score = 0) {
    json_.vocabulary.add(piece, json_.vocabulary.size(), file_, "pieces");
    json_.scores.push_back(score);
  }

  void add_fairseq(std::span<const std::string_view> languages) {
    fairseq_ = true;
    for (const std::string& piece : {std::string("<s>"), name("pad_token", "<pad>"), eos(), name("unk_token", "<unk>")}) add(piece);
    for (std::size_t i = 3; i < model_.pieces.size(); ++i) add(model_.pieces[i].piece, model_.pieces[i].score);
    for (const std::string_view code : languages) {
      add(code);
      specials_.emplace_back(code);
    }
    add(name("mask_token", "<mask>"));
    name_specials({{"bos_token", "<s>"}, {"pad_token", "<pad>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"mask_token", "<mask>"}});
  }

  void name_specials(std::initializer_list<std::pair<const char*, const char*>> names) {
    for (const auto& [key, otherwise] : names) specials_.push_back(name(key, otherwise));
    mask_ = name("mask_token", "<mask>");
    for (const auto& piece : model_.pieces)
      if (piece.type == SentencePieceModel::Type::control) specials_.push_back(piece.piece);
    for (const char* key : {"additional_special_tokens", "extra_special_tokens"}) {
      if (!config_.has(key) || !config_.json()[key].is_array()) continue;
      for (const Json& token : config_.json()[key])
        specials_.push_back(token.is_object() ? token.value("content", "") : token.is_string() ? token.get<std::string>() : "");
    }
  }

  void add_merges() {
    const Vocabulary& vocabulary = json_.vocabulary;
    for (const auto& whole : model_.pieces) {
      const std::string_view piece = whole.piece;
      check_sought_piece(piece, file_, "pieces", &whole - model_.pieces.data());
      for (std::size_t at = decode_utf8(piece, 0).length; at < piece.size(); at += decode_utf8(piece, at).length) {
        if (!vocabulary.find(piece.substr(0, at)) || !vocabulary.find(piece.substr(at))) continue;
        json_.merges.add(piece.substr(0, at));
        json_.merges.add(piece.substr(at));
      }
    }
  }

  static Json one_space() { return parse_json(R"({"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "})", ""); }

  TokenizerJson unigram(std::int64_t unk_id, Json normalizer, bool split, const std::vector<std::string>& around) {
    json_.vocabulary.freeze(file_, "pieces", true);
    json_.has_scores = true;
    return finish({{"type", "Unigram"}, {"unk_id", unk_id}}, std::move(normalizer), split, around);
  }

  TokenizerJson finish(Json model, Json normalizer, bool split, const std::vector<std::string>& around) {
    constexpr std::string_view whole =
        R"({"decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true},
                                           "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}]}})";
    json_.rest = parse_json(whole, "");
    const Json& metaspace = json_.rest["decoder"];
    if (split)
      json_.rest["pre_tokenizer"]["pretokenizers"].push_back(metaspace);
    else
      json_.rest["pre_tokenizer"] = metaspace;
    json_.rest["model"] = std::move(model);
    json_.rest["normalizer"] = std::move(normalizer);
    json_.rest["added_tokens"] = added_tokens();
    json_.rest["post_processor"] = post_processor(around, json_.rest["added_tokens"]);
    return std::move(json_);
  }

  /// The special tokens, those of the vocabulary by their ids, then others, <mask> last.
  Json added_tokens() const {
    std::map<TokenId, std::string> known;
    std::vector<std::string> fresh;
    for (const std::string& token : specials_) {
      if (const auto id = json_.vocabulary.find(token))
        known.emplace(*id, token);
      else if (!token.empty() && token != mask_ && std::find(fresh.begin(), fresh.end(), token) == fresh.end())
        fresh.push_back(token);
    }
    if (!json_.vocabulary.find(mask_) && std::find(specials_.begin(), specials_.end(), mask_) != specials_.end()) fresh.push_back(mask_);
    Json list = Json::array();
    const auto put = [&](const std::string& token, std::int64_t id) {
      const bool is_mask = fairseq_ && token == mask_;
      Json& added = put_token(list, id, token, true);
      added["lstrip"] = is_mask;
      added["normalized"] = is_mask && json_.has_merges;
    };
    for (const auto& [id, token] : known) put(token, id);
    auto next = static_cast<std::int64_t>(json_.vocabulary.count());
    for (const std::string& token : fresh) put(token, next++);
    for (const auto& piece : model_.pieces)
      if (piece.type == SentencePieceModel::Type::user_defined)
        if (const auto id = json_.vocabulary.find(piece.piece); id && !known.contains(*id)) put_token(list, *id, piece.piece, false);
    return list;
  }
  static Json& put_token(Json& list, std::int64_t id, const std::string& content, bool special) {
    Json& token = list.emplace_back();
    token["id"] = id;
    token["content"] = content;
    token["special"] = special;
    return token;
  }

  /// A TemplateProcessing of these tokens around "$A".
  static Json post_processor(const std::vector<std::string>& around, const Json& added) {
    Json single = Json::array(), tokens = Json::object();
    for (const std::string& token : around) {
      Json& place = single.emplace_back();
      if (token == "$A") {
        place["Sequence"]["id"] = "A";
        continue;
      }
      const auto found = std::find_if(added.begin(), added.end(), [&](const Json& item) { return item["content"] == token; });
      if (found == added.end()) throw ConfigError{{"not a token of the model", "tokenizer_config.json", "", "", token}};
      place["SpecialToken"]["id"] = token;
      tokens[token]["ids"].push_back((*found)["id"]);
    }
    Json out;
    out["type"] = "TemplateProcessing";
    out["single"] = std::move(single);
    out["special_tokens"] = std::move(tokens);
    return out;
  }

  SentencePieceModel model_;
  const Settings& config_;
  std::string file_;
  TokenizerJson json_{};
  std::vector<std::string> specials_{};
  std::string mask_{};
  bool fairseq_ = false;  // the mask takes the space before it
};

/// A class of transformers, and the file it is made of.
struct SentencePieceClass {
  std::string_view name, file;
  TokenizerJson (SentencePieceRecipe::*make)();
};

inline const SentencePieceClass* find_sentencepiece_class(std::string_view name) {
  using Recipe = SentencePieceRecipe;
  static constexpr std::string_view bpe_model = "sentencepiece.bpe.model";
  static constexpr SentencePieceClass classes[] = {{"T5Tokenizer", "spiece.model", &Recipe::t5},
                                                   {"MT5Tokenizer", "spiece.model", &Recipe::t5},
                                                   {"PegasusTokenizer", "spiece.model", &Recipe::pegasus},
                                                   {"MBartTokenizer", bpe_model, &Recipe::mbart},
                                                   {"MBart50Tokenizer", bpe_model, &Recipe::mbart50},
                                                   {"NllbTokenizer", bpe_model, &Recipe::nllb},
                                                   {"XLMRobertaTokenizer", bpe_model, &Recipe::xlm_roberta},
                                                   {"CamembertTokenizer", bpe_model, &Recipe::camembert}};
  const auto* const known = std::find_if(std::begin(classes), std::end(classes), [&](const auto& made) { return made.name == name; });
  return known == std::end(classes) ? nullptr : known;
}

GANYMEDE_ONCE std::string_view sentencepiece_recipe_file(std::string_view tokenizer_class) {
  const SentencePieceClass* const known = find_sentencepiece_class(tokenizer_class);
  return known == nullptr ? std::string_view() : known->file;
}

GANYMEDE_ONCE TokenizerJson sentencepiece_recipe(const std::filesystem::path& folder, const Settings& config,
                                                 std::string_view tokenizer_class) {
  const SentencePieceClass& known = *find_sentencepiece_class(tokenizer_class);
  const std::filesystem::path path = folder / known.file;
  const MappedFile model{path};
  return (SentencePieceRecipe(read_sentencepiece(model.bytes(), path.string()), config, path.string()).*known.make)();
}

}  // namespace ganymede::inline v0::detail
