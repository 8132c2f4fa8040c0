#pragma once
// The bodies of chat_stream.hpp.

#include <ganymede/app/chat_stream.hpp>

#include <ganymede/app/chat_turn.hpp>

#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE ChatStream::ChatStream(std::unique_ptr<detail::ChatTurn> turn) : turn_(std::move(turn)) {}
GANYMEDE_ONCE ChatStream::ChatStream(ChatStream&&) noexcept = default;
GANYMEDE_ONCE ChatStream& ChatStream::operator=(ChatStream&&) noexcept = default;
GANYMEDE_ONCE ChatStream::~ChatStream() = default;

GANYMEDE_ONCE void ChatStream::next() {
  std::optional<ChatPiece> piece = turn_->next();
  ended_ = !piece;
  if (piece) piece_ = *std::move(piece);
}

GANYMEDE_ONCE std::string ChatStream::text() {
  std::string text;
  for (const ChatPiece& piece : *this)
    if (piece.kind == ChatKind::content) text += piece.text;
  return text;
}

GANYMEDE_ONCE const ChatUsage& ChatStream::usage() const { return turn_->usage(); }
GANYMEDE_ONCE FinishReason ChatStream::finish_reason() const { return turn_->finish_reason(); }

}  // namespace ganymede::inline v0
