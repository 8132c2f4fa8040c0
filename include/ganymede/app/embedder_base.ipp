#pragma once
// The bodies of embedder_base.hpp.

#include <ganymede/app/embedder_base.hpp>

#include <ganymede/app/text_encoder.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/text/pipeline.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE EmbedderBase::EmbedderBase(detail::EmbeddingModules modules, Tokenizer tokenizer, std::shared_ptr<const TokenStates> states,
                                         Index max_length)
    : modules_(std::move(modules)), tokenizer_(std::move(tokenizer)), states_(std::move(states)), max_length_(max_length) {
  dimensions_ = modules_.dimensions(states_->width());
  if (modules_.truncate_dim > 0) dimensions_ = std::min(dimensions_, modules_.truncate_dim);
}

GANYMEDE_ONCE EmbedderBase EmbedderBase::of_table(detail::EmbeddingModules modules) {
  Tokenizer tokenizer = Tokenizer::from_json_file(modules.model / "tokenizer.json");
  auto states = detail::static_token_states(modules.model / "model.safetensors");
  const Index most = modules.max_seq_length.value_or(0);
  return {std::move(modules), std::move(tokenizer), std::move(states), most};
}

GANYMEDE_ONCE EmbedderBase EmbedderBase::of_model(detail::EmbeddingModules modules, const Checkpoint& checkpoint,
                                                  std::shared_ptr<const TokenStates> states) {
  Tokenizer tokenizer = Tokenizer::from_checkpoint(checkpoint);
  if (modules.do_lower_case) {
    TokenizerPipeline pipeline = tokenizer.pipeline();
    pipeline.normalizer = Normalizer::sequence({Normalizer(normalizers::Lowercase()), pipeline.normalizer});
    tokenizer = Tokenizer(std::move(pipeline));
  }
  Index most = modules.max_seq_length ? *modules.max_seq_length : detail::model_max_length(checkpoint, states->longest());
  if (states->longest() > 0) most = std::min(most, states->longest());
  return {std::move(modules), std::move(tokenizer), std::move(states), most};
}

GANYMEDE_ONCE std::vector<float> EmbedderBase::operator()(std::string_view text, const EmbedOptions& options) const {
  return std::move(embed_each({text}, options).front()).get();
}

GANYMEDE_ONCE Tensor<float> EmbedderBase::embed(const TextList& texts, const EmbedOptions& options) const {
  const auto results = embed_each(texts, options);
  for (const auto& result : results) static_cast<void>(result.get());
  Tensor<float> vectors(static_cast<Index>(results.size()), results.empty() ? 0 : static_cast<Index>(results.front().value.size()));
  Index row = 0;
  for (const auto& result : results) std::copy(result.value.begin(), result.value.end(), &vectors.view()(row++, 0));
  return vectors;
}

