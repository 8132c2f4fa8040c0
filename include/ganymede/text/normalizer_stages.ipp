#pragma once
// The bodies of normalizer_stages.hpp.

#include <ganymede/text/normalizer_stages.hpp>

#include <ganymede/text/bert_text.hpp>
#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/formats/base64.hpp>
#include <ganymede/text/formats/stage_json.hpp>
#include <ganymede/text/precompiled_charsmap.hpp>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/normal_forms.hpp>
#include <ganymede/text/unicode/unicode.hpp>

namespace ganymede::inline v0 {

namespace detail {

/// What replaces a match comes from the last character of it; of an empty match, from the one before.
template <class Next>
AlignedText align_replaced(const AlignedView& text, std::string_view content, Next&& next_match) {
  AlignedText out;
  std::size_t done = 0;
  for (auto match = next_match(); match; match = next_match()) {
    out.append(text.part(done, match->begin));
    out.append(content, match->end == 0 ? TextRange{} : text.source[match->end - 1]);
    done = match->end;
    TextGrowth::check(text.text.size(), out.text.size());
  }
  out.append(text.part(done, text.text.size()));
  return out;
}

}  // namespace detail

namespace normalizers {

GANYMEDE_ONCE std::string Nfc::operator()(std::string_view text) const { return nfc(text); }

GANYMEDE_ONCE AlignedText Nfc::align(const AlignedView& text) const { return detail::align_clusters(text, *this); }

GANYMEDE_ONCE std::string Nfd::operator()(std::string_view text) const { return nfd(text); }

GANYMEDE_ONCE AlignedText Nfd::align(const AlignedView& text) const { return detail::align_clusters(text, *this); }

GANYMEDE_ONCE std::string Nfkc::operator()(std::string_view text) const { return nfkc(text); }

GANYMEDE_ONCE AlignedText Nfkc::align(const AlignedView& text) const { return detail::align_clusters(text, *this); }

GANYMEDE_ONCE std::string Nfkd::operator()(std::string_view text) const { return nfkd(text); }

GANYMEDE_ONCE AlignedText Nfkd::align(const AlignedView& text) const { return detail::align_clusters(text, *this); }

GANYMEDE_ONCE std::string Lowercase::operator()(std::string_view text) const { return to_lower(text); }

GANYMEDE_ONCE AlignedText Lowercase::align(const AlignedView& text) const { return detail::align_characters(text, *this); }

GANYMEDE_ONCE Strip Strip::from_json(const StageJson& json) {
  json.only({"strip_left", "strip_right"});
  return {.strip_left = json.boolean("strip_left"), .strip_right = json.boolean("strip_right")};
}

GANYMEDE_ONCE std::string Strip::operator()(std::string_view text) const {
  return std::string(detail::stripped(text, strip_left, strip_right));
}

GANYMEDE_ONCE AlignedText Strip::align(const AlignedView& text) const {
  const std::string_view kept = detail::stripped(text.text, strip_left, strip_right);
  if (kept.empty()) return {};
  const auto begin = static_cast<std::size_t>(kept.data() - text.text.data());
  return AlignedText(text.part(begin, begin + kept.size()));
}

GANYMEDE_ONCE std::string StripAccents::operator()(std::string_view text) const { return detail::without_category(text, false); }

GANYMEDE_ONCE AlignedText StripAccents::align(const AlignedView& text) const { return detail::align_characters(text, *this); }

GANYMEDE_ONCE std::string Nmt::operator()(std::string_view text) const { return detail::nmt_clean(text); }

GANYMEDE_ONCE AlignedText Nmt::align(const AlignedView& text) const { return detail::align_characters(text, *this); }

GANYMEDE_ONCE std::string ByteLevel::operator()(std::string_view text) const { return byte_level_encode(text); }

GANYMEDE_ONCE AlignedText ByteLevel::align(const AlignedView& text) const { return detail::align_characters(text, *this); }

GANYMEDE_ONCE Prepend Prepend::from_json(const StageJson& json) {
  json.only({"prepend"});
  return {.prefix = json.string("prepend")};
}

GANYMEDE_ONCE std::string Prepend::operator()(std::string_view text) const {
  return text.empty() ? std::string() : std::string(prefix).append(text);
}

GANYMEDE_ONCE AlignedText Prepend::align(const AlignedView& text) const {
  AlignedText out;
  if (text.text.empty()) return out;
  out.append(prefix, text.source.front());
  out.append(text);
  return out;
}

GANYMEDE_ONCE Replace Replace::from_json(const StageJson& json) {
  json.only({"pattern", "content"});
  const auto [is_regex, pattern] = json.pattern("pattern");
  Replace out{.pattern = pattern, .content = json.string("content")};
  if (is_regex || pattern.empty()) out.regex = json.at("pattern", [&, &text = pattern] { return Regex(text); });
  return out;
}

GANYMEDE_ONCE std::string Replace::operator()(std::string_view text) const {
  return regex ? detail::replace_all(text, *regex, content) : detail::replace_all(text, pattern, content);
}

GANYMEDE_ONCE AlignedText Replace::align(const AlignedView& text) const {
  if (text.text.empty()) return {};
  if (!regex) return detail::align_replaced(text, content, detail::occurrences(text.text, pattern));
  RegexScan scan(*regex, text.text);
  return detail::align_replaced(text, content, [&scan] { return scan.next(); });
}

GANYMEDE_ONCE Precompiled Precompiled::from_json(const StageJson& json) {
  json.only({"precompiled_charsmap"});
  const auto blob = base64_decode(json.string("precompiled_charsmap"));
  if (!blob) json.fail("precompiled_charsmap", "setting is wrong", "base64", "");
  return {std::make_shared<const PrecompiledCharsmap>(*blob, std::string(json.file()), json.key() + ".precompiled_charsmap")};
}

GANYMEDE_ONCE AlignedText Precompiled::align(const AlignedView& text) const { return align_precompiled(*rules, text); }

GANYMEDE_ONCE std::string Precompiled::operator()(std::string_view text) const { return normalize_precompiled(*rules, text); }

GANYMEDE_ONCE BertNormalizer BertNormalizer::from_json(const StageJson& json) {
  json.only({"clean_text", "handle_chinese_chars", "strip_accents", "lowercase"});
  BertNormalizer out{.clean_text = json.boolean("clean_text"), .handle_chinese_chars = json.boolean("handle_chinese_chars")};
  if (json.find("strip_accents") != nullptr) out.strip_accents = json.boolean("strip_accents");
  out.lowercase = json.boolean("lowercase");
  return out;
}

GANYMEDE_ONCE std::string BertNormalizer::operator()(std::string_view text) const {
  std::string out(text);
  if (clean_text) out = detail::bert_clean(out);
  if (handle_chinese_chars) out = detail::bert_space_chinese(out);
  if (strip_accents.value_or(lowercase)) out = detail::without_category(nfd(out), true);
  if (lowercase) out = to_lower(out);
  return out;
}

GANYMEDE_ONCE AlignedText BertNormalizer::align(const AlignedView& text) const { return detail::align_characters(text, *this); }

}  // namespace normalizers

}  // namespace ganymede::inline v0
