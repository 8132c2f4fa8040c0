#pragma once
// The bodies of decoder_stream.hpp.

#include <ganymede/text/decoder_stream.hpp>

#include <ganymede/text/decoder.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE DecoderStream::DecoderStream(const Decoder& decoder) {
  runs_.reserve(decoder.stages().size());
  for (const DecoderStage& stage : decoder.stages()) runs_.push_back(stage.run());
}

GANYMEDE_ONCE DecoderStream::DecoderStream(const DecoderStream& other) : last_(other.last_), growth_(other.growth_) {
  runs_.reserve(other.runs_.size());
  for (const auto& run : other.runs_) runs_.push_back(run->copy());
}

GANYMEDE_ONCE DecoderStream& DecoderStream::operator=(const DecoderStream& other) { return *this = DecoderStream(other); }

GANYMEDE_ONCE void DecoderStream::push(std::string_view piece, std::string& out) {
  growth_.take(piece.size());
  feed(0, piece, out);
}

GANYMEDE_ONCE void DecoderStream::finish(std::string& out) {
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const auto next = [&](std::string_view text) { feed(i + 1, text, out); };
    runs_[i]->finish(DecoderOutput(next, growth_));
  }
  last_.finish(out);
}

GANYMEDE_ONCE void DecoderStream::feed(std::size_t i, std::string_view piece, std::string& out) {
  if (i == runs_.size()) return last_.push(piece, out);
  const auto next = [&](std::string_view text) { feed(i + 1, text, out); };
  runs_[i]->push(piece, DecoderOutput(next, growth_));
}

}  // namespace ganymede::inline v0
