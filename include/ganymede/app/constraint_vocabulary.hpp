#pragma once
// What constraints have to know of a tokenizer, made when the first one asks for it.

#include <ganymede/core/constraint.hpp>
#include <ganymede/decode/generated.hpp>
#include <ganymede/split.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace ganymede::inline v0::detail {

/// Copies share what was made. Usable from several threads at once.
class ConstraintVocabulary {
 public:
  explicit ConstraintVocabulary(const std::optional<Tokenizer>& tokenizer);

  /// GenerationHooks::constraint_start, which may outlive this; none where there is no tokenizer. `unseen`: tokens that a prompt begins
  /// with which the answer's text has not seen (a decoder's start).
  std::function<ConstraintStart(std::span<const TokenId> prompt)> start(std::size_t unseen = 0) const;

 private:
  struct Made;
  std::shared_ptr<Made> made_;
};

}  // namespace ganymede::inline v0::detail

#if GANYMEDE_BODIES
#include <ganymede/app/constraint_vocabulary.ipp>
#endif
