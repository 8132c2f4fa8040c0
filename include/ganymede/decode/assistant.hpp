#pragma once
// A draft model: a smaller one of the same vocabulary, that says what a larger one may say next (Leviathan et al. 2023; Chen et al. 2023).

#include <ganymede/core/function_ref.hpp>
#include <ganymede/decode/strips.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/batch.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/state/workspace.hpp>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace ganymede::inline v0 {

/// A text that wants drafts.
struct DraftedText {
  std::size_t number = 0;              ///< which one it is, from call to call
  std::span<const TokenId> history{};  ///< what its window holds
  Index most = 0;                      ///< tokens that may be drafted
};

/// The draft model with a state of its own for each text. It follows what became of its drafts by itself.
class Assistant {
 public:
  /// Vocabularies may differ by the padding of their matrices, 256 tokens: those that only one has are never drafted. Throws InputError
  /// where they differ by more, and where the draft model's state cannot go back to an earlier token (recurrent ones).
  Assistant(std::shared_ptr<const LanguageModel> model, const LanguageModel& target, SequenceOptions options);

  /// Drafts for all texts, in passes for all of them: the most probable token, again and again, while goes_on(text, token, probability)
  /// of the draft, which is told of each. A text that outgrows the draft model's positions, or its page pool, has none.
  void draft(std::span<const DraftedText> texts, FunctionRef<bool(std::size_t text, TokenId token, double probability)> goes_on);

 private:
  struct Text {
    std::optional<Sequence> sequence{};
    std::vector<TokenId> computed{};  // what the sequence holds
    Index left = 0;                   // tokens that may still be drafted
    std::size_t asked = 0;            // its place in the call
  };
  /// Brings the state to the history but its last token; false where there is no room.
  bool catch_up(Text& text, const DraftedText& of);

  std::shared_ptr<const LanguageModel> model_;
  SequenceOptions options_;
  Index vocabulary_;
  std::vector<Text> texts_;
  std::vector<std::size_t> drafting_;
  Batch batch_;
  Workspace workspace_;
  Strips strips_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/decode/assistant.ipp>
#endif
