#pragma once
// Decoders: pieces back to text, as the stages that Hugging Face's tokenizer.json names (tokenizers/src/decoders).
//
// A stage turns a list of pieces into a list of pieces; the text is their concatenation. After Fuse (and ByteLevel, which also
// makes one piece of all) the rest of the chain sees a single piece. DecoderStream (decoder_stream.hpp) runs the chain on
// pieces as they come.

#include <ganymede/io/json.hpp>
#include <ganymede/text/byte_level.hpp>
#include <ganymede/text/regex/regex.hpp>
#include <ganymede/text/sentencepiece_decoder.hpp>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/unicode.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// One stage of a decoder.
struct DecoderStage {
  enum class Kind {
    join,           ///< no decoder at all: a space between pieces
    byte_level,     ///< ByteLevel: byte-level characters to bytes; one piece
    replace,        ///< Replace: a string or a pattern by `content`, in each piece
    byte_fallback,  ///< ByteFallback: runs of <0x0A> pieces to text; to U+FFFD each if a run is not UTF-8
    fuse,           ///< Fuse: one piece
    strip,          ///< Strip: up to `start` / `stop` times `content`, one character, from the ends of each piece
    metaspace,      ///< Metaspace: `pattern` to a space; in the first piece to nothing, if spaces are prepended
    bpe,            ///< BPEDecoder: the suffix `pattern` to a space; in the last piece to nothing
    word_piece,     ///< WordPiece: the prefix `pattern` off, or a space before the piece; the first stays; then clean-up, if asked for
    sentencepiece,  ///< all that sentencepiece does (sentencepiece_decoder.hpp)
    trim            ///< white space off both ends of the text, as Python's str.strip(); only after sentencepiece
  };
  Kind kind = Kind::join;
  std::string pattern{};
  std::string content{};
  std::shared_ptr<const Regex> regex{};  ///< of replace, instead of `pattern`
  std::size_t start = 0;
  std::size_t stop = 0;
  bool prepended = false;                                       ///< of metaspace
  bool cleanup = false;                                         ///< of word_piece
  std::vector<std::uint32_t> borders{};                         ///< of the pattern of a replace that is fused
  bool fused = false;                                           ///< an earlier stage made one piece of all
  std::shared_ptr<const SentencePieceDecoder> sentencepiece{};  ///< of sentencepiece
};

