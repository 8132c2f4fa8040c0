#pragma once
// The bodies of decoder.hpp.

#include <ganymede/text/decoder.hpp>

#include <ganymede/io/json.hpp>
#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/byte_pieces.hpp>
#include <ganymede/text/formats/stage_json.hpp>
#include <ganymede/text/sentencepiece_decoder.hpp>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/unicode.hpp>

namespace ganymede::inline v0 {
namespace detail {

GANYMEDE_ONCE std::vector<std::uint32_t> borders(std::string_view pattern) {
  std::vector<std::uint32_t> out(pattern.size(), 0);
  for (std::uint32_t i = 1, n = 0; i < pattern.size(); ++i) {
    while (n > 0 && pattern[i] != pattern[n]) n = out[n - 1];
    if (pattern[i] == pattern[n]) ++n;
    out[i] = n;
  }
  return out;
}

GANYMEDE_ONCE std::size_t strip_front(std::string_view& text, std::string_view content, std::size_t most) {
  std::size_t n = 0;
  for (; n < most && !content.empty() && text.starts_with(content); ++n) text.remove_prefix(content.size());
  return n;
}

GANYMEDE_ONCE std::size_t count_back(std::string_view text, std::string_view content, std::size_t most) {
  std::size_t n = 0;
  for (; n < most && !content.empty() && text.ends_with(content); ++n) text.remove_suffix(content.size());
  return n;
}

GANYMEDE_ONCE std::string clean_up_english(std::string text) {
  static constexpr std::pair<std::string_view, std::string_view> rules[] = {
      {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},   {" n't", "n't"},
      {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (const auto& [from, to] : rules)
    if (text.find(from) != std::string::npos) text = replace_all(text, from, to);
  return text;
}

GANYMEDE_ONCE std::string word_piece_text(std::string_view piece, std::string_view prefix, bool first, bool cleanup) {
  std::string text;
  if (!first && piece.starts_with(prefix))
    text = piece.substr(prefix.size());
  else
    text.append(first ? "" : " ").append(piece);
  return cleanup ? clean_up_english(std::move(text)) : text;
}

GANYMEDE_ONCE bool is_python_space(char32_t c) { return is_white_space(c) || (c >= 0x1C && c <= 0x1F); }

}
}

namespace ganymede::inline v0 {

GANYMEDE_ONCE Decoder::Decoder(std::vector<DecoderStage> stages) : stages_(std::move(stages)) {
  bool fused = false;
  for (DecoderStage& stage : stages_) {
    stage.fused = fused;
    if (fused && stage.kind == DecoderStage::Kind::replace) stage.borders = detail::borders(stage.pattern);
    fused = fused || stage.kind == DecoderStage::Kind::fuse || stage.kind == DecoderStage::Kind::byte_level ||
            stage.kind == DecoderStage::Kind::sentencepiece;
  }
}

GANYMEDE_ONCE Decoder Decoder::from_json(const Json& json, std::string_view file, const std::string& key) {
  if (json.is_null()) return {};
  std::vector<DecoderStage> stages;
  add(stages, json, file, key, 0);
  return Decoder(std::move(stages));
}

GANYMEDE_ONCE std::string Decoder::bytes(std::string_view piece) const {
  using Kind = DecoderStage::Kind;
  std::string text(piece);
  TextGrowth growth(text.size());
  for (const DecoderStage& stage : stages_) {
    const std::size_t before = text.size();
    switch (stage.kind) {
      case Kind::join:
        text.insert(0, 1, ' ');
        break;
      case Kind::byte_level:
        text = byte_level_text(text);
        break;
      case Kind::replace:
        text =
            stage.regex ? detail::replace_all(text, *stage.regex, stage.content) : detail::replace_all(text, stage.pattern, stage.content);
        break;
      case Kind::byte_fallback:
        if (const auto byte = byte_of_piece(text)) text.assign(1, *byte);
        break;
      case Kind::fuse:
        break;
      case Kind::strip:
        if (!stage.fused) text = stripped(stage, text);
        break;
      case Kind::metaspace:
      case Kind::bpe:
        text = detail::replace_all(text, stage.pattern, " ");
        break;
      case Kind::word_piece:
        text = detail::word_piece_text(text, stage.pattern, false, stage.cleanup);
        break;
      case Kind::sentencepiece:
        text = stage.sentencepiece->bytes(text);
        break;
      case Kind::trim:
        break;
    }
    growth.stage(before, text.size());
  }
  return text;
}

GANYMEDE_ONCE std::string Decoder::stripped(const DecoderStage& stage, std::string_view piece) {
  detail::strip_front(piece, stage.content, stage.start);
  piece.remove_suffix(stage.content.size() * detail::count_back(piece, stage.content, stage.stop));
  return std::string(piece);
}

GANYMEDE_ONCE void Decoder::add(std::vector<DecoderStage>& stages, const Json& json, std::string_view file, std::string key,
                                unsigned depth) {
  using Kind = DecoderStage::Kind;
  const StageJson given(json, file, std::move(key));
  const std::string type = given.type();
  if (type == "Sequence")
    return given.for_each_stage("decoders", depth,
                                [&](const Json& item, std::string at) { add(stages, item, file, std::move(at), depth + 1); });
  DecoderStage stage;
  if (type == "ByteLevel") {
    stage.kind = Kind::byte_level;
  } else if (type == "ByteFallback") {
    stage.kind = Kind::byte_fallback;
  } else if (type == "Fuse") {
    stage.kind = Kind::fuse;
  } else if (type == "Strip") {
    stage.kind = Kind::strip;
    stage.content = given.string("content");
    if (stage.content.empty() || decode_utf8(stage.content, 0).length != stage.content.size())
      given.fail("content", "setting is wrong", "one character", stage.content.substr(0, 100));
    stage.start = given.number("start");
    stage.stop = given.number("stop");
  } else if (type == "Metaspace") {
    stage.kind = Kind::metaspace;
    stage.pattern = given.string("replacement");
    stage.prepended = given.string("prepend_scheme", "always") != "never" && given.boolean("add_prefix_space", true);
  } else if (type == "WordPiece") {
    stage.kind = Kind::word_piece;
    stage.pattern = given.string("prefix");
    stage.cleanup = given.boolean("cleanup");
  } else if (type == "BPEDecoder") {
    stage.kind = Kind::bpe;
    stage.pattern = given.string("suffix");
  } else if (type == "Replace") {
    stage.kind = Kind::replace;
    stage.content = given.string("content");
    const auto [is_regex, pattern] = given.pattern("pattern");
    if (is_regex)
      stage.regex = given.at("pattern", [&, &text = pattern] { return std::make_shared<const Regex>(text); });
    else
      stage.pattern = pattern;
  } else {
    given.fail("type", "unsupported decoder", "ByteLevel, ByteFallback, Fuse, Strip, Metaspace, WordPiece, BPEDecoder, Replace or Sequence",
               type);
  }
  stages.push_back(std::move(stage));
  given.count(stages.size());
}

GANYMEDE_ONCE std::string Decoder::byte_level_text(std::string_view piece) { return byte_level_decode(piece).value_or(std::string(piece)); }

}  // namespace ganymede::inline v0
