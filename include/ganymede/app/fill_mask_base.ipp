#pragma once
// The bodies of fill_mask_base.hpp.

#include <ganymede/app/fill_mask_base.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ganymede::inline v0 {

GANYMEDE_ONCE FillMaskBase::FillMaskBase(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model)
    : encoder_(checkpoint, std::move(model), HeadKind::masked_lm) {
  const auto mask = detail::named_token(checkpoint, tokenizer(), "mask_token");
  if (!mask) throw TokenizerError{{.problem = "there is no mask token", .file = checkpoint.name(), .key = "mask_token"}};
  mask_ = *mask;
}

GANYMEDE_ONCE FilledMasks FillMaskBase::operator()(std::string_view text, const FillMaskOptions& options) const {
  return std::move(fill({text}, options).front()).get();
}

GANYMEDE_ONCE std::vector<TextResult<FilledMasks>> FillMaskBase::fill(const TextList& texts, const FillMaskOptions& options) const {
  if (options.top_k < 1)
    throw InputError{{.problem = "out of range", .key = "top_k", .expected = "1 or more", .found = std::to_string(options.top_k)}};
  const std::vector<TokenId> targets = target_ids(options.targets);
  std::vector<TextResult<FilledMasks>> results(texts.texts().size());
  const std::vector<TextOrPair> items(texts.texts().begin(), texts.texts().end());
  const auto failed = [&](std::size_t n, std::exception_ptr error) { results[n].error = std::move(error); };
  const std::vector<Encoding> encoded = encoder_.encode_each(items, options.encoder, false, failed);
  std::vector<std::size_t> sizes, numbers;  // of those that have masks
  for (std::size_t n = 0; n < encoded.size(); ++n) {
    if (results[n].error) continue;
    if (std::find(encoded[n].ids.begin(), encoded[n].ids.end(), mask_) == encoded[n].ids.end()) {
      results[n].error = std::make_exception_ptr(InputError{{.problem = "the text has no mask", .expected = mask_token()}});
      continue;
    }
    sizes.push_back(encoded[n].ids.size());
    numbers.push_back(n);
  }
  Workspace workspace;
  const auto run = [&](std::span<const std::size_t> batch) {
    std::vector<EncoderInput> inputs;
    std::vector<Index> rows;  // of the masks
    Index row = 0;
    for (const std::size_t i : batch) {
      const Encoding& text = encoded[numbers[i]];
      inputs.push_back({text.ids, text.token_type_ids, options.encoder.adapter});
      for (const TokenId id : text.ids) {
        if (id == mask_) rows.push_back(row);
        ++row;
      }
    }
    const bool adapted = !options.encoder.adapter.empty();  // its head may be its own: then logits are of whole texts
    const ConstView<float> states = adapted ? encoder_.model().logits(inputs, workspace) : encoder_.model().forward(inputs, workspace);
    Tensor<float> masked(static_cast<Index>(rows.size()), states.cols());
    for (Index i = 0; i < masked.rows(); ++i) masked.view().row(i) = states.row(rows[static_cast<std::size_t>(i)]);
    const ConstView<float> chosen = std::as_const(masked).view();
    const ConstView<float> logits = adapted ? chosen : encoder_.model().logits_of(chosen, workspace);
    Index next = 0;
    for (const std::size_t i : batch) {
      const std::vector<TokenId>& ids = encoded[numbers[i]].ids;
      const bool single = std::count(ids.begin(), ids.end(), mask_) == 1;
      FilledMasks filled;
      for (std::size_t place = 0; place < ids.size(); ++place)
        if (ids[place] == mask_)
          filled.push_back(candidates({logits.data() + next++ * logits.outerStride(), static_cast<std::size_t>(logits.cols())}, ids, place,
                                      single, targets, options.top_k));
      results[numbers[i]].value = std::move(filled);
    }
  };
  detail::run_in_batches(sizes, options.encoder.batch_tokens, run,
                         [&](std::size_t i, std::exception_ptr error) { failed(numbers[i], std::move(error)); });
  return results;
}

GANYMEDE_ONCE std::vector<TokenId> FillMaskBase::target_ids(const std::vector<std::string>& targets) const {
  std::vector<TokenId> ids;
  for (const std::string& target : targets) {
    std::optional<TokenId> id = tokenizer().id(target);
    if (!id)
      if (const auto tokens = tokenizer().encode(target, {.add_special_tokens = false}); !tokens.empty()) id = tokens.front();
    if (id && *id < encoder_.model().vocab_size() && std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
  }
  if (ids.empty() && !targets.empty()) throw InputError{{.problem = "no target has a token", .key = "targets"}};
  return ids;
}

GANYMEDE_ONCE std::vector<MaskCandidate> FillMaskBase::candidates(std::span<const float> logits, const std::vector<TokenId>& ids,
                                                                  std::size_t place, bool single, const std::vector<TokenId>& targets,
                                                                  Index top_k) const {
  const double greatest = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
  double sum = 0;
  for (const float x : logits) sum += std::exp(static_cast<double>(x) - greatest);
  std::vector<TokenId> order = targets;
  if (order.empty()) {
    order.resize(logits.size());
    std::iota(order.begin(), order.end(), TokenId{0});
  }
  const auto logit = [&](TokenId id) { return logits[static_cast<std::size_t>(id)]; };
  const auto count = static_cast<std::ptrdiff_t>(std::min(order.size(), static_cast<std::size_t>(top_k)));
  std::partial_sort(order.begin(), order.begin() + count, order.end(),
                    [&](TokenId a, TokenId b) { return logit(a) != logit(b) ? logit(a) > logit(b) : a < b; });
  order.resize(static_cast<std::size_t>(count));
  std::vector<MaskCandidate> made;
  for (const TokenId id : order) {
    MaskCandidate candidate{.token = id, .score = std::exp(static_cast<double>(logit(id)) - greatest) / sum};
    std::vector<TokenId> text = ids;
    text[place] = id;
    if (const auto pad = tokenizer().pad()) text.erase(std::remove(text.begin(), text.end(), *pad), text.end());
    if (tokenizer().contains(id)) {  // models may have rows beyond the vocabulary
      candidate.token_str = tokenizer().decode(std::span(&id, 1), false);
      candidate.sequence = tokenizer().decode(text, single);
    }
    made.push_back(std::move(candidate));
  }
  return made;
}

}  // namespace ganymede::inline v0
