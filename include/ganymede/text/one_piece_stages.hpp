#pragma once
// What stages of a decoder become once an earlier stage has made one piece of all: that piece comes in parts, which may cut
// anything, and as much of it as is certain goes on.

#include <ganymede/text/decoder_stage.hpp>
#include <ganymede/text/split.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ganymede::inline v0::decoders {

/// A stage that must see its piece whole.
template <class Stage>
struct Whole {
  Stage stage;

  struct State {
    bool begun = false;
    std::string piece{};
  };
  std::string bytes(std::string_view piece) const { return stage.bytes(piece); }
  void push(State& state, std::string_view piece, const DecoderOutput&) const {
    state.piece += piece;
    state.begun = true;
  }
  void finish(State& state, const DecoderOutput& output) const {
    if (!state.begun) return;
    typename Stage::State inner{};
    stage.push(inner, state.piece, output);
    if constexpr (requires { stage.finish(inner, output); }) stage.finish(inner, output);
  }
};

/// Replace of a text: gives on all but the beginning of what could become `pattern`.
struct ReplaceInParts {
  std::string pattern;  ///< not empty
  std::string content;
  std::vector<std::uint32_t> borders;

  ReplaceInParts(std::string what, std::string by) : pattern(std::move(what)), content(std::move(by)), borders(borders_of(pattern)) {}

  struct State {
    std::size_t matched = 0;  // how much of the pattern has come
  };
  std::string bytes(std::string_view piece) const { return detail::replace_all(piece, pattern, content); }
  void push(State& state, std::string_view piece, const DecoderOutput& output) const {
    std::string done;
    for (const char c : piece) {
      while (state.matched > 0 && pattern[state.matched] != c) {
        const std::size_t shorter = borders[state.matched - 1];
        done.append(pattern, 0, state.matched - shorter);
        state.matched = shorter;
      }
      if (pattern[state.matched] == c)
        ++state.matched;
      else
        done += c;
      if (state.matched < pattern.size()) continue;
      state.matched = 0;
      output.count(pattern.size(), content.size());
      done += content;
    }
    if (!done.empty()) output(done);
  }
  void finish(State& state, const DecoderOutput& output) const {
    if (state.matched > 0) output(std::string_view(pattern).substr(0, state.matched));
  }

  /// Of each beginning of a text, the length of the longest shorter one that it ends with (Knuth, Morris and Pratt 1977).
  static std::vector<std::uint32_t> borders_of(std::string_view text) {
    std::vector<std::uint32_t> out(text.size(), 0);
    for (std::uint32_t i = 1, n = 0; i < text.size(); ++i) {
      while (n > 0 && text[i] != text[n]) n = out[n - 1];
      if (text[i] == text[n]) ++n;
      out[i] = n;
    }
    return out;
  }
};

/// Strip: takes from the front of the text, and keeps back what may be taken from its end.
struct StripInParts {
  std::string content;
  std::size_t start = 0;
  std::size_t stop = 0;

  struct State {
    std::size_t stripped = 0;
    std::size_t copies = 0;  // how often the content stood last
  };
  std::string bytes(std::string_view piece) const { return std::string(piece); }
  void push(State& state, std::string_view piece, const DecoderOutput& output) const {
    if (state.stripped < start) {
      const std::size_t n = strip_front(piece, content, start - state.stripped);
      state.stripped = piece.empty() ? state.stripped + n : start;
      if (piece.empty()) return;
    }
    const std::size_t last = count_back(piece, content, piece.size());
    const bool nothing_else = last * content.size() == piece.size();
    const std::size_t kept = std::min(nothing_else ? state.copies + last : last, stop);
    std::string text;
    const std::size_t given = nothing_else ? state.copies + last - kept : state.copies;
    for (std::size_t n = 0; n < given; ++n) text += content;
    if (!nothing_else) text += piece.substr(0, piece.size() - kept * content.size());
    state.copies = kept;
    if (!text.empty()) output(text);
  }

  /// Takes `content` from the front of `text`, at most `most` times; returns how often.
  static std::size_t strip_front(std::string_view& text, std::string_view content, std::size_t most) {
    std::size_t n = 0;
    for (; n < most && !content.empty() && text.starts_with(content); ++n) text.remove_prefix(content.size());
    return n;
  }
  /// How often `text` ends with `content`, at most `most` times.
  static std::size_t count_back(std::string_view text, std::string_view content, std::size_t most) {
    std::size_t n = 0;
    for (; n < most && !content.empty() && text.ends_with(content); ++n) text.remove_suffix(content.size());
    return n;
  }
};

}  // namespace ganymede::inline v0::decoders
