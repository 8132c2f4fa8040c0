#pragma once
// The bodies of normalizer.hpp.

#include <ganymede/text/normalizer.hpp>

#include <ganymede/text/formats/stage_list.hpp>

#include <utility>

namespace ganymede::inline v0 {

namespace detail {

inline constexpr StageType<Normalizer> normalizer_types[] = {
    {"NFC", stage_without_settings<Normalizer, normalizers::Nfc>},
    {"NFD", stage_without_settings<Normalizer, normalizers::Nfd>},
    {"NFKC", stage_without_settings<Normalizer, normalizers::Nfkc>},
    {"NFKD", stage_without_settings<Normalizer, normalizers::Nfkd>},
    {"Lowercase", stage_without_settings<Normalizer, normalizers::Lowercase>},
    {"Strip", stage_from_json<Normalizer, normalizers::Strip>},
    {"StripAccents", stage_without_settings<Normalizer, normalizers::StripAccents>},
    {"Replace", stage_from_json<Normalizer, normalizers::Replace>},
    {"Prepend", stage_from_json<Normalizer, normalizers::Prepend>},
    {"BertNormalizer", stage_from_json<Normalizer, normalizers::BertNormalizer>},
    {"Nmt", stage_without_settings<Normalizer, normalizers::Nmt>},
    {"Precompiled", stage_from_json<Normalizer, normalizers::Precompiled>},
    {"ByteLevel", stage_without_settings<Normalizer, normalizers::ByteLevel>}};

}  // namespace detail

GANYMEDE_ONCE Normalizer Normalizer::sequence(const std::vector<Normalizer>& stages) {
  Normalizer out;
  for (const Normalizer& n : stages) out.stages_.insert(out.stages_.end(), n.stages_.begin(), n.stages_.end());
  return out;
}

GANYMEDE_ONCE Normalizer Normalizer::from_json(const Json& json, std::string_view file, std::string_view key) {
  std::vector<Normalizer> stages;
  detail::for_each_stage(json, file, key, "normalizers", [&](const StageJson& stage) {
    stages.push_back(detail::read_stage(stage, detail::normalizer_types, "normalizer"));
  });
  return sequence(stages);
}

GANYMEDE_ONCE std::string Normalizer::operator()(std::string_view text) const {
  TextGrowth growth(text.size());
  return (*this)(text, growth);
}

GANYMEDE_ONCE std::string Normalizer::operator()(std::string_view text, TextGrowth& growth) const {
  std::string out(text);
  for (const auto& stage : stages_) {
    std::string next = stage->normalize(out);
    growth.stage(out.size(), next.size());
    out = std::move(next);
  }
  return out;
}

GANYMEDE_ONCE AlignedText Normalizer::align(AlignedText text, TextGrowth& growth) const {
  for (const auto& stage : stages_) {
    AlignedText next = stage->align(text);
    growth.stage(text.text.size(), next.text.size());
    text = std::move(next);
  }
  return text;
}

}  // namespace ganymede::inline v0
