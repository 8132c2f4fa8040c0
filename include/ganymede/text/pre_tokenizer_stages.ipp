#pragma once
// The bodies of pre_tokenizer_stages.hpp.

#include <ganymede/text/pre_tokenizer_stages.hpp>

#include <ganymede/text/formats/stage_json.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE SplitBehavior detail::split_behavior(const StageJson& json, std::optional<std::string> otherwise) {
  static constexpr std::pair<std::string_view, SplitBehavior> names[] = {{"Removed", SplitBehavior::removed},
                                                                         {"Isolated", SplitBehavior::isolated},
                                                                         {"MergedWithPrevious", SplitBehavior::merged_with_previous},
                                                                         {"MergedWithNext", SplitBehavior::merged_with_next},
                                                                         {"Contiguous", SplitBehavior::contiguous}};
  const std::string value = json.string("behavior", std::move(otherwise));
  for (const auto& [name, known] : names)
    if (value == name) return known;
  json.fail("behavior", "unknown split behavior", "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous", value);
}

inline namespace pre_tokenizers {

GANYMEDE_ONCE void SplitRegex::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  split_regex(text, regex, behavior, invert, detail::pieces_of(text, at_start, sink));
}

GANYMEDE_ONCE void SplitString::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  split_string(text, pattern, behavior, invert, detail::pieces_of(text, at_start, sink));
}

GANYMEDE_ONCE ByteLevel ByteLevel::from_json(const StageJson& json) {
  json.only({"add_prefix_space", "trim_offsets", "use_regex"});
  return {.add_prefix_space = json.boolean("add_prefix_space"), .use_regex = json.boolean("use_regex", true)};
}

GANYMEDE_ONCE void ByteLevel::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  std::string prefixed;
  if (add_prefix_space && !text.empty() && text.front() != ' ') text = prefixed.append(" ").append(text);
  std::string letters;
  const auto encode = [&](std::string_view piece) {
    letters.clear();
    append_byte_level(letters, piece);
    sink(letters, at_start && piece.data() == text.data());
  };
  static const Regex words(pattern);
  if (use_regex) {
    split_regex(text, words, SplitBehavior::isolated, false, encode);
  } else if (!text.empty()) {
    encode(text);
  }
}

GANYMEDE_ONCE Metaspace Metaspace::from_json(const StageJson& json) {
  json.only({"replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep"});
  Metaspace out{.replacement = json.character("replacement")};
  const std::string scheme = json.string("prepend_scheme", "always");
  if (scheme == "first")
    out.prepend = Prepend::first;
  else if (scheme == "never")
    out.prepend = Prepend::never;
  else if (scheme != "always")
    json.fail("prepend_scheme", "setting is wrong", "always, first or never", scheme);
  // How older files say "never"; the original refuses a contradiction too.
  if (!json.boolean("add_prefix_space", true)) {
    if (json.find("prepend_scheme") != nullptr && out.prepend != Prepend::never)
      json.fail("add_prefix_space", "contradicts prepend_scheme", "", scheme);
    out.prepend = Prepend::never;
  }
  out.split = json.boolean("split", true);
  return out;
}

GANYMEDE_ONCE void Metaspace::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  if (text.empty()) return;
  std::string out;
  out.reserve(text.size() + text.size() / 4);
  const bool wanted = prepend == Prepend::always || (prepend == Prepend::first && at_start);
  if (wanted && text.front() != ' ' && text.substr(0, replacement.size()) != replacement) out += replacement;
  for (const char c : text) {
    if (c == ' ')
      out += replacement;
    else
      out += c;
  }
  if (!split) return sink(out, at_start);
  split_string(out, replacement, SplitBehavior::merged_with_next, false, detail::pieces_of(out, at_start, sink));
}

GANYMEDE_ONCE Digits Digits::from_json(const StageJson& json) {
  json.only({"individual_digits"});
  return {.individual_digits = json.boolean("individual_digits")};
}

GANYMEDE_ONCE void Digits::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  split_where(
      text, [](char32_t c) { return c < 0x80 ? c >= '0' && c <= '9' : is_number(c); },
      individual_digits ? SplitBehavior::isolated : SplitBehavior::contiguous, detail::pieces_of(text, at_start, sink));
}

GANYMEDE_ONCE Punctuation Punctuation::from_json(const StageJson& json) {
  json.only({"behavior"});
  return {.behavior = detail::split_behavior(json, "Isolated")};
}

GANYMEDE_ONCE void Punctuation::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  split_where(text, detail::is_any_punctuation, behavior, detail::pieces_of(text, at_start, sink));
}

GANYMEDE_ONCE void Whitespace::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  static const Regex words(R"([\w\x{200C}\x{200D}]+|[^\w\x{200C}\x{200D}\s]+)");
  split_regex(text, words, SplitBehavior::removed, true, detail::pieces_of(text, at_start, sink));
}

GANYMEDE_ONCE void WhitespaceSplit::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  split_where(text, is_white_space, SplitBehavior::removed, detail::pieces_of(text, at_start, sink));
}

GANYMEDE_ONCE void BertPreTokenizer::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  const auto word = [&](std::string_view piece) {
    split_where(piece, detail::is_any_punctuation, SplitBehavior::isolated, detail::pieces_of(text, at_start, sink));
  };
  split_where(text, is_white_space, SplitBehavior::removed, word);
}

GANYMEDE_ONCE void UnicodeScripts::operator()(std::string_view text, bool at_start, PieceSink sink) const {
  const auto pieces = detail::pieces_of(text, at_start, sink);
  std::size_t at = 0;
  std::size_t begin = 0;
  std::optional<std::string_view> last;
  for_each_code_point(text, [&](char32_t c, std::string_view bytes) {
    const std::optional<std::string_view> next = script_of(c);
    if (next && last != next) {
      if (last) pieces(text.substr(begin, at - begin));
      begin = at;
      last = next;
    }
    at += bytes.size();
  });
  if (last) pieces(text.substr(begin));
}

GANYMEDE_ONCE std::optional<std::string_view> UnicodeScripts::script_of(char32_t c) {
  if (c == ' ') return std::nullopt;
  if (c == 0x30FC) return "Han";
  const std::string_view name = script(c);
  if (name == "Unknown") return std::nullopt;
  return name == "Hiragana" || name == "Katakana" ? "Han" : name;
}

}

}
