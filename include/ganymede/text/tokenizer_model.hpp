#pragma once
// The model of a tokenizer: words, the pieces of the pre-tokeniser, to ids. Bpe, ScoreBpe, Unigram, MappedPieces, WordPiece and
// WordLevel are such models, and so is any class with
//
//   void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out) const     or without `scratch`
//
// that appends the ids of a word of less than 4 GiB. Where it takes a fourth argument, std::vector<TextRange>* spans, it appends what of
// the word each token stands for, unless that is nullptr; where it takes none, each token stands for the word.

#include <ganymede/text/merge_loop.hpp>
#include <ganymede/text/text_range.hpp>
#include <ganymede/text/unigram.hpp>

#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Working memory of the models, kept between words so that a text costs few allocations.
struct ModelScratch : MergeScratch, UnigramScratch {};

/// Any model. Immutable, usable from several threads; copies share it.
class TokenizerModel {
  template <class Model>
  static constexpr bool encodes_alone = requires(const Model& model, std::vector<TokenId>& out) {
    model.encode("", out);
  };
  template <class Model>
  static constexpr bool spans_alone = requires(const Model& model, std::vector<TokenId>& out, std::vector<TextRange>* spans) {
    model.encode("", out, spans);
  };
  template <class Model>
  static constexpr bool spans_tokens = requires(const Model& model, ModelScratch& scratch, std::vector<TokenId>& out,
                                                std::vector<TextRange>* spans) {
    model.encode("", scratch, out, spans);
  };
  template <class Model>
  static constexpr bool encodes = requires(const Model& model, ModelScratch& scratch, std::vector<TokenId>& out) {
    model.encode("", scratch, out);
  };

 public:
  template <class Model>
  requires(!std::is_same_v<Model, TokenizerModel> && (encodes_alone<Model> || encodes<Model>))
      TokenizerModel(Model model)  // not explicit: a pipeline's model is one of these
      : held_(std::make_shared<const Held<Model>>(std::move(model))) {}

  /// Appends the tokens of one word. TokenizerError: a character is outside the vocabulary, and nothing stands for it.
  void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out) const { held_->encode(word, scratch, out); }
  /// The same, and what of the word each of them stands for.
  void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out, std::vector<TextRange>& spans) const {
    held_->encode(word, scratch, out, spans);
  }

  /// Whether it is one of this class.
  template <class Model>
  bool is() const noexcept {
    return dynamic_cast<const Held<Model>*>(held_.get()) != nullptr;
  }

 private:
  struct AnyModel {
    virtual ~AnyModel() = default;
    virtual void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out) const = 0;
    virtual void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out, std::vector<TextRange>& spans) const = 0;
  };
  template <class Model>
  struct Held final : AnyModel {
    explicit Held(Model held) : model(std::move(held)) {}
    void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out) const override {
      if constexpr (encodes_alone<Model>)
        model.encode(word, out);
      else
        model.encode(word, scratch, out);
    }
    void encode(std::string_view word, ModelScratch& scratch, std::vector<TokenId>& out, std::vector<TextRange>& spans) const override {
      if constexpr (spans_alone<Model>) {
        model.encode(word, out, &spans);
      } else if constexpr (spans_tokens<Model>) {
        model.encode(word, scratch, out, &spans);
      } else {
        encode(word, scratch, out);
        spans.resize(out.size(), {0, word.size()});
      }
    }
    Model model;
  };

  std::shared_ptr<const AnyModel> held_;
};

}  // namespace ganymede::inline v0
