#pragma once
// Decoders: pieces back to text, as the stages that Hugging Face's tokenizer.json names (tokenizers/src/decoders).
//
// A stage turns a list of pieces into a list of pieces; the text is their concatenation. After Fuse (and ByteLevel, which also
// makes one piece of all) the rest of the chain sees a single piece. DecoderStream (decoder_stream.hpp) runs the chain on
// pieces as they come.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/regex/regex.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

struct SentencePieceDecoder;

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
GANYMEDE_ONCE std::vector<std::uint32_t> borders(std::string_view pattern);

/// Takes `content` from the front of `text`, at most `most` times; returns how often.
GANYMEDE_ONCE std::size_t strip_front(std::string_view& text, std::string_view content, std::size_t most);

GANYMEDE_ONCE std::size_t count_back(std::string_view text, std::string_view content, std::size_t most);

/// The WordPiece decoder's clean-up of English (and of the tokenizers package only there).
GANYMEDE_ONCE std::string clean_up_english(std::string text);

/// What the WordPiece decoder makes of a piece; `first`: of the text.
GANYMEDE_ONCE std::string word_piece_text(std::string_view piece, std::string_view prefix, bool first, bool cleanup);

/// Python's str.isspace().
GANYMEDE_ONCE bool is_python_space(char32_t c);

}  // namespace detail

/// A chain of stages. Immutable.
class Decoder {
 public:
  /// Pieces joined by spaces, as Hugging Face does where a tokenizer has no decoder.
  Decoder() : stages_(1) {}
  /// A chain; `fused` is set here.
  explicit Decoder(std::vector<DecoderStage> stages);

  /// From the `decoder` of a tokenizer.json; null is the default. TokenizerError names an unsupported stage.
  static Decoder from_json(const Json& json, std::string_view file, const std::string& key = "decoder");

  const std::vector<DecoderStage>& stages() const noexcept { return stages_; }

  /// The bytes a piece stands for between others (not at the start or end of a text). TokenizerError: they are too many.
  std::string bytes(std::string_view piece) const;

  /// Byte-level characters to bytes; a piece with any other character in it stays as it is.
  static std::string byte_level_text(std::string_view piece);

  /// What Strip leaves of a whole piece.
  static std::string stripped(const DecoderStage& stage, std::string_view piece);

 private:
  static void add(std::vector<DecoderStage>& stages, const Json& json, std::string_view file, std::string key, unsigned depth);

  std::vector<DecoderStage> stages_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/decoder.ipp>
#endif
