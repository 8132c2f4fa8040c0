#pragma once
// The stages of decoders (tokenizers/src/decoders), under the names of Hugging Face's module, as decoder_stage.hpp asks for them;
// from_json() reads their settings in a tokenizer.json (TokenizerError names what is wrong).

#include <ganymede/split.hpp>
#include <ganymede/text/decoder_stage.hpp>
#include <ganymede/text/regex/regex.hpp>
#include <ganymede/text/unicode/utf8_assembler.hpp>

#include <optional>

namespace ganymede::inline v0 {

class StageJson;

namespace decoders {

/// No decoder at all: a space between pieces.
struct Join {
  struct State {
    bool begun = false;
  };
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
  DecoderStage on_one_piece() const;
};

/// Byte-level characters to bytes; a piece with any other character in it stays as it is. One piece.
struct ByteLevel {
  struct State {
    Utf8Assembler characters{};
  };
  static constexpr bool makes_one_piece = true;
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
  void finish(State& state, const DecoderOutput& output) const;
  DecoderStage on_one_piece() const;
};

/// `content` for a text or for what a pattern matches, in each piece.
struct Replace {
  std::string pattern;
  std::string content;
  std::optional<Regex> regex{};  ///< instead of `pattern`

  struct State {};
  static Replace from_json(const StageJson& json);
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
  DecoderStage on_one_piece() const;
};

/// Runs of <0x0A> pieces to text; to U+FFFD each if a run is not UTF-8.
struct ByteFallback {
  struct State {
    std::string bytes{};
  };
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
  void finish(State& state, const DecoderOutput& output) const;
  DecoderStage on_one_piece() const;
};

/// One piece of all.
struct Fuse {
  struct State {};
  static constexpr bool makes_one_piece = true;
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
};

/// Up to `start` / `stop` times `content`, one character, off the ends of each piece.
struct Strip {
  std::string content;
  std::size_t start = 0;
  std::size_t stop = 0;

  struct State {};
  static Strip from_json(const StageJson& json);
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
  DecoderStage on_one_piece() const;
};

/// `replacement` to a space; in the first piece to nothing, if spaces are prepended.
struct Metaspace {
  std::string replacement;
  bool prepended = true;
  bool one_piece = false;  ///< all is the first piece

  struct State {
    bool begun = false;
  };
  static Metaspace from_json(const StageJson& json);
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
  DecoderStage on_one_piece() const;
};

/// `suffix` to a space; in the last piece to nothing.
struct BpeDecoder {
  std::string suffix;

  struct State {
    std::optional<std::string> last{};
  };
  static BpeDecoder from_json(const StageJson& json);
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
  void finish(State& state, const DecoderOutput& output) const;
  DecoderStage on_one_piece() const;
};

/// `prefix` off, or a space before the piece; the first stays. Then English is cleaned up in each piece, if asked for.
struct WordPiece {
  std::string prefix;
  bool cleanup = true;

  struct State {
    bool begun = false;
  };
  static WordPiece from_json(const StageJson& json);
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
  DecoderStage on_one_piece() const;
};

/// White space off both ends of the text, as Python's str.strip(); only after a stage that makes one piece of whole characters.
struct Trim {
  struct State {
    bool begun = false;
    std::string spaces{};
  };
  std::string bytes(std::string_view piece) const;
  void push(State& state, std::string_view piece, const DecoderOutput& output) const;
};

}  // namespace decoders

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/decoder_stages.ipp>
#endif
