#pragma once
// Decoders: pieces back to text, as the stages that a tokenizer.json names (decoder_stages.hpp). The text is the concatenation of
// what the last stage gives on. DecoderStream (decoder_stream.hpp) runs the chain on pieces as they come.

#include <ganymede/io/json_fwd.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/decoder_stage.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// A chain of stages. Immutable.
class Decoder {
 public:
  /// Pieces joined by spaces, as Hugging Face does where a tokenizer has no decoder.
  Decoder();
  /// A chain; what comes behind a stage that makes one piece of all works on parts of that piece.
  explicit Decoder(std::vector<DecoderStage> stages);

  /// From the `decoder` of a tokenizer.json; null is the default. TokenizerError names an unsupported stage.
  static Decoder from_json(const Json& json, std::string_view file, const std::string& key = "decoder");

  const std::vector<DecoderStage>& stages() const noexcept { return stages_; }

  /// The bytes a piece stands for between others (not at the start or end of a text). TokenizerError: they are too many.
  std::string bytes(std::string_view piece) const;

 private:
  std::vector<DecoderStage> stages_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/decoder.ipp>
#endif
