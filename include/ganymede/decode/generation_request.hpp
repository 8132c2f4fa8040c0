#pragma once
// Requests that are answered together and differ in their settings: a prompt with options of its own, and what became of it.

#include <ganymede/core/error.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/split.hpp>

#include <cstddef>
#include <exception>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// A prompt, and what is asked of the answers to it: `{{1, 2, 3}, {.max_new_tokens = 8, .temperature = 0.7, .seed = 5}}`.
struct GenerationRequest {
  std::vector<TokenId> prompt{};
  GenerationOptions options{};
};

/// What became of one request: its answers, or an error.
template <class Answer>
struct RequestResult {
  std::vector<Answer> answers{};  ///< num_return_sequences of them, of a beam search the best first; none where there is an error
  std::exception_ptr error{};     ///< why this request, and no other, has no answers; an Error's key names it, as "requests[2].top_p"

  bool ok() const noexcept { return !error; }
  /// The first answer. Throws the error where there is one, InputError where there is nothing at all.
  const Answer& best() const& {
    if (error) std::rethrow_exception(error);
    if (answers.empty()) throw InputError{{.problem = "no answer", .key = "RequestResult"}};
    return answers.front();
  }
  Answer best() const&& { return static_cast<const RequestResult&>(*this).best(); }
};
using GenerationResult = RequestResult<Generated>;

/// A request with all its settings.
struct ResolvedRequest {
  std::vector<TokenId> prompt{};
  GenerationConfig config{};
  std::exception_ptr error{};  ///< why it cannot be answered, where that is known before

  /// How many answers it has, those that an error takes away later counted.
  std::size_t answers() const noexcept {
    const Index count = config.num_return_sequences;
    return error || count < 1 || count > most_return_sequences ? 0 : static_cast<std::size_t>(count);
  }
};

namespace detail {

/// The same error, about request number `number`: of the same type where it is an Error, as it is where it is none.
GANYMEDE_ONCE std::exception_ptr name_request(const std::exception_ptr& error, std::size_t number);

/// `number` as an index of `count` things of a kind. Throws InputError where there is no such.
GANYMEDE_ONCE std::size_t checked_number(Index number, std::size_t count, std::string_view kind);

}  // namespace detail

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/generation_request.ipp>
#endif
