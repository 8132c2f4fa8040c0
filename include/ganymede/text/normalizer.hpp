#pragma once
// Normalisers: what a tokenizer does to a text before anything is cut, under the Hugging Face names.

#include <ganymede/text/bert_text.hpp>
#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/formats/base64.hpp>
#include <ganymede/text/formats/stage_json.hpp>
#include <ganymede/text/precompiled_charsmap.hpp>
#include <ganymede/text/regex/regex.hpp>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// A chain of stages; immutable, cheap to copy. The default leaves texts as they are.
class Normalizer {
 public:
  using Stage = std::function<std::string(std::string_view)>;

  Normalizer() = default;
  explicit Normalizer(Stage stage) : stages_{std::make_shared<const Stage>(std::move(stage))} {}

  /// The stages of a tokenizer.json; null is the identity. TokenizerError names what is wrong or not supported.
  static Normalizer from_json(const Json& json, std::string_view file, std::string_view key = "normalizer") {
    return read(json, file, std::string(key), 0);
  }

  /// TokenizerError: the text grows more than stage_limits.hpp allows.
  std::string operator()(std::string_view text) const {
    TextGrowth growth(text.size());
    return (*this)(text, growth);
  }
  /// The same for a part of a text whose growth is counted as a whole.
  std::string operator()(std::string_view text, TextGrowth& growth) const {
    std::string out(text);
    for (const auto& stage : stages_) {
      std::string next = (*stage)(out);
      growth.stage(out.size(), next.size());
      out = std::move(next);
    }
    return out;
  }

  static Normalizer nfc() { return Normalizer(ganymede::nfc); }
  static Normalizer nfd() { return Normalizer(ganymede::nfd); }
  static Normalizer nfkc() { return Normalizer(ganymede::nfkc); }
  static Normalizer nfkd() { return Normalizer(ganymede::nfkd); }
  static Normalizer lowercase() { return Normalizer(to_lower); }
  /// White space off the ends.
  static Normalizer strip(bool left, bool right) {
    return Normalizer([=](std::string_view text) { return std::string(detail::stripped(text, left, right)); });
  }
  /// All marks go (category M); NFD usually stands before it.
  static Normalizer strip_accents() {
    return Normalizer([](std::string_view text) { return detail::without_category(text, false); });
  }
  static Normalizer nmt() { return Normalizer(detail::nmt_clean); }
  static Normalizer byte_level() { return Normalizer(byte_level_encode); }
  /// `prefix` before every text but the empty one.
  static Normalizer prepend(std::string prefix) {
    return Normalizer(
        [prefix = std::move(prefix)](std::string_view text) { return text.empty() ? std::string() : std::string(prefix).append(text); });
  }
  /// `content`, taken literally, for each occurrence of a text.
  static Normalizer replace(std::string what, std::string content) {
    if (what.empty()) return replace(Regex(""), std::move(content));
    return Normalizer(
        [what = std::move(what), content = std::move(content)](std::string_view text) { return detail::replace_all(text, what, content); });
  }
  /// `content`, taken literally, for each match.
  static Normalizer replace(Regex what, std::string content) {
    return Normalizer(
        [what = std::move(what), content = std::move(content)](std::string_view text) { return detail::replace_all(text, what, content); });
  }
  /// SentencePiece's compiled rules, as the tokenizers package applies them.
  static Normalizer precompiled(PrecompiledCharsmap rules) {
    return Normalizer([shared = std::make_shared<const PrecompiledCharsmap>(std::move(rules))](std::string_view text) {
      return normalize_precompiled(*shared, text);
    });
  }
  static Normalizer sequence(const std::vector<Normalizer>& stages) {
    Normalizer out;
    for (const Normalizer& n : stages) out.stages_.insert(out.stages_.end(), n.stages_.begin(), n.stages_.end());
    return out;
  }

