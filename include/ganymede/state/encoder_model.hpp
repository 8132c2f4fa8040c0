#pragma once
// An encoder-only model behind an interface: what embeds, classifies and looks inside uses it once a pass, whatever its family.

#include <ganymede/core/error.hpp>
#include <ganymede/core/executor.hpp>
#include <ganymede/core/probe.hpp>
#include <ganymede/state/language_model.hpp>
#include <ganymede/state/workspace.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// One text of an encoder's pass, a view. `token_types` says of each token which segment it is of (the two texts of a pair: 0 and 1);
/// empty: all are of segment 0. Models of fewer than two segments pass over it. `adapter` is the name of one of the model's
/// (LoadOptions::named_adapters); empty: none.
struct EncoderInput {
  std::span<const TokenId> tokens{};
  std::span<const TokenId> token_types{};
  std::string_view adapter{};
};

/// What stands on an encoder.
enum class HeadKind : std::uint8_t {
  none,
  masked_lm,           ///< logits [T, V]: which token stands, or stood, there
  sequence,            ///< logits [texts, labels]: a class for each text, or a number
  tokens,              ///< logits [T, labels]: a class for each token
  question_answering,  ///< logits [T, 2]: whether an answer begins there, whether it ends there
};

/// How a sequence head was trained, by config.json's names: what its logits mean.
enum class ProblemType : std::uint8_t { regression, single_label_classification, multi_label_classification };

/// What an application has to know of a checkpoint's encoder.
struct EncoderFacts {
  HeadKind head = HeadKind::none;
  std::vector<std::string> labels{};          ///< of a sequence or tokens head, in the order of its logits; LABEL_n where n has no name
  std::optional<ProblemType> problem_type{};  ///< none where config.json does not say: by the number of labels, as in transformers
  bool has_pooler = false;                    ///< whether there is a pooler_output()
  Index type_vocab_size = 0;                  ///< segments; 0: the model has none
  Index max_position_embeddings = 0;          ///< tokens of the longest text that it was trained with
  Index longest_sequence = 0;                 ///< and that it computes
};

/// An encoder of any type (see EncoderOnlyModel), immutable; one virtual call a pass. Texts of any lengths go in together, unpadded; what
/// comes out for one has the same bits as if it were alone. Results are views, valid until the workspace's next pass. InputError: no texts,
/// an empty one, an id outside the vocabulary, an adapter that the model has not, token types that are not one for each token, or not of a
/// segment; ContextError: a text longer than longest_sequence.
class EncoderModel {
 public:
  using Texts = std::span<const EncoderInput>;

  EncoderModel() = default;
  EncoderModel(const EncoderModel&) = delete;
  EncoderModel& operator=(const EncoderModel&) = delete;
  virtual ~EncoderModel() = default;

  virtual const EncoderFacts& facts() const = 0;
  virtual Index vocab_size() const = 0;
  virtual Index hidden_size() const = 0;
  virtual void token_embedding(TokenId token, std::span<float> out) const = 0;  ///< the vector of a token, before all that is added
  virtual std::shared_ptr<Executor> executor() const = 0;                       ///< what it computes with; null where it has none to show

  /// The last hidden states [T, D], the texts' rows one after the other: what sentence vectors are pooled of.
  virtual ConstView<float> forward(Texts texts, Workspace& workspace) const = 0;
  virtual ConstView<float> forward(Texts texts, Workspace& workspace, AnyProbe& probe) const = 0;
  /// What the head makes of them: see HeadKind. InputError where there is no head.
  virtual ConstView<float> logits(Texts texts, Workspace& workspace) const = 0;
  virtual ConstView<float> logits(Texts texts, Workspace& workspace, AnyProbe& probe) const = 0;
  /// What the head makes of hidden states [n, D] that lie elsewhere than in the workspace: [n, V or labels or 2]. Of a sequence head each
  /// row is a text's, pooled. For who wants the logits of a few rows, or of a layer within.
  virtual ConstView<float> logits_of(const ConstView<float>& hidden_states, Workspace& workspace) const = 0;
  /// The same of hidden states that left a block: through the model's last norm first, where it has one (ModernBERT).
  virtual ConstView<float> lens_of(const ConstView<float>& hidden_states, Workspace& workspace) const {
    return logits_of(hidden_states, workspace);
  }
  /// [texts, D]: transformers' pooler_output, of the first token (BERT). InputError where there is no pooler.
  virtual ConstView<float> pooler_output(Texts texts, Workspace& workspace) const = 0;
};

