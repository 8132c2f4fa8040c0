#pragma once
// The bodies of pre_tokenizer.hpp.

#include <ganymede/text/pre_tokenizer.hpp>

#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/formats/stage_list.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <algorithm>
#include <functional>
#include <utility>

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

/// Where the pieces come from that a stage makes of a text, asked in their order.
class PieceSources {
 public:
  PieceSources(const AlignedView& text, PieceUnits units) : text_(text), units_(units) {}

  /// The piece with its source, which `own` holds where it is no part of the text.
  AlignedView of(std::string_view piece, std::vector<TextRange>& own) {
    const char* const begin = text_.text.data();
    if (std::less_equal<>{}(begin, piece.data()) && std::less_equal<>{}(piece.data() + piece.size(), begin + text_.text.size())) {
      const auto at = static_cast<std::size_t>(piece.data() - begin);
      return text_.part(at, at + piece.size());
    }
    own.clear();
    if (text_.text.empty()) return {};
    if (units_ == PieceUnits::parts) {  // a stage of somebody's own that makes new text
      own.assign(piece.size(), text_.range(0, text_.text.size()));
      return {piece, own};
    }
    for_each_code_point(piece, [&](char32_t c, std::string_view bytes) {
      const std::size_t at = std::min(at_, text_.text.size() - 1);
      own.insert(own.end(), bytes.size(), text_.source[at]);
      if (!std::exchange(begun_, true) && is_prefix(c)) return;  // it comes from the first character
      at_ += units_ == PieceUnits::bytes ? 1 : decode_utf8(text_.text, at).length;
    });
    return {piece, own};
  }

 private:
  /// Whether the first character of all pieces stands for none of the text.
  bool is_prefix(char32_t c) const {
    const char32_t first = decode_utf8(text_.text, 0).code_point;
    if (units_ == PieceUnits::bytes) return c != byte_level_alphabet[static_cast<unsigned char>(text_.text.front())];
    return c != first && first != ' ';
  }

  AlignedView text_;
  PieceUnits units_;
  std::size_t at_ = 0;
  bool begun_ = false;
};

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

GANYMEDE_ONCE void PreTokenizer::align(std::size_t stage, const AlignedView& text, bool at_start, TextGrowth& growth,
                                       FunctionRef<void(const AlignedView& piece)> out) const {
  if (stage == stages_.size()) {
    if (!text.text.empty()) out(text);
    return;
  }
  detail::PieceSources sources(text, stages_[stage]->units());
  std::vector<TextRange> own;
  std::size_t made = 0;
  stages_[stage]->cut(text.text, at_start, [&](std::string_view piece, bool piece_at_start) {
    const AlignedView view = sources.of(piece, own);
    if (stage + 1 == stages_.size()) return view.text.empty() ? void() : out(view);
    const std::size_t before = std::max(made, text.text.size());
    growth.stage(before, made += piece.size());
    align(stage + 1, view, piece_at_start, growth, out);
  });
}

}  // namespace ganymede::inline v0
