#pragma once
// The bodies of pre_tokenizer.hpp.

#include <ganymede/text/pre_tokenizer.hpp>

#include <ganymede/text/formats/stage_list.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

namespace detail {

inline PreTokenizer read_split(const StageJson& json) {
  json.only({"pattern", "behavior", "invert"});
  const auto [is_regex, pattern] = json.pattern("pattern");
  const SplitBehavior behavior = split_behavior(json);
  const bool invert = json.boolean("invert");
  if (!is_regex && !pattern.empty()) return PreTokenizer(SplitString{pattern, behavior, invert});
  return json.at("pattern", [&, &text = pattern] { return PreTokenizer(SplitRegex{Regex(text), behavior, invert}); });
}

inline PreTokenizer read_char_delimiter_split(const StageJson& json) {
  json.only({"delimiter"});
  return PreTokenizer(SplitString{json.character("delimiter"), SplitBehavior::removed, false});
}

inline constexpr StageType<PreTokenizer> pre_tokenizer_types[] = {
    {"ByteLevel", stage_from_json<PreTokenizer, ByteLevel>},
    {"Split", read_split},
    {"Digits", stage_from_json<PreTokenizer, Digits>},
    {"Metaspace", stage_from_json<PreTokenizer, Metaspace>},
    {"Whitespace", stage_without_settings<PreTokenizer, Whitespace>},
    {"WhitespaceSplit", stage_without_settings<PreTokenizer, WhitespaceSplit>},
    {"Punctuation", stage_from_json<PreTokenizer, Punctuation>},
    {"BertPreTokenizer", stage_without_settings<PreTokenizer, BertPreTokenizer>},
    {"CharDelimiterSplit", read_char_delimiter_split},
    {"UnicodeScripts", stage_without_settings<PreTokenizer, UnicodeScripts>}};

}  // namespace detail

GANYMEDE_ONCE PreTokenizer PreTokenizer::sequence(const std::vector<PreTokenizer>& stages) {
  PreTokenizer out;
  for (const PreTokenizer& p : stages) out.stages_.insert(out.stages_.end(), p.stages_.begin(), p.stages_.end());
  return out;
}

GANYMEDE_ONCE PreTokenizer PreTokenizer::from_json(const Json& json, std::string_view file, std::string_view key) {
  std::vector<PreTokenizer> stages;
  detail::for_each_stage(json, file, key, "pretokenizers", [&](const StageJson& stage) {
    stages.push_back(detail::read_stage(stage, detail::pre_tokenizer_types, "pre-tokenizer"));
  });
  return sequence(stages);
}

GANYMEDE_ONCE void PreTokenizer::run(std::size_t stage, std::string_view text, bool at_start, TextGrowth& growth, PieceSink out) const {
  if (stage == stages_.size()) {
    if (!text.empty()) out(text, at_start);
    return;
  }
  if (stage + 1 == stages_.size()) return stages_[stage]->cut(text, at_start, out);
  std::size_t made = 0;
  const auto rest = [&](std::string_view piece, bool piece_at_start) {
    const std::size_t before = std::max(made, text.size());
    growth.stage(before, made += piece.size());
    run(stage + 1, piece, piece_at_start, growth, out);
  };
  stages_[stage]->cut(text, at_start, rest);
}

}  // namespace ganymede::inline v0
