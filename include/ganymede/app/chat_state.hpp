#pragma once
// What a conversation is: its messages, what of them the model is shown, and what the model has computed.

#include <ganymede/app/chat_options.hpp>
#include <ganymede/app/chat_prompt.hpp>
#include <ganymede/app/text_generator_base.hpp>
#include <ganymede/app/toolbox.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/sequence.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

struct ChatState {
  TextGeneratorBase generator;
  ChatPrompter prompter;
  ChatOptions options;
  Toolbox tools{};
  OrderedJson::Array messages{};
  Index first_turn = 0;                // that the model is shown
  std::uint64_t retries = 0;           // of the last turn
  std::optional<TokenId> turn_end{};   // ends answers, whatever the model's defaults say
  std::optional<Sequence> sequence{};  // holds `held`
  std::vector<TokenId> held{};
  std::atomic<bool> cancel{false};

  ChatState(TextGeneratorBase given, ChatTemplate chat_template, ChatOptions chat_options)
      : generator(std::move(given)),
        prompter(std::move(chat_template), generator.tokenizer(), chat_options.template_variables, chat_options.template_options),
        options(std::move(chat_options)),
        turn_end(prompter.turn_end()) {}

  Index context_length() const;
  /// Where users' messages stand.
  std::vector<std::size_t> turn_starts() const;
  /// The messages from turn `turn` on, and the system prompt.
  OrderedJson::Array shown(Index turn) const;
  /// The prompt; first_turn moves where it does not fit with `room` more tokens. ContextError: not even the last turn fits.
  ChatPrompt fitted_prompt(Index room);
  /// Forgets messages behind the first `count`.
  void keep(std::size_t count);
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/app/chat_state.ipp>
#endif
