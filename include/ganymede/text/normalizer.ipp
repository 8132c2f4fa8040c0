#pragma once
// The bodies of normalizer.hpp.

#include <ganymede/text/normalizer.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/text/bert_text.hpp>
#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/formats/base64.hpp>
#include <ganymede/text/formats/stage_json.hpp>
#include <ganymede/text/precompiled_charsmap.hpp>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/normal_forms.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Normalizer::Normalizer(Stage stage) : stages_{std::make_shared<const Stage>(std::move(stage))} {}

GANYMEDE_ONCE Normalizer Normalizer::from_json(const Json& json, std::string_view file, std::string_view key) {
  return read(json, file, std::string(key), 0);
}

GANYMEDE_ONCE std::string Normalizer::operator()(std::string_view text) const {
  TextGrowth growth(text.size());
  return (*this)(text, growth);
}

GANYMEDE_ONCE std::string Normalizer::operator()(std::string_view text, TextGrowth& growth) const {
  std::string out(text);
  for (const auto& stage : stages_) {
    std::string next = (*stage)(out);
    growth.stage(out.size(), next.size());
    out = std::move(next);
  }
  return out;
}

GANYMEDE_ONCE Normalizer Normalizer::nfc() { return Normalizer(ganymede::nfc); }

GANYMEDE_ONCE Normalizer Normalizer::nfd() { return Normalizer(ganymede::nfd); }

GANYMEDE_ONCE Normalizer Normalizer::nfkc() { return Normalizer(ganymede::nfkc); }

GANYMEDE_ONCE Normalizer Normalizer::nfkd() { return Normalizer(ganymede::nfkd); }

GANYMEDE_ONCE Normalizer Normalizer::lowercase() { return Normalizer(to_lower); }

GANYMEDE_ONCE Normalizer Normalizer::strip(bool left, bool right) {
  return Normalizer([=](std::string_view text) { return std::string(detail::stripped(text, left, right)); });
}

GANYMEDE_ONCE Normalizer Normalizer::strip_accents() {
  return Normalizer([](std::string_view text) { return detail::without_category(text, false); });
}

GANYMEDE_ONCE Normalizer Normalizer::nmt() { return Normalizer(detail::nmt_clean); }

GANYMEDE_ONCE Normalizer Normalizer::byte_level() { return Normalizer(byte_level_encode); }

GANYMEDE_ONCE Normalizer Normalizer::prepend(std::string prefix) {
  return Normalizer(
      [prefix = std::move(prefix)](std::string_view text) { return text.empty() ? std::string() : std::string(prefix).append(text); });
}

GANYMEDE_ONCE Normalizer Normalizer::replace(std::string what, std::string content) {
  if (what.empty()) return replace(Regex(""), std::move(content));
  return Normalizer(
      [what = std::move(what), content = std::move(content)](std::string_view text) { return detail::replace_all(text, what, content); });
}

GANYMEDE_ONCE Normalizer Normalizer::replace(Regex what, std::string content) {
  return Normalizer(
      [what = std::move(what), content = std::move(content)](std::string_view text) { return detail::replace_all(text, what, content); });
}

GANYMEDE_ONCE Normalizer Normalizer::precompiled(PrecompiledCharsmap rules) {
  return Normalizer([shared = std::make_shared<const PrecompiledCharsmap>(std::move(rules))](std::string_view text) {
    return normalize_precompiled(*shared, text);
  });
}

GANYMEDE_ONCE Normalizer Normalizer::sequence(const std::vector<Normalizer>& stages) {
  Normalizer out;
  for (const Normalizer& n : stages) out.stages_.insert(out.stages_.end(), n.stages_.begin(), n.stages_.end());
  return out;
}

GANYMEDE_ONCE Normalizer Normalizer::bert(Bert options) {
  std::vector<Normalizer> stages;
  if (options.clean_text) stages.emplace_back(Stage(detail::bert_clean));
  if (options.handle_chinese_chars) stages.emplace_back(Stage(detail::bert_space_chinese));
  if (options.strip_accents.value_or(options.lowercase))
    stages.emplace_back(Stage([](std::string_view text) { return detail::without_category(ganymede::nfd(text), true); }));
  if (options.lowercase) stages.push_back(lowercase());
  return sequence(stages);
}

GANYMEDE_ONCE Normalizer Normalizer::read(const Json& json, std::string_view file, std::string key, unsigned depth) {
  if (json.is_null()) return {};
  const StageJson stage(json, file, std::move(key));
  const std::string type = stage.type();
  if (type == "Sequence") {
    stage.only({"normalizers"});
    std::vector<Normalizer> stages;
    std::size_t count = 0;
    stage.for_each_stage("normalizers", depth, [&](const Json& item, std::string at) {
      stages.push_back(read(item, file, std::move(at), depth + 1));
      stage.count(std::max(stages.size(), count += stages.back().stages_.size()));
    });
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

}
