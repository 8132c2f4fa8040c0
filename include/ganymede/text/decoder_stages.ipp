#pragma once
// The bodies of decoder_stages.hpp.

#include <ganymede/text/decoder_stages.hpp>

#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/byte_pieces.hpp>
#include <ganymede/text/formats/stage_json.hpp>
#include <ganymede/text/one_piece_stages.hpp>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/unicode.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0::decoders {

GANYMEDE_ONCE std::string Join::bytes(std::string_view piece) const { return std::string(" ").append(piece); }

GANYMEDE_ONCE void Join::push(State& state, std::string_view piece, const DecoderOutput& output) const {
  if (std::exchange(state.begun, true)) output(" ");
  output(piece);
}

GANYMEDE_ONCE DecoderStage Join::on_one_piece() const { return Fuse{}; }

GANYMEDE_ONCE std::string ByteLevel::bytes(std::string_view piece) const { return byte_level_decode(piece).value_or(std::string(piece)); }

GANYMEDE_ONCE void ByteLevel::push(State& state, std::string_view piece, const DecoderOutput& output) const {
  std::string text;
  state.characters.push(bytes(piece), text);
  output(text);
}

GANYMEDE_ONCE void ByteLevel::finish(State& state, const DecoderOutput& output) const {
  std::string text;
  state.characters.finish(text);
  if (!text.empty()) output(text);
}

GANYMEDE_ONCE DecoderStage ByteLevel::on_one_piece() const { return Whole<ByteLevel>{*this}; }

GANYMEDE_ONCE Replace Replace::from_json(const StageJson& json) {
  Replace out{.pattern = "", .content = json.string("content")};
  const auto [is_regex, pattern] = json.pattern("pattern");
  if (is_regex)
    out.regex = json.at("pattern", [&, &text = pattern] { return Regex(text); });
  else
    out.pattern = pattern;
  return out;
}

GANYMEDE_ONCE std::string Replace::bytes(std::string_view piece) const {
  return regex ? detail::replace_all(piece, *regex, content) : detail::replace_all(piece, pattern, content);
}

GANYMEDE_ONCE void Replace::push(State&, std::string_view piece, const DecoderOutput& output) const {
  output.grown(piece.size(), bytes(piece));
}

GANYMEDE_ONCE DecoderStage Replace::on_one_piece() const {
  if (regex) return Whole<Replace>{*this};
  if (pattern.empty()) return Fuse{};
  return ReplaceInParts(pattern, content);
}

GANYMEDE_ONCE std::string ByteFallback::bytes(std::string_view piece) const {
  const auto byte = byte_of_piece(piece);
  return byte ? std::string(1, *byte) : std::string(piece);
}

GANYMEDE_ONCE void ByteFallback::push(State& state, std::string_view piece, const DecoderOutput& output) const {
  if (const auto byte = byte_of_piece(piece)) return static_cast<void>(state.bytes += *byte);
  finish(state, output);
  output(piece);
}

GANYMEDE_ONCE void ByteFallback::finish(State& state, const DecoderOutput& output) const {
  const std::string bytes = std::exchange(state.bytes, {});
  if (bytes.empty()) return;
  if (is_valid_utf8(bytes)) return output(bytes);
  for (std::size_t n = 0; n < bytes.size(); ++n) output("\xEF\xBF\xBD");
}

GANYMEDE_ONCE DecoderStage ByteFallback::on_one_piece() const { return Whole<ByteFallback>{*this}; }

GANYMEDE_ONCE std::string Fuse::bytes(std::string_view piece) const { return std::string(piece); }

GANYMEDE_ONCE void Fuse::push(State&, std::string_view piece, const DecoderOutput& output) const { output(piece); }

GANYMEDE_ONCE Strip Strip::from_json(const StageJson& json) {
  return {.content = json.character("content"), .start = json.number("start"), .stop = json.number("stop")};
}

GANYMEDE_ONCE std::string Strip::bytes(std::string_view piece) const {
  StripInParts::strip_front(piece, content, start);
  piece.remove_suffix(content.size() * StripInParts::count_back(piece, content, stop));
  return std::string(piece);
}

GANYMEDE_ONCE void Strip::push(State&, std::string_view piece, const DecoderOutput& output) const { output(bytes(piece)); }

GANYMEDE_ONCE DecoderStage Strip::on_one_piece() const { return StripInParts{content, start, stop}; }

