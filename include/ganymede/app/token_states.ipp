#pragma once
// The bodies of token_states.hpp.

#include <ganymede/app/token_states.hpp>

#include <ganymede/app/layer_probe.hpp>
#include <ganymede/app/module_tensors.hpp>
#include <ganymede/models/any_encoder.hpp>
#include <ganymede/models/any_model.hpp>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail {

class EncoderStates final : public TokenStates {
 public:
  explicit EncoderStates(std::shared_ptr<const EncoderModel> model) : model_(std::move(model)) {}
  Index width() const override { return model_->hidden_size(); }
  Index longest() const override { return model_->facts().longest_sequence; }
  void compute(std::span<const EncoderInput> texts, Workspace& workspace, FunctionRef<void(const ConstView<float>&)> use) const override {
    use(model_->forward(texts, workspace));
  }

 private:
  std::shared_ptr<const EncoderModel> model_;
};

class DecoderStates final : public TokenStates {
 public:
  explicit DecoderStates(std::shared_ptr<const LanguageModel> model) : model_(std::move(model)) {}
  Index width() const override { return model_->hidden_size(); }
  Index longest() const override { return model_->max_position_embeddings(); }
  void compute(std::span<const EncoderInput> texts, Workspace& workspace, FunctionRef<void(const ConstView<float>&)> use) const override {
    LayerProbe probe(-1);
    std::deque<Sequence> sequences;
    Batch batch;
    for (const EncoderInput& text : texts) {
      sequences.push_back(
          model_->new_sequence({.max_length = static_cast<Index>(text.tokens.size()), .adapter = std::string(text.adapter)}));
      batch.add(sequences.back(), text.tokens, LogitRows::none);
    }
    model_->forward(batch, workspace, probe);
    if (probe.values.empty()) throw InputError{{.problem = "this model shows no hidden states", .key = "embed"}};
    use(view_of(std::as_const(probe.values).data(), batch.rows(), static_cast<Index>(probe.width)));
  }

 private:
  std::shared_ptr<const LanguageModel> model_;
};

class StaticStates final : public TokenStates {
 public:
  explicit StaticStates(const std::filesystem::path& safetensors) : file_(safetensors) {
    const bool model2vec = !file_.has("embedding.weight");
    table_ = &file_.matrix(model2vec ? "embeddings" : "embedding.weight");
    const Index rows = table_->shape[0];
    if (model2vec && file_.has("mapping")) mapping_ = file_.integers("mapping");
    for (const Index row : mapping_)
      if (row < 0 || row >= rows)
        throw file_.fail("a token's row is not in the table", "mapping", "below " + std::to_string(rows), std::to_string(row));
    tokens_ = mapping_.empty() ? rows : static_cast<Index>(mapping_.size());
    if (model2vec && file_.has("weights")) weights_ = file_.vector("weights", tokens_);
  }
  Index width() const override { return table_->shape[1]; }
  Index longest() const override { return 0; }
  void compute(std::span<const EncoderInput> texts, Workspace&, FunctionRef<void(const ConstView<float>&)> use) const override {
    std::vector<float> rows;
    const auto width = static_cast<std::size_t>(this->width());
    Index count = 0;
    for (const EncoderInput& text : texts) {
      if (!text.adapter.empty())
        throw InputError{{.problem = "static embeddings have no adapters", .key = "adapter", .found = std::string(text.adapter)}};
      for (const TokenId id : text.tokens) {
        if (id < 0 || id >= tokens_)
          throw InputError{
              {.problem = "no vector for a token", .expected = "below " + std::to_string(tokens_), .found = std::to_string(id)}};
        const auto token = static_cast<std::size_t>(id);
        rows.resize(rows.size() + width);
        float* const row = rows.data() + rows.size() - width;
        file_.row(*table_, mapping_.empty() ? Index{id} : mapping_[token], row);
        for (std::size_t d = 0; d < width && !weights_.empty(); ++d) row[d] *= weights_[token];
        ++count;
      }
    }
    use(view_of(std::as_const(rows).data(), count, this->width()));
  }

 private:
  ModuleTensors file_;
  const StoredTensor* table_ = nullptr;
  std::vector<Index> mapping_{};
  std::vector<float> weights_{};
  Index tokens_ = 0;
};

GANYMEDE_ONCE std::shared_ptr<const TokenStates> token_states(std::shared_ptr<const EncoderModel> model) {
  return std::make_shared<const EncoderStates>(std::move(model));
}
GANYMEDE_ONCE std::shared_ptr<const TokenStates> token_states(std::shared_ptr<const LanguageModel> model) {
  return std::make_shared<const DecoderStates>(std::move(model));
}
GANYMEDE_ONCE std::shared_ptr<const TokenStates> token_states(const Checkpoint& checkpoint, const LoadOptions& options) {
  if (is_encoder_model(checkpoint)) return token_states(load_encoder_model(checkpoint, options));
  return token_states(as_language_model(load_model<AnyModel>(checkpoint, options)));
}
GANYMEDE_ONCE std::shared_ptr<const TokenStates> static_token_states(const std::filesystem::path& safetensors) {
  return std::make_shared<const StaticStates>(safetensors);
}

}  // namespace ganymede::inline v0::detail