GANYMEDE_ONCE std::vector<TextResult<std::vector<float>>> EmbedderBase::embed_each(const TextList& texts,
                                                                                   const EmbedOptions& options) const {
  const auto demand = [](Index value, const char* key) {
    if (value < 0) throw InputError{{.problem = "out of range", .key = key, .expected = "0 or more", .found = std::to_string(value)}};
  };
  demand(options.truncate_dim, "truncate_dim");
  demand(options.max_length, "max_length");
  Index most = options.max_length > 0 ? options.max_length : max_length_;
  if (states_->longest() > 0) most = std::min(most, states_->longest());
  const EncodingOptions encoding{.add_special_tokens = options.add_special_tokens && !modules_.is_static,
                                 .parse_special = options.parse_special,
                                 .truncation = {.max_length = modules_.drops_unknown ? 0 : most}};
  const std::string before = prompt(options);
  const Index skipped = modules_.include_prompt || before.empty() ? 0 : left_out(before, encoding);
  std::vector<TextResult<std::vector<float>>> results(texts.texts().size());
  std::vector<Encoding> encoded(results.size());
  std::vector<std::size_t> sizes, numbers;  // of texts that have tokens
  for (std::size_t i = 0; i < results.size(); ++i) try {
      encoded[i] = tokenizer_.encoding(before + std::string(texts.texts()[i]), encoding);
      if (modules_.drops_unknown) {
        auto& ids = encoded[i].ids;
        if (most > 0 && ids.size() > static_cast<std::size_t>(most)) ids.resize(static_cast<std::size_t>(most));
        if (const auto unknown = tokenizer_.unk()) ids.erase(std::remove(ids.begin(), ids.end(), *unknown), ids.end());
      }
      if (encoded[i].ids.empty()) {
        if (!modules_.is_static) throw InputError{{.problem = "a text without tokens", .key = "texts[" + std::to_string(i) + "]"}};
        const std::vector<float> zeros(static_cast<std::size_t>(states_->width()));
        results[i].value = vector(view_of(zeros.data(), 1, states_->width()), 0, options);
        continue;
      }
      sizes.push_back(encoded[i].ids.size());
      numbers.push_back(i);
    } catch (const std::exception&) {
      results[i].error = std::current_exception();
    }
  Workspace workspace;
  const auto run = [&](std::span<const std::size_t> batch) {
    std::vector<EncoderInput> inputs;
    for (const std::size_t n : batch)
      inputs.push_back(
          {encoded[numbers[n]].ids, modules_.is_static ? std::span<const TokenId>() : encoded[numbers[n]].token_type_ids, options.adapter});
    states_->compute(inputs, workspace, [&](const ConstView<float>& all) {
      Index row = 0;
      for (const std::size_t n : batch) {
        const auto rows = static_cast<Index>(sizes[n]);
        results[numbers[n]].value =
            vector({all.data() + row * all.outerStride(), rows, all.cols(), Eigen::OuterStride<>(all.outerStride())}, skipped, options);
        row += rows;
      }
    });
  };
  detail::run_in_batches(sizes, options.batch_tokens, run,
                         [&](std::size_t n, std::exception_ptr error) { results[numbers[n]].error = std::move(error); });
  return results;
}

GANYMEDE_ONCE std::string EmbedderBase::prompt(const EmbedOptions& options) const {
  if (options.prompt) return *options.prompt;
  const auto& prompts = modules_.prompts;
  const auto named = [&](std::string_view name) {
    const auto found = prompts.find(std::string(name));
    return found == prompts.end() ? std::string() : found->second;
  };
  if (!options.prompt_name.empty()) {
    if (prompts.contains(options.prompt_name)) return named(options.prompt_name);
    std::string known;
    for (const auto& [name, text] : prompts) known += (known.empty() ? "" : ", ") + name;
    throw InputError{{.problem = "there is no such prompt", .key = "prompt_name", .expected = known, .found = options.prompt_name}};
  }
  if (options.role == TextRole::query) return named("query");
  if (options.role == TextRole::document) {
    for (const char* const name : {"document", "passage", "corpus"})
      if (prompts.contains(name)) return named(name);
    return "";
  }
  return named(modules_.default_prompt_name);
}

GANYMEDE_ONCE Index EmbedderBase::left_out(const std::string& prompt, const EncodingOptions& options) const {
  const Encoding alone = tokenizer_.encoding(prompt, options);
  const bool ended = !alone.ids.empty() && tokenizer_.is_special(alone.ids.back());
  return static_cast<Index>(alone.ids.size()) - (ended ? 1 : 0);
}

GANYMEDE_ONCE std::vector<float> EmbedderBase::vector(const ConstView<float>& x, Index left_out, const EmbedOptions& options) const {
  const auto width = static_cast<std::size_t>(x.cols());
  std::vector<float> out(width * modules_.poolings.size());
  for (std::size_t i = 0; i < modules_.poolings.size(); ++i)
    pool(x, modules_.poolings[i], left_out, std::span(out).subspan(i * width, width));
  for (const detail::VectorModule& module : modules_.modules) std::visit([&](const auto& m) { m.apply(out); }, module);
  const Index most = options.truncate_dim > 0 ? options.truncate_dim : modules_.truncate_dim;
  if (most > 0 && out.size() > static_cast<std::size_t>(most)) out.resize(static_cast<std::size_t>(most));
  if (options.normalize) detail::NormalizeModule{}.apply(out);
  return out;
}

}  // namespace ganymede::inline v0
