#pragma once
// Runs a decoder on pieces as they come. What it gives out, put together, is what the decoder makes of all pieces at once,
// and every part of it is whole, valid UTF-8.

#include <ganymede/split.hpp>
#include <ganymede/text/decoder_stage.hpp>
#include <ganymede/text/unicode/utf8_assembler.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

class Decoder;

/// Keeps back only what later pieces can still change: a cut character, a run of byte pieces (its last byte decides whether all
/// of it is text), spaces that may turn out to be the last. The decoder must outlive it.
class DecoderStream {
 public:
  explicit DecoderStream(const Decoder& decoder);
  DecoderStream(const DecoderStream& other);
  DecoderStream(DecoderStream&& other) noexcept = default;
  DecoderStream& operator=(const DecoderStream& other);
  DecoderStream& operator=(DecoderStream&& other) noexcept = default;
  ~DecoderStream() = default;

  /// Takes the next piece and appends to `out` the text that is certain by now. TokenizerError: the stages make more of the pieces than
  /// stage_limits.hpp allows.
  void push(std::string_view piece, std::string& out);

  /// Appends the rest. Nothing may be pushed afterwards.
  void finish(std::string& out);

 private:
  /// Gives a piece to stage i, and what it makes of it to those behind.
  void feed(std::size_t i, std::string_view piece, std::string& out);

  std::vector<std::unique_ptr<DecoderRun>> runs_;
  Utf8Assembler last_{};
  TextGrowth growth_{0};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/decoder_stream.ipp>
#endif
