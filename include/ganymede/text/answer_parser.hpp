#pragma once
// An answer taken apart as it is written: reasoning, content, calls of functions.

#include <ganymede/split.hpp>
#include <ganymede/text/answer_format.hpp>
#include <ganymede/text/tool_call.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

enum class AnswerKind : std::uint8_t { content, reasoning };

/// What of an answer may be shown now; the pieces of a kind put together are all of that kind.
struct AnswerPiece {
  AnswerKind kind = AnswerKind::content;
  std::string text{};
};

/// A whole answer.
struct ParsedAnswer {
  std::string content{}, reasoning{};
  std::vector<ToolCall> tool_calls{};
};

/// Takes an answer's text, special tokens that mark something spelled out (AnswerFormat::marks()), in pieces of any size. What could
/// become a mark is held back. White space before content and around reasoning goes. Linear in the text but for the marks' lengths.
class AnswerParser {
 public:
  explicit AnswerParser(AnswerFormat format);

  /// Takes the next bytes; what may be shown by now.
  std::vector<AnswerPiece> feed(std::string_view text);
  /// The answer has ended: what was held back after all. A call that was cut off is content, unless it can be mended.
  std::vector<AnswerPiece> finish();
  /// Complete after finish().
  const ParsedAnswer& answer() const noexcept { return answer_; }

 private:
  enum class State : std::uint8_t { begin, reasoning, content, call, bare, header, message };

  void run(bool ended);
  bool begin(bool ended);
  bool reasoning(bool ended);
  bool content(bool ended);
  bool call(bool ended);
  bool header(bool ended);
  bool message(bool ended);
  void take_bare();
  /// Where the mark that ends a call stands; npos while it does not.
  std::size_t find_closing(std::string_view closing);

  void show(AnswerKind kind, std::string_view text);
  /// Shows the first bytes of what waits, and takes them off.
  void show_first(AnswerKind kind, std::size_t bytes);
  /// How many of the last bytes that wait could begin one of `marks`.
  std::size_t held(const std::vector<std::string_view>& marks) const;
  /// The first of `marks` in what waits, and where it is.
  std::pair<std::size_t, std::string_view> find(const std::vector<std::string_view>& marks) const;
  void add_calls(std::string_view text, std::string_view written);

  AnswerFormat format_;
  std::vector<std::string_view> openings_{}, closings_{};
  State state_;
  std::string waiting_{};
  std::size_t searched_ = 0;  // of waiting_, in vain, for the end of a call; what was found there of its JSON:
  bool began_ = false, json_ = false, in_string_ = false, escaped_ = false;
  std::string name_{};                     // of the function that the message of a channel calls
  bool calls_ = false;                     // that message calls one
  AnswerKind kind_ = AnswerKind::content;  // of that message
  bool spoken_ = false;                    // something of the present run of reasoning was shown
  std::string spaces_{};                   // not shown before something follows
  std::vector<AnswerPiece> pieces_{};
  ParsedAnswer answer_{};
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/answer_parser.ipp>
#endif
