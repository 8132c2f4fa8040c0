#pragma once
// The bodies of decoder_stream.hpp.

#include <ganymede/text/decoder_stream.hpp>

#include <ganymede/text/decoder.hpp>
#include <ganymede/text/sentencepiece_decoder.hpp>
#include <ganymede/text/split.hpp>
#include <ganymede/text/unicode/utf8_assembler.hpp>

#include <utility>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {

/// The state of the stages in one text.
class DecoderChain {
 public:
  explicit DecoderChain(const Decoder& decoder) : decoder_(&decoder), states_(decoder.stages().size()) {}

  /// Takes the next piece and appends to `out` the text that is certain by now. TokenizerError: the stages make more of the pieces than
  /// stage_limits.hpp allows.
  void push(std::string_view piece, std::string& out);

  /// Appends the rest. Nothing may be pushed afterwards.
  void finish(std::string& out);

 private:
  using Kind = DecoderStage::Kind;
  struct State {
    bool begun = false;
    std::size_t stripped = 0;
    std::size_t matched = 0;  // of a fused replace: how much of its pattern has come
    std::size_t copies = 0;   // of a fused strip: how often its content stood last
    std::string held{};
    Utf8Assembler characters{};
    SentencePieceDecoder::State sentencepiece{};
  };

  /// A fused stage that must see its one piece whole. (Fused literal replacements work on what has come.)
  static bool gathers(const DecoderStage& stage) noexcept;

  void feed(std::size_t i, std::string_view piece, std::string& out);

  void apply(std::size_t i, std::string_view piece, std::string& out);

  void flush(std::size_t i, std::string& out);

  void flush_bytes(std::size_t i, std::string& out);

  /// What a stage made of `before` bytes goes on to stage i.
  void grow(std::size_t i, std::size_t before, std::string_view text, std::string& out);

  /// Gives on all but the beginning of what could become `pattern`.
  void replace_fused(std::size_t i, std::string_view piece, std::string& out);

  /// Strips the front of the one piece, and keeps back what may be stripped from its end.
  void strip_fused(std::size_t i, std::string_view piece, std::string& out);

  /// Gives on what is followed by something that is no white space. Pieces do not cut characters here.
  void trim(std::size_t i, std::string_view piece, std::string& out);

  const Decoder* decoder_;
  std::vector<State> states_;
  Utf8Assembler last_{};
  TextGrowth growth_{0};
};

inline void DecoderChain::push(std::string_view piece, std::string& out) {
  growth_.take(piece.size());
  feed(0, piece, out);
}

inline void DecoderChain::finish(std::string& out) {
  for (std::size_t i = 0; i < states_.size(); ++i) flush(i, out);
  last_.finish(out);
}

inline bool DecoderChain::gathers(const DecoderStage& stage) noexcept {
  return stage.fused && (stage.kind == Kind::byte_level || stage.kind == Kind::byte_fallback || stage.kind == Kind::bpe ||
                         (stage.kind == Kind::replace && stage.regex));
}

inline void DecoderChain::feed(std::size_t i, std::string_view piece, std::string& out) {
  if (i == states_.size()) return last_.push(piece, out);
  if (gathers(decoder_->stages()[i])) {
    states_[i].held += piece;
    states_[i].begun = true;
    return;
  }
  apply(i, piece, out);
}

inline void DecoderChain::apply(std::size_t i, std::string_view piece, std::string& out) {
  const DecoderStage& stage = decoder_->stages()[i];
  State& state = states_[i];
  const bool first = stage.fused || !std::exchange(state.begun, true);
  switch (stage.kind) {
    case Kind::fuse:
      return feed(i + 1, piece, out);
    case Kind::join:
      if (!first) feed(i + 1, " ", out);
      return feed(i + 1, piece, out);
    case Kind::byte_level: {
      std::string text;
      state.characters.push(Decoder::byte_level_text(piece), text);
      return feed(i + 1, text, out);
    }
    case Kind::replace:
      if (stage.regex) return grow(i + 1, piece.size(), detail::replace_all(piece, *stage.regex, stage.content), out);
      if (!stage.fused) return grow(i + 1, piece.size(), detail::replace_all(piece, stage.pattern, stage.content), out);
      return replace_fused(i, piece, out);
    case Kind::byte_fallback:
      if (const auto byte = byte_of_piece(piece)) return static_cast<void>(state.held += *byte);
      flush_bytes(i, out);
      return feed(i + 1, piece, out);
    case Kind::strip:
      if (!stage.fused) return feed(i + 1, Decoder::stripped(stage, piece), out);
      return strip_fused(i, piece, out);
    case Kind::metaspace:
      return feed(i + 1, detail::replace_all(piece, stage.pattern, first && stage.prepended ? "" : " "), out);
    case Kind::bpe: {
      if (first) return static_cast<void>(state.held = piece);
      const std::string before = std::exchange(state.held, std::string(piece));
      return feed(i + 1, detail::replace_all(before, stage.pattern, " "), out);
    }
    case Kind::word_piece:
      return feed(i + 1, detail::word_piece_text(piece, stage.pattern, first, stage.cleanup), out);
    case Kind::sentencepiece:
      return stage.sentencepiece->push(state.sentencepiece, piece, [&](std::string_view text) { grow(i + 1, piece.size(), text, out); });
    case Kind::trim:
      return trim(i, piece, out);
  }
}