  /// BERT's clean-up; accents go with the case unless strip_accents says otherwise.
  struct Bert {
    bool clean_text = true;
    bool handle_chinese_chars = true;
    std::optional<bool> strip_accents{};
    bool lowercase = true;
  };
  static Normalizer bert(Bert options) {
    std::vector<Normalizer> stages;
    if (options.clean_text) stages.emplace_back(Stage(detail::bert_clean));
    if (options.handle_chinese_chars) stages.emplace_back(Stage(detail::bert_space_chinese));
    if (options.strip_accents.value_or(options.lowercase))
      stages.emplace_back(Stage([](std::string_view text) { return detail::without_category(ganymede::nfd(text), true); }));
    if (options.lowercase) stages.push_back(lowercase());
    return sequence(stages);
  }

 private:
  static Normalizer read(const Json& json, std::string_view file, std::string key, unsigned depth) {
    if (json.is_null()) return {};
    const StageJson stage(json, file, std::move(key));
    const std::string type = stage.type();
    if (type == "Sequence") {
      stage.only({"normalizers"});
      if (depth == max_stage_nesting)
        stage.fail("", "sequences are nested too deeply", std::to_string(max_stage_nesting) + " levels at most", "");
      std::vector<Normalizer> stages;
      std::size_t count = 0;
      for (const Json& item : stage.array("normalizers")) {
        stages.push_back(read(item, file, stage.key() + ".normalizers[" + std::to_string(stages.size()) + "]", depth + 1));
        stage.count(std::max(stages.size(), count += stages.back().stages_.size()));
      }
      return sequence(stages);
    }
    if (type == "BertNormalizer") {
      stage.only({"clean_text", "handle_chinese_chars", "strip_accents", "lowercase"});
      std::optional<bool> accents;
      if (stage.find("strip_accents") != nullptr) accents = stage.boolean("strip_accents");
      return bert({.clean_text = stage.boolean("clean_text"),
                   .handle_chinese_chars = stage.boolean("handle_chinese_chars"),
                   .strip_accents = accents,
                   .lowercase = stage.boolean("lowercase")});
    }
    if (type == "Replace") {
      stage.only({"pattern", "content"});
      const auto [is_regex, pattern] = stage.pattern("pattern");
      const std::string content = stage.string("content");
      if (!is_regex) return replace(pattern, content);
      return stage.at("pattern", [&, &text = pattern] { return replace(Regex(text), content); });
    }
    if (type == "Precompiled") {
      stage.only({"precompiled_charsmap"});
      const auto blob = base64_decode(stage.string("precompiled_charsmap"));
      if (!blob) stage.fail("precompiled_charsmap", "setting is wrong", "base64", "");
      return precompiled(PrecompiledCharsmap(*blob, std::string(file), stage.key() + ".precompiled_charsmap"));
    }
    if (type == "Strip") {
      stage.only({"strip_left", "strip_right"});
      const bool left = stage.boolean("strip_left");
      return strip(left, stage.boolean("strip_right"));
    }
    if (type == "Prepend") {
      stage.only({"prepend"});
      return prepend(stage.string("prepend"));
    }
    static const std::pair<std::string_view, Normalizer (*)()> plain[] = {{"NFC", nfc},
                                                                          {"NFD", nfd},
                                                                          {"NFKC", nfkc},
                                                                          {"NFKD", nfkd},
                                                                          {"Lowercase", lowercase},
                                                                          {"StripAccents", strip_accents},
                                                                          {"Nmt", nmt},
                                                                          {"ByteLevel", byte_level}};
    for (const auto& [name, make] : plain) {
      if (type != name) continue;
      stage.only({});
      return make();
    }
    stage.fail("type", "unsupported normalizer",
               "NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents, Replace, Prepend, Sequence, BertNormalizer, Nmt, Precompiled or "
               "ByteLevel",
               type);
  }

  std::vector<std::shared_ptr<const Stage>> stages_;
};

}  // namespace ganymede::inline v0