/// A model that EncoderModel can stand for: the same functions, of any type.
template <class M>
concept EncoderOnlyModel = requires(const M& model, std::span<const EncoderInput> texts, Workspace& workspace, AnyProbe& probe,
                                    std::span<float> out, const ConstView<float>& hidden_states) {
  { model.facts() } -> std::convertible_to<const EncoderFacts&>;
  { model.vocab_size() } -> std::convertible_to<Index>;
  { model.hidden_size() } -> std::convertible_to<Index>;
  model.token_embedding(TokenId{}, out);
  { model.forward(texts, workspace, probe) } -> std::convertible_to<ConstView<float>>;
  { model.logits(texts, workspace, probe) } -> std::convertible_to<ConstView<float>>;
  { model.logits_of(hidden_states, workspace) } -> std::convertible_to<ConstView<float>>;
  { model.pooler_output(texts, workspace) } -> std::convertible_to<ConstView<float>>;
};

namespace detail {

template <EncoderOnlyModel M>
class EncoderModelOf final : public EncoderModel {
 public:
  explicit EncoderModelOf(std::shared_ptr<const M> model) : model_(std::move(model)) {}

  const EncoderFacts& facts() const override { return model_->facts(); }
  Index vocab_size() const override { return model_->vocab_size(); }
  Index hidden_size() const override { return model_->hidden_size(); }
  void token_embedding(TokenId token, std::span<float> out) const override { model_->token_embedding(token, out); }
  std::shared_ptr<Executor> executor() const override { return executor_of(*model_); }
  ConstView<float> forward(Texts texts, Workspace& workspace) const override { return model_->forward(texts, workspace, unobserved()); }
  ConstView<float> forward(Texts texts, Workspace& workspace, AnyProbe& probe) const override {
    return model_->forward(texts, workspace, probe);
  }
  ConstView<float> logits(Texts texts, Workspace& workspace) const override { return model_->logits(texts, workspace, unobserved()); }
  ConstView<float> logits(Texts texts, Workspace& workspace, AnyProbe& probe) const override {
    return model_->logits(texts, workspace, probe);
  }
  ConstView<float> logits_of(const ConstView<float>& hidden_states, Workspace& workspace) const override {
    return model_->logits_of(hidden_states, workspace);
  }
  ConstView<float> lens_of(const ConstView<float>& hidden_states, Workspace& workspace) const override {
    if constexpr (requires { model_->lens_of(hidden_states, workspace); })
      return model_->lens_of(hidden_states, workspace);
    else
      return model_->logits_of(hidden_states, workspace);
  }
  ConstView<float> pooler_output(Texts texts, Workspace& workspace) const override { return model_->pooler_output(texts, workspace); }

 private:
  std::shared_ptr<const M> model_;
};

}  // namespace detail

/// Any encoder behind the interface, sharing it: itself where it is one, or holds one.
template <EncoderOnlyModel M>
std::shared_ptr<const EncoderModel> as_encoder_model(std::shared_ptr<const M> model) {
  if constexpr (std::convertible_to<const M&, const EncoderModel&>) {
    const EncoderModel& interface = *model;
    return {std::move(model), &interface};
  } else {
    return std::make_shared<const detail::EncoderModelOf<M>>(std::move(model));
  }
}

}  // namespace ganymede::inline v0