inline void DecoderChain::flush(std::size_t i, std::string& out) {
  const DecoderStage& stage = decoder_->stages()[i];
  State& state = states_[i];
  if (gathers(stage)) {
    const std::string whole = std::exchange(state.held, {});
    if (!std::exchange(state.begun, false)) return;
    if (stage.kind == Kind::bpe) return feed(i + 1, detail::replace_all(whole, stage.pattern, ""), out);
    apply(i, whole, out);
  }
  if (stage.kind == Kind::byte_fallback) flush_bytes(i, out);
  if (stage.kind == Kind::byte_level) {
    std::string text;
    state.characters.finish(text);
    if (!text.empty()) feed(i + 1, text, out);
  }
  if (stage.kind == Kind::sentencepiece)
    stage.sentencepiece->finish(state.sentencepiece, [&](std::string_view text) { feed(i + 1, text, out); });
  if (stage.kind == Kind::replace && state.matched > 0)
    feed(i + 1, std::string_view(stage.pattern).substr(0, std::exchange(state.matched, 0)), out);
  if (stage.kind == Kind::bpe && state.begun) feed(i + 1, detail::replace_all(state.held, stage.pattern, ""), out);
}

inline void DecoderChain::flush_bytes(std::size_t i, std::string& out) {
  const std::string bytes = std::exchange(states_[i].held, {});
  if (bytes.empty()) return;
  if (is_valid_utf8(bytes)) return feed(i + 1, bytes, out);
  for (std::size_t n = 0; n < bytes.size(); ++n) feed(i + 1, "\xEF\xBF\xBD", out);
}

inline void DecoderChain::grow(std::size_t i, std::size_t before, std::string_view text, std::string& out) {
  growth_.stage(before, text.size());
  feed(i, text, out);
}

inline void DecoderChain::replace_fused(std::size_t i, std::string_view piece, std::string& out) {
  const DecoderStage& stage = decoder_->stages()[i];
  const std::string_view pattern = stage.pattern;
  if (pattern.empty()) return feed(i + 1, piece, out);
  std::size_t& matched = states_[i].matched;
  std::string done;
  for (const char c : piece) {
    while (matched > 0 && pattern[matched] != c) {
      const std::size_t shorter = stage.borders[matched - 1];
      done += pattern.substr(0, matched - shorter);
      matched = shorter;
    }
    if (pattern[matched] == c)
      ++matched;
    else
      done += c;
    if (matched < pattern.size()) continue;
    matched = 0;
    growth_.stage(pattern.size(), stage.content.size());
    done += stage.content;
  }
  if (!done.empty()) feed(i + 1, done, out);
}

inline void DecoderChain::strip_fused(std::size_t i, std::string_view piece, std::string& out) {
  const DecoderStage& stage = decoder_->stages()[i];
  State& state = states_[i];
  if (state.stripped < stage.start) {
    const std::size_t n = detail::strip_front(piece, stage.content, stage.start - state.stripped);
    state.stripped = piece.empty() ? state.stripped + n : stage.start;
    if (piece.empty()) return;
  }
  const std::size_t last = detail::count_back(piece, stage.content, piece.size());
  const bool nothing_else = last * stage.content.size() == piece.size();
  const std::size_t kept = std::min(nothing_else ? state.copies + last : last, stage.stop);
  std::string text;
  const std::size_t given = nothing_else ? state.copies + last - kept : state.copies;
  for (std::size_t n = 0; n < given; ++n) text += stage.content;
  if (!nothing_else) text += piece.substr(0, piece.size() - kept * stage.content.size());
  state.copies = kept;
  if (!text.empty()) feed(i + 1, text, out);
}

inline void DecoderChain::trim(std::size_t i, std::string_view piece, std::string& out) {
  State& state = states_[i];
  std::size_t begin = piece.size(), end = 0, at = 0;
  for_each_code_point(piece, [&](char32_t c, std::string_view bytes) {
    if (!detail::is_python_space(c)) {
      begin = std::min(begin, at);
      end = at + bytes.size();
    }
    at += bytes.size();
  });
  if (end == 0) {
    if (state.begun) state.held += piece;
    return;
  }
  if (std::exchange(state.begun, true)) begin = 0;
  const std::string text = std::exchange(state.held, std::string(piece.substr(end))).append(piece.substr(begin, end - begin));
  feed(i + 1, text, out);
}

}  // namespace detail

GANYMEDE_ONCE DecoderStream::DecoderStream(const Decoder& decoder) : chain_(std::make_unique<detail::DecoderChain>(decoder)) {}
GANYMEDE_ONCE DecoderStream::DecoderStream(const DecoderStream& other) : chain_(std::make_unique<detail::DecoderChain>(*other.chain_)) {}
GANYMEDE_ONCE DecoderStream::DecoderStream(DecoderStream&& other) noexcept = default;
GANYMEDE_ONCE DecoderStream& DecoderStream::operator=(const DecoderStream& other) { return *this = DecoderStream(other); }
GANYMEDE_ONCE DecoderStream& DecoderStream::operator=(DecoderStream&& other) noexcept = default;
GANYMEDE_ONCE DecoderStream::~DecoderStream() = default;
GANYMEDE_ONCE void DecoderStream::push(std::string_view piece, std::string& out) { chain_->push(piece, out); }
GANYMEDE_ONCE void DecoderStream::finish(std::string& out) { chain_->finish(out); }

}  // namespace ganymede::inline v0