GANYMEDE_ONCE Metaspace Metaspace::from_json(const StageJson& json) {
  Metaspace out{.replacement = json.string("replacement")};
  out.prepended = json.string("prepend_scheme", "always") != "never" && json.boolean("add_prefix_space", true);
  return out;
}

GANYMEDE_ONCE std::string Metaspace::bytes(std::string_view piece) const { return detail::replace_all(piece, replacement, " "); }

GANYMEDE_ONCE void Metaspace::push(State& state, std::string_view piece, const DecoderOutput& output) const {
  const bool first = one_piece || !std::exchange(state.begun, true);
  output(detail::replace_all(piece, replacement, first && prepended ? "" : " "));
}

GANYMEDE_ONCE DecoderStage Metaspace::on_one_piece() const { return Metaspace{replacement, prepended, true}; }

GANYMEDE_ONCE BpeDecoder BpeDecoder::from_json(const StageJson& json) { return {.suffix = json.string("suffix")}; }

GANYMEDE_ONCE std::string BpeDecoder::bytes(std::string_view piece) const { return detail::replace_all(piece, suffix, " "); }

GANYMEDE_ONCE void BpeDecoder::push(State& state, std::string_view piece, const DecoderOutput& output) const {
  const std::optional<std::string> before = std::exchange(state.last, std::string(piece));
  if (before) output(bytes(*before));
}

GANYMEDE_ONCE void BpeDecoder::finish(State& state, const DecoderOutput& output) const {
  if (state.last) output(detail::replace_all(*state.last, suffix, ""));
}

GANYMEDE_ONCE DecoderStage BpeDecoder::on_one_piece() const { return Whole<BpeDecoder>{*this}; }

/// The WordPiece decoder's clean-up of English (and of the tokenizers package only there).
inline std::string clean_up_english(std::string text) {
  static constexpr std::pair<std::string_view, std::string_view> rules[] = {
      {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},   {" n't", "n't"},
      {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  constexpr std::string_view behind_space = ".?!,'nd";  // of all rules; few pieces have any of them there
  bool any = false;
  for (std::size_t at = 0; at + 1 < text.size() && !any; ++at)
    any = text[at] == ' ' && behind_space.find(text[at + 1]) != behind_space.npos;
  if (!any) return text;
  for (const auto& [from, to] : rules)
    if (text.find(from) != std::string::npos) text = detail::replace_all(text, from, to);
  return text;
}

GANYMEDE_ONCE WordPiece WordPiece::from_json(const StageJson& json) {
  return {.prefix = json.string("prefix"), .cleanup = json.boolean("cleanup")};
}

GANYMEDE_ONCE std::string WordPiece::bytes(std::string_view piece) const {
  std::string text = piece.starts_with(prefix) ? std::string(piece.substr(prefix.size())) : std::string(" ").append(piece);
  return cleanup ? clean_up_english(std::move(text)) : text;
}

GANYMEDE_ONCE void WordPiece::push(State& state, std::string_view piece, const DecoderOutput& output) const {
  if (std::exchange(state.begun, true)) return output(bytes(piece));
  output(cleanup ? clean_up_english(std::string(piece)) : std::string(piece));
}

GANYMEDE_ONCE DecoderStage WordPiece::on_one_piece() const { return Whole<WordPiece>{*this}; }

GANYMEDE_ONCE std::string Trim::bytes(std::string_view piece) const { return std::string(piece); }

GANYMEDE_ONCE void Trim::push(State& state, std::string_view piece, const DecoderOutput& output) const {
  const auto is_space = [](char32_t c) { return is_white_space(c) || (c >= 0x1C && c <= 0x1F); };  // str.isspace()
  std::size_t begin = piece.size(), end = 0, at = 0;
  for_each_code_point(piece, [&](char32_t c, std::string_view bytes) {
    if (!is_space(c)) {
      begin = std::min(begin, at);
      end = at + bytes.size();
    }
    at += bytes.size();
  });
  if (end == 0) {
    if (state.begun) state.spaces += piece;
    return;
  }
  if (std::exchange(state.begun, true)) begin = 0;
  output(std::exchange(state.spaces, std::string(piece.substr(end))).append(piece.substr(begin, end - begin)));
}

}  // namespace ganymede::inline v0::decoders
