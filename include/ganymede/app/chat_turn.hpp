#pragma once
// The inside of a ChatStream: rounds of generating and of calling functions, until the model has answered.

#include <ganymede/app/chat_state.hpp>
#include <ganymede/decode/generation.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/answer_parser.hpp>
#include <ganymede/text/detokenizer.hpp>

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0::detail {

class ChatTurn {
 public:
  /// Begins the first round. `before`: the messages to go back to where something throws.
  ChatTurn(ChatState& chat, OrderedJson::Array before, std::uint64_t seed_offset);
  ~ChatTurn();
  ChatTurn(const ChatTurn&) = delete;
  ChatTurn& operator=(const ChatTurn&) = delete;

  /// The next piece; none at the end.
  std::optional<ChatPiece> next();
  /// The turn ends with what there is.
  void stop();

  const ChatUsage& usage() const noexcept { return usage_; }
  FinishReason finish_reason() const noexcept { return finish_reason_; }

 private:
  void begin_round();
  void step();
  void end_round();
  void answer_calls();
  void show(std::vector<AnswerPiece> pieces);
  /// Bytes of a token: special ones have some only where they mark something.
  std::string bytes_of(TokenId id);
  bool is_hidden(TokenId id) const;
  void add_result(const ToolCall& call, std::string_view result);
  bool cancelled() const { return chat_->cancel.load(std::memory_order_relaxed); }
  template <class Do>
  void or_back(const Do& work);

  ChatState* chat_;
  OrderedJson::Array before_;
  std::uint64_t seed_offset_;
  std::vector<TokenId> ids_{};  // prompt and new tokens
  std::vector<std::string_view> marks_{};
  std::optional<Generation> generation_{};
  std::optional<StreamingDetokenizer> text_{};
  std::optional<AnswerParser> parser_{};
  std::size_t shown_bytes_ = 0;
  std::vector<ToolCall> calls_{};  // that wait to be answered
  std::deque<ChatPiece> waiting_{};
  ChatUsage usage_{};
  FinishReason finish_reason_ = FinishReason::cancelled;
  bool over_ = false;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/app/chat_turn.ipp>
#endif
