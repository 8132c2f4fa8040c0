#pragma once
// A conversation's answer as it is written, functions called on the way.

#include <ganymede/app/chat_options.hpp>
#include <ganymede/decode/stopping.hpp>
#include <ganymede/split.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <string>

namespace ganymede::inline v0 {

namespace detail {
class ChatTurn;
}

/// An input range of pieces. When it has ended, or is destroyed before (a loop that breaks, an interrupt from another thread), the answer,
/// or what there is of it, is part of the conversation. Move-only; the chat must outlive it, but may be moved meanwhile.
class [[nodiscard]] ChatStream {
 public:
  class Iterator {
   public:
    using value_type = ChatPiece;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    const ChatPiece& operator*() const { return stream_->piece_; }
    const ChatPiece* operator->() const { return &stream_->piece_; }
    Iterator& operator++() {
      stream_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool at_end() const { return stream_->ended_; }
    friend bool operator==(const Iterator& it, std::default_sentinel_t) { return it.at_end(); }

   private:
    friend ChatStream;
    explicit Iterator(ChatStream* stream) : stream_(stream) {}
    ChatStream* stream_;
  };

  explicit ChatStream(std::unique_ptr<detail::ChatTurn> turn);
  ChatStream(ChatStream&&) noexcept;
  ChatStream& operator=(ChatStream&&) noexcept;
  ~ChatStream();

  /// Computes up to the first piece. Throws as the model's forward pass does, also while iterating: the conversation is then what it was
  /// before.
  Iterator begin() {
    next();
    return Iterator(this);
  }
  static std::default_sentinel_t end() { return {}; }

  /// Goes to the end; all content that was not iterated over.
  std::string text();

  const ChatUsage& usage() const;
  /// Why the last round ended; cancelled while it has not.
  FinishReason finish_reason() const;

 private:
  void next();

  std::unique_ptr<detail::ChatTurn> turn_;
  ChatPiece piece_;
  bool ended_ = false;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/chat_stream.ipp>
#endif
