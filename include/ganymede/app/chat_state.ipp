#pragma once
// The bodies of chat_state.hpp.

#include <ganymede/app/chat_state.hpp>

#include <ganymede/app/chat_message.hpp>
#include <ganymede/core/error.hpp>

#include <algorithm>
#include <string_view>

namespace ganymede::inline v0::detail {

GANYMEDE_ONCE Index ChatState::context_length() const {
  constexpr Index without_end = 8192;  // of models whose positions have no end
  const Index trained = generator.language_model().max_position_embeddings();
  const Index wanted = options.context_length > 0 ? options.context_length : trained > 0 ? trained : without_end;
  const Index longest = generator.language_model().longest_sequence();
  return longest > 0 ? std::min(wanted, longest) : wanted;
}

GANYMEDE_ONCE std::vector<std::size_t> ChatState::turn_starts() const {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < messages.size(); ++i)
    if (text_member(messages[i], "role") == "user") starts.push_back(i);
  return starts;
}

GANYMEDE_ONCE OrderedJson::Array ChatState::shown(Index turn) const {
  if (turn == 0) return messages;
  const std::vector<std::size_t> starts = turn_starts();
  OrderedJson::Array all;
  for (std::size_t i = 0; i < starts.front(); ++i)
    if (const std::string_view role = text_member(messages[i], "role"); role == "system" || role == "developer") all.push_back(messages[i]);
  const std::size_t first = starts[static_cast<std::size_t>(turn)];
  all.insert(all.end(), messages.begin() + static_cast<std::ptrdiff_t>(first), messages.end());
  return all;
}

GANYMEDE_ONCE ChatPrompt ChatState::fitted_prompt(Index room) {
  const Index window = context_length(), turns = static_cast<Index>(turn_starts().size());
  if (first_turn >= turns) first_turn = 0;
  ChatPrompt prompt = prompter.prompt(shown(first_turn));
  const auto takes = [&] { return static_cast<Index>(prompt.ids.size()); };
  if (takes() + room <= window) return prompt;
  // The fewest turns to leave out, by halving: fewer turns, fewer tokens.
  Index first = first_turn + 1, end = turns;
  while (first < end) {
    const Index middle = first + (end - first) / 2;
    prompt = prompter.prompt(shown(middle));
    if (takes() + room <= window - window / 4)
      end = middle;
    else
      first = middle + 1;
  }
  first_turn = std::max<Index>(std::min(first, turns - 1), 0);
  prompt = prompter.prompt(shown(first_turn));
  if (takes() >= window)
    throw ContextError{{.problem = "the last turn alone does not fit the context",
                        .key = "messages",
                        .expected = "fewer than " + std::to_string(window) + " tokens, the system prompt included",
                        .found = std::to_string(takes())}};
  return prompt;
}

GANYMEDE_ONCE void ChatState::keep(std::size_t count) {
  messages.resize(count);
  first_turn = 0;
  retries = 0;
}

}  // namespace ganymede::inline v0::detail
