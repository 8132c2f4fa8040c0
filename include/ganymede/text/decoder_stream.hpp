#pragma once
// Runs a decoder on pieces as they come. What it gives out, put together, is what the decoder makes of all pieces at once,
// and every part of it is whole, valid UTF-8.

#include <ganymede/split.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace ganymede::inline v0 {

class Decoder;
namespace detail {
class DecoderChain;
}

/// Keeps back only what later pieces can still change: a cut character, a run of byte pieces (its last byte decides whether all
/// of it is text), spaces that may turn out to be the last. The decoder must outlive it.
class DecoderStream {
 public:
  explicit DecoderStream(const Decoder& decoder);
  DecoderStream(const DecoderStream& other);
  DecoderStream(DecoderStream&& other) noexcept;
  DecoderStream& operator=(const DecoderStream& other);
  DecoderStream& operator=(DecoderStream&& other) noexcept;
  ~DecoderStream();

  /// Takes the next piece and appends to `out` the text that is certain by now. TokenizerError: the stages make more of the pieces than
  /// stage_limits.hpp allows.
  void push(std::string_view piece, std::string& out);

  /// Appends the rest. Nothing may be pushed afterwards.
  void finish(std::string& out);

 private:
  std::unique_ptr<detail::DecoderChain> chain_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/decoder_stream.ipp>
#endif
