#pragma once
// What an answer must be: the interface between who describes it (text/grammar/constraint.hpp) and who generates.

#include <ganymede/core/types.hpp>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Where an answer stands within what it must be. Immutable: beams and copies of a prompt share it. Usable from several threads at once.
class ConstraintState {
 public:
  ConstraintState() = default;
  ConstraintState(const ConstraintState&) = delete;
  ConstraintState& operator=(const ConstraintState&) = delete;
  virtual ~ConstraintState() = default;

  /// Forbids (-infinity) the logits [V] of tokens that may not come next: those that no text of the constraint continues with, and those
  /// that it could not be completed after within `tokens_left` tokens, this one counted. False where that leaves none that is possible.
  virtual bool restrict(std::span<float> logits, Index tokens_left) const = 0;
  /// The state after a token that restrict() allowed with as many tokens left as there are: ConstraintStart::tokens_left, less those taken.
  virtual std::shared_ptr<const ConstraintState> after(TokenId id) const = 0;
  /// Whether the answer is complete as it is,
  virtual bool may_end() const = 0;
  /// and no token at all can follow, an end token neither.
  virtual bool must_end() const = 0;
};

/// The tokens of a tokenizer, as constraints see them (text/grammar/token_trie.hpp).
class TokenTrie;

/// What a constraint has to know of an answer that begins.
struct ConstraintStart {
  std::shared_ptr<const TokenTrie> tokens{};
  std::vector<TokenId> end_tokens{};  ///< any of them ends the answer
  bool skips_space = false;           ///< a space that the answer begins with is not part of its text
  Index tokens_left = 0;              ///< it may have
};

/// A description of texts, to be shared: `GenerationOptions::constraint`. Made by regex(), gbnf() and json_schema(). Empty: any text.
class Constraint {
 public:
  class Source {
   public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;
    virtual std::shared_ptr<const ConstraintState> begin(const ConstraintStart& start) const = 0;
  };

  Constraint() = default;
  explicit Constraint(std::shared_ptr<const Source> source) : source_(std::move(source)) {}

  explicit operator bool() const noexcept { return source_ != nullptr; }
  /// Throws InputError: the tokens cannot spell any of the texts, or not within tokens_left.
  std::shared_ptr<const ConstraintState> begin(const ConstraintStart& start) const { return source_->begin(start); }
  /// Whether it is the same one, not whether it describes the same texts.
  friend bool operator==(const Constraint& a, const Constraint& b) { return a.source_ == b.source_; }

 private:
  std::shared_ptr<const Source> source_;
};

}  // namespace ganymede::inline v0
