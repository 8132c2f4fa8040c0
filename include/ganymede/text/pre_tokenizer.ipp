#pragma once
// The bodies of pre_tokenizer.hpp.

#include <ganymede/text/pre_tokenizer.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/text/formats/stage_json.hpp>

#include <algorithm>

namespace ganymede::inline v0 {

GANYMEDE_ONCE PreTokenizer PreTokenizer::sequence(const std::vector<PreTokenizer>& stages) {
  PreTokenizer out;
  for (const PreTokenizer& p : stages) out.stages_.insert(out.stages_.end(), p.stages_.begin(), p.stages_.end());
  return out;
}

GANYMEDE_ONCE PreTokenizer PreTokenizer::from_json(const Json& json, std::string_view file, std::string_view key) {
  return read(json, file, std::string(key), 0);
}

GANYMEDE_ONCE void PreTokenizer::run(std::size_t stage, std::string_view text, bool at_start, TextGrowth& growth, PieceSink out) const {
  if (stage == stages_.size()) {
    if (!text.empty()) out(text, at_start);
    return;
  }
  if (stage + 1 == stages_.size()) return (*stages_[stage])(text, at_start, out);
  std::size_t made = 0;
  auto rest = [&](std::string_view piece, bool piece_at_start) {
    const std::size_t before = std::max(made, text.size());
    growth.stage(before, made += piece.size());
    run(stage + 1, piece, piece_at_start, growth, out);
  };
  (*stages_[stage])(text, at_start, PieceSink(rest));
}

GANYMEDE_ONCE SplitBehavior PreTokenizer::behavior(const StageJson& stage, std::optional<std::string> otherwise) {
  static constexpr std::pair<std::string_view, SplitBehavior> names[] = {{"Removed", SplitBehavior::removed},
                                                                         {"Isolated", SplitBehavior::isolated},
                                                                         {"MergedWithPrevious", SplitBehavior::merged_with_previous},
                                                                         {"MergedWithNext", SplitBehavior::merged_with_next},
                                                                         {"Contiguous", SplitBehavior::contiguous}};
  const std::string value = stage.string("behavior", std::move(otherwise));
  for (const auto& [name, known] : names)
    if (value == name) return known;
  stage.fail("behavior", "unknown split behavior", "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous", value);
}

GANYMEDE_ONCE PreTokenizer PreTokenizer::metaspace(const StageJson& stage) {
  stage.only({"replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep"});
  const std::string replacement = stage.string("replacement");
  const Decoded first = replacement.empty() ? Decoded{0, 0, false} : decode_utf8(replacement, 0);
  if (!first.valid || first.length != replacement.size()) stage.fail("replacement", "setting is wrong", "one character", replacement);
  const std::string scheme = stage.string("prepend_scheme", "always");
  auto prepend = Metaspace::Prepend::always;
  if (scheme == "first")
    prepend = Metaspace::Prepend::first;
  else if (scheme == "never")
    prepend = Metaspace::Prepend::never;
  else if (scheme != "always")
    stage.fail("prepend_scheme", "setting is wrong", "always, first or never", scheme);
  // How older files say "never"; the original refuses a contradiction too.
  if (!stage.boolean("add_prefix_space", true)) {
    if (stage.find("prepend_scheme") != nullptr && prepend != Metaspace::Prepend::never)
      stage.fail("add_prefix_space", "contradicts prepend_scheme", "", scheme);
    prepend = Metaspace::Prepend::never;
  }
  return PreTokenizer(Metaspace{.replacement = replacement, .prepend = prepend, .split = stage.boolean("split", true)});
}

GANYMEDE_ONCE PreTokenizer PreTokenizer::read(const Json& json, std::string_view file, std::string key, unsigned depth) {
  if (json.is_null()) return {};
  const StageJson stage(json, file, std::move(key));
  const std::string type = stage.type();
  if (type == "Sequence") {
    stage.only({"pretokenizers"});
    std::vector<PreTokenizer> stages;
    std::size_t count = 0;
    stage.for_each_stage("pretokenizers", depth, [&](const Json& item, std::string at) {
      stages.push_back(read(item, file, std::move(at), depth + 1));
      stage.count(std::max(stages.size(), count += stages.back().stages_.size()));
    });
    return sequence(stages);
  }
  if (type == "ByteLevel") {
    stage.only({"add_prefix_space", "trim_offsets", "use_regex"});
    return PreTokenizer(ByteLevel{.add_prefix_space = stage.boolean("add_prefix_space"), .use_regex = stage.boolean("use_regex", true)});
  }
  if (type == "Split") {
    stage.only({"pattern", "behavior", "invert"});
    const auto [is_regex, pattern] = stage.pattern("pattern");
    const SplitBehavior cut = behavior(stage);
    const bool invert = stage.boolean("invert");
    if (!is_regex && !pattern.empty()) return PreTokenizer(SplitString{pattern, cut, invert});
    return stage.at("pattern", [&, &text = pattern] { return PreTokenizer(SplitRegex{Regex(text), cut, invert}); });
  }
  if (type == "Metaspace") return metaspace(stage);
  if (type == "Digits") {
    stage.only({"individual_digits"});
    return PreTokenizer(Digits{.individual_digits = stage.boolean("individual_digits")});
  }
  if (type == "Punctuation") {
    stage.only({"behavior"});
    return PreTokenizer(Punctuation{behavior(stage, "Isolated")});
  }
  if (type == "CharDelimiterSplit") {
    stage.only({"delimiter"});
    const std::string delimiter = stage.string("delimiter");
    if (delimiter.empty() || decode_utf8(delimiter, 0).length != delimiter.size())
      stage.fail("delimiter", "setting is wrong", "one character", delimiter);
    return PreTokenizer(SplitString{delimiter, SplitBehavior::removed, false});
  }
  static const std::pair<std::string_view, PreTokenizer (*)()> plain[] = {
      {"Whitespace", [] { return PreTokenizer(Whitespace{}); }},
      {"WhitespaceSplit", [] { return PreTokenizer(WhitespaceSplit{}); }},
      {"BertPreTokenizer", [] { return PreTokenizer(BertPreTokenizer{}); }},
      {"UnicodeScripts", [] { return PreTokenizer(UnicodeScripts{}); }}};
  for (const auto& [name, make] : plain) {
    if (type != name) continue;
    stage.only({});
    return make();
  }
  stage.fail("type", "unsupported pre-tokenizer",
             "ByteLevel, Split, Digits, Metaspace, Whitespace, WhitespaceSplit, Punctuation, BertPreTokenizer, CharDelimiterSplit, "
             "UnicodeScripts or Sequence",
             type);
}

}
