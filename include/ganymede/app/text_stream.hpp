#pragma once
// An answer as it is written, piece by piece.

#include <ganymede/app/completion.hpp>
#include <ganymede/app/constraint_vocabulary.hpp>
#include <ganymede/decode/generation_config.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/language_model.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

class BeamSearch;
class Generation;
namespace detail {
class AnswerText;
}

/// An answer as it comes: an input range of pieces, each valid UTF-8 and not empty. With num_beams above 1 it comes in one piece, as only
/// the end of the search tells which beam was the best. Move-only; shares its generator's model, so that it may outlive the generator.
class TextStream {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    std::string_view operator*() const { return stream_->piece_; }
    Iterator& operator++() {
      stream_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool at_end() const { return stream_->piece_.empty(); }
    friend bool operator==(const Iterator& it, std::default_sentinel_t) { return it.at_end(); }

   private:
    friend TextStream;
    explicit Iterator(TextStream* stream) : stream_(stream) {}
    TextStream* stream_;
  };

  /// Made by TextGenerator::stream(). Throws as Generation and BeamSearch.
  TextStream(std::shared_ptr<const LanguageModel> model, const std::optional<Tokenizer>& tokenizer, std::vector<TokenId> prompt,
             GenerationConfig config, const CallOptions& options, const detail::ConstraintVocabulary& constraint);
  TextStream(std::shared_ptr<const LanguageModel> model, const std::optional<Tokenizer>& tokenizer, std::vector<TokenId> prompt,
             GenerationConfig config, const CallOptions& options)
      : TextStream(std::move(model), tokenizer, std::move(prompt), std::move(config), options, detail::ConstraintVocabulary(tokenizer)) {}
  TextStream(TextStream&&) noexcept;
  TextStream& operator=(TextStream&&) noexcept;
  ~TextStream();

  /// Computes up to the first piece. May be called once. Throws as the model's forward pass does, also while iterating.
  Iterator begin() {
    next();
    return Iterator(this);
  }
  static std::default_sentinel_t end() { return {}; }

  /// The answer so far; complete once the range has ended.
  const Completion& completion() const { return completion_; }
  double prompt_seconds() const { return prompt_seconds_; }  ///< time for the prompt and the first token
  double decode_seconds() const { return decode_seconds_; }  ///< time for the tokens after the first

 private:
  void next();
  void search();

  std::unique_ptr<detail::AnswerText> detokenizer_;  // on the heap: the generation refers to it, and a stream may be moved
  std::unique_ptr<Generation> generation_;           // or, with beams,
  std::unique_ptr<BeamSearch> search_;
  Completion completion_;
  std::string piece_;
  double prompt_seconds_ = 0, decode_seconds_ = 0;
  bool ended_ = false;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/text_stream.ipp>
#endif