namespace detail {

/// Of each beginning of `pattern`, the length of the longest shorter one that it ends with (Knuth, Morris and Pratt 1977).
inline std::vector<std::uint32_t> borders(std::string_view pattern) {
  std::vector<std::uint32_t> out(pattern.size(), 0);
  for (std::uint32_t i = 1, n = 0; i < pattern.size(); ++i) {
    while (n > 0 && pattern[i] != pattern[n]) n = out[n - 1];
    if (pattern[i] == pattern[n]) ++n;
    out[i] = n;
  }
  return out;
}

/// Takes `content` from the front of `text`, at most `most` times; returns how often.
inline std::size_t strip_front(std::string_view& text, std::string_view content, std::size_t most) {
  std::size_t n = 0;
  for (; n < most && !content.empty() && text.starts_with(content); ++n) text.remove_prefix(content.size());
  return n;
}

inline std::size_t count_back(std::string_view text, std::string_view content, std::size_t most) {
  std::size_t n = 0;
  for (; n < most && !content.empty() && text.ends_with(content); ++n) text.remove_suffix(content.size());
  return n;
}

/// The WordPiece decoder's clean-up of English (and of the tokenizers package only there).
inline std::string clean_up_english(std::string text) {
  static constexpr std::pair<std::string_view, std::string_view> rules[] = {
      {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},   {" n't", "n't"},
      {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (const auto& [from, to] : rules)
    if (text.find(from) != std::string::npos) text = replace_all(text, from, to);
  return text;
}

/// What the WordPiece decoder makes of a piece; `first`: of the text.
inline std::string word_piece_text(std::string_view piece, std::string_view prefix, bool first, bool cleanup) {
  std::string text;
  if (!first && piece.starts_with(prefix))
    text = piece.substr(prefix.size());
  else
    text.append(first ? "" : " ").append(piece);
  return cleanup ? clean_up_english(std::move(text)) : text;
}

/// Python's str.isspace().
inline bool is_python_space(char32_t c) { return is_white_space(c) || (c >= 0x1C && c <= 0x1F); }

}  // namespace detail

/// A chain of stages. Immutable.
class Decoder {
 public:
  /// Pieces joined by spaces, as Hugging Face does where a tokenizer has no decoder.
  Decoder() : stages_(1) {}
  /// A chain; `fused` is set here.
  explicit Decoder(std::vector<DecoderStage> stages) : stages_(std::move(stages)) {
    bool fused = false;
    for (DecoderStage& stage : stages_) {
      stage.fused = fused;
      if (fused && stage.kind == DecoderStage::Kind::replace) stage.borders = detail::borders(stage.pattern);
      fused = fused || stage.kind == DecoderStage::Kind::fuse || stage.kind == DecoderStage::Kind::byte_level ||
              stage.kind == DecoderStage::Kind::sentencepiece;
    }
  }

  /// From the `decoder` of a tokenizer.json; null is the default. TokenizerError names an unsupported stage.
  static Decoder from_json(const Json& json, std::string_view file, const std::string& key = "decoder") {
    if (json.is_null()) return {};
    std::vector<DecoderStage> stages;
    add(stages, json, file, key, 0);
    return Decoder(std::move(stages));
  }

  const std::vector<DecoderStage>& stages() const noexcept { return stages_; }

  /// The bytes a piece stands for between others (not at the start or end of a text). TokenizerError: they are too many.
  std::string bytes(std::string_view piece) const {
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
          text = stage.regex ? detail::replace_all(text, *stage.regex, stage.content)
                             : detail::replace_all(text, stage.pattern, stage.content);
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

  /// Byte-level characters to bytes; a piece with any other character in it stays as it is.
  static std::string byte_level_text(std::string_view piece) { return byte_level_decode(piece).value_or(std::string(piece)); }

  /// What Strip leaves of a whole piece.
  static std::string stripped(const DecoderStage& stage, std::string_view piece) {
    detail::strip_front(piece, stage.content, stage.start);
    piece.remove_suffix(stage.content.size() * detail::count_back(piece, stage.content, stage.stop));
    return std::string(piece);
  }

 private:
  static void add(std::vector<DecoderStage>& stages, const Json& json, std::string_view file, const std::string& key, int depth) {
    using Kind = DecoderStage::Kind;
    const auto fail = [&](const std::string& problem, const std::string& where, const std::string& found = "") {
      return TokenizerError{{problem, std::string(file), where, "", found}};
    };
    if (!json.is_object()) throw fail("decoder is not an object", key);
    const auto string = [&](const Json& object, const char* name, std::optional<std::string> otherwise = {}) {
      const auto found = object.find(name);
      if (found == object.end() && otherwise) return *otherwise;
      if (found == object.end() || !found->is_string()) throw fail("string is missing", key + "." + name);
      return found->get<std::string>();
    };
    const auto number = [&](const char* name) {
      const auto found = json.find(name);
      if (found == json.end() || !found->is_number_unsigned()) throw fail("number is missing", key + "." + name);
      return found->get<std::size_t>();
    };
    const std::string type = string(json, "type");
    DecoderStage stage;
    if (type == "Sequence") {
      const auto decoders = json.find("decoders");
      if (decoders == json.end() || !decoders->is_array()) throw fail("list is missing", key + ".decoders");
      if (depth >= static_cast<int>(max_stage_nesting)) throw fail("sequences are nested too deeply", key);
      if (decoders->size() > max_stages) throw fail("too many stages", key);
      for (std::size_t i = 0; i < decoders->size(); ++i)
        add(stages, (*decoders)[i], file, key + ".decoders[" + std::to_string(i) + "]", depth + 1);
      return;
    }
    if (type == "ByteLevel") {
      stage.kind = Kind::byte_level;
    } else if (type == "ByteFallback") {
      stage.kind = Kind::byte_fallback;
    } else if (type == "Fuse") {
      stage.kind = Kind::fuse;
    } else if (type == "Strip") {
      stage.kind = Kind::strip;
      stage.content = string(json, "content");
      if (stage.content.empty() || decode_utf8(stage.content, 0).length != stage.content.size())
        throw fail("not one character", key + ".content", stage.content.substr(0, 100));
      stage.start = number("start");
      stage.stop = number("stop");
    } else if (type == "Metaspace") {
      stage.kind = Kind::metaspace;
      stage.pattern = string(json, "replacement");
      stage.prepended = string(json, "prepend_scheme", "always") != "never";
      if (const auto prefix = json.find("add_prefix_space"); prefix != json.end() && prefix->is_boolean() && !prefix->get<bool>())
        stage.prepended = false;
    } else if (type == "WordPiece") {
      stage.kind = Kind::word_piece;
      stage.pattern = string(json, "prefix");
      const auto cleanup = json.find("cleanup");
      if (cleanup == json.end() || !cleanup->is_boolean()) throw fail("is not true or false", key + ".cleanup");
      stage.cleanup = cleanup->get<bool>();
    } else if (type == "BPEDecoder") {
      stage.kind = Kind::bpe;
      stage.pattern = string(json, "suffix");
    } else if (type == "Replace") {
      stage.kind = Kind::replace;
      stage.content = string(json, "content");
      const auto pattern = json.find("pattern");
      if (pattern == json.end() || !pattern->is_object()) throw fail("pattern is missing", key + ".pattern");
      if (pattern->contains("Regex"))
        stage.regex = std::make_shared<const Regex>(string(*pattern, "Regex"));
      else
        stage.pattern = string(*pattern, "String");
      if (stage.pattern.size() > max_sought_bytes) throw fail("pattern is too long", key + ".pattern");
    } else {
      throw fail("unsupported decoder", key + ".type", type);
    }
    if (stages.size() == max_stages) throw fail("too many stages", key);
    stages.push_back(std::move(stage));
  }

  std::vector<DecoderStage> stages_;
};

}  // namespace ganymede::inline v0
