#pragma once
// From text to a recorded walk through the model, in one call.

#include <ganymede/app/attention_of.hpp>
#include <ganymede/inspect/walkthrough_page.hpp>
#include <ganymede/split.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

struct WalkthroughOptions {
  Index rounds = 4;      ///< tokens that are written, each the most probable one; fewer where an end token comes before
  std::size_t top = 10;  ///< of the most probable tokens of a round
};

/// A decoder reads `prompt` and goes on, greedily but for the processors of its generation settings. Throws InputError (no tokens, more
/// than 128, rounds likewise), ContextError, CapacityError.
GANYMEDE_ONCE Walkthrough walk_through(const TextGeneratorBase& generator, const std::vector<TokenId>& prompt,
                                       const WalkthroughOptions& options = {});
/// `walk_through(generator, "Once upon a time")`
GANYMEDE_ONCE Walkthrough walk_through(const TextGeneratorBase& generator, std::string_view text, const WalkthroughOptions& options = {});

/// A model reads `source`, a text or its ids, as one source, and writes its translation greedily. Throws as Translator::translate(), and as
/// above.
GANYMEDE_ONCE Walkthrough walk_through(const TranslatorBase& translator, const std::string& source, const WalkthroughOptions& options = {},
                                       const TranslateOptions& translate = {});
GANYMEDE_ONCE Walkthrough walk_through(const TranslatorBase& translator, const std::vector<TokenId>& source,
                                       const WalkthroughOptions& options = {}, const TranslateOptions& translate = {});

/// An encoder reads `ids` at once, and its head, where it has one, says what it does of them: what stands at each place, a label of the
/// text or of each token, where an answer begins and ends. Without a tokenizer tokens show as their ids. Throws as above.
GANYMEDE_ONCE Walkthrough walk_through(const EncoderModel& encoder, const Tokenizer* tokenizer, const std::vector<TokenId>& ids,
                                       const WalkthroughOptions& options = {});

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/walk_through.ipp>
#endif
