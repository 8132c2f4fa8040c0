#pragma once
// The bodies of text_encoder.hpp.

#include <ganymede/app/text_encoder.hpp>

#include <ganymede/core/error.hpp>
#include <ganymede/core/floating_point.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/text/pipeline.hpp>

#include <algorithm>
#include <numeric>
#include <variant>

namespace ganymede::inline v0 {

namespace detail {

GANYMEDE_ONCE void run_in_batches(std::span<const std::size_t> sizes, Index batch_tokens,
                                  FunctionRef<void(std::span<const std::size_t>)> run,
                                  FunctionRef<void(std::size_t, std::exception_ptr)> fail) {
  if (batch_tokens <= 0)
    throw InputError{
        {.problem = "out of range", .key = "batch_tokens", .expected = "a positive number", .found = std::to_string(batch_tokens)}};
  const KnownFloatingPoint scope;
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    for (std::size_t tokens = 0; end < order.size(); ++end) {
      tokens += sizes[order[end]];
      if (end > begin && tokens > static_cast<std::size_t>(batch_tokens)) break;
    }
    const std::span<const std::size_t> batch(order.data() + begin, end - begin);
    try {
      run(batch);
    } catch (const std::exception&) {
      for (const std::size_t& one : batch) try {
          run({&one, 1});
        } catch (const std::exception&) {
          fail(one, std::current_exception());
        }
    }
  }
}

GANYMEDE_ONCE std::optional<TokenId> named_token(const Checkpoint& checkpoint, const Tokenizer& tokenizer, const std::string& name) {
  for (const auto& called : checkpoint.named_token(name)) {
    if (const auto* const id = std::get_if<TokenId>(&called); id != nullptr && tokenizer.contains(*id)) return *id;
    if (const auto* const text = std::get_if<std::string>(&called))
      if (const auto id = tokenizer.id(*text)) return id;
  }
  return std::nullopt;
}

GANYMEDE_ONCE Index model_max_length(const Checkpoint& checkpoint, Index longest) {
  const Settings config = checkpoint.tokenizer_config();
  const auto found = config.json().find("model_max_length");
  if (found == config.json().end() || !found->is_number()) return longest;
  const double said = found->get<double>();  // 1e30 where nobody set it
  if (!(said >= 1))
    throw ConfigError{{.problem = "out of range", .file = config.file(), .key = "model_max_length", .expected = "1 or more"}};
  return longest == 0 && said >= 0x1p31 ? 0 : static_cast<Index>(longest == 0 ? said : std::min(said, static_cast<double>(longest)));
}

}  // namespace detail

GANYMEDE_ONCE TextEncoder::TextEncoder(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model, HeadKind head)
    : model_(std::move(model)),
      tokenizer_(Tokenizer::from_checkpoint(checkpoint)),
      name_(checkpoint.name()),
      max_length_(detail::model_max_length(checkpoint, model_->facts().longest_sequence)) {
  static constexpr const char* heads[] = {"no head", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification",
                                          "ForQuestionAnswering"};
  if (const HeadKind found = model_->facts().head; head != HeadKind::none && found != head)
    throw InputError{{.problem = "the model has not the head that this takes",
                      .file = name_,
                      .key = "architectures",
                      .expected = heads[static_cast<std::size_t>(head)],
                      .found = heads[static_cast<std::size_t>(found)]}};
}

GANYMEDE_ONCE Encoding TextEncoder::encode(const TextOrPair& text, const EncoderOptions& options, bool offsets) const {
  const Index most = options.max_length > 0 ? std::min(options.max_length, model_->facts().longest_sequence) : max_length_;
  EncodingOptions encoding{.add_special_tokens = options.add_special_tokens, .parse_special = options.parse_special, .offsets = offsets};
  if (options.truncate) encoding.truncation.max_length = most;
  Encoding made = text.text_pair ? tokenizer_.encoding(text.text, *text.text_pair, encoding) : tokenizer_.encoding(text.text, encoding);
  if (static_cast<Index>(made.ids.size()) > most)
    throw ContextError{{.problem = "the text is too long",
                        .key = "truncate",
                        .expected = "at most " + std::to_string(most) + " tokens, or true",
                        .found = std::to_string(made.ids.size())}};
  return made;
}

GANYMEDE_ONCE std::vector<Encoding> TextEncoder::encode_each(std::span<const TextOrPair> texts, const EncoderOptions& options, bool offsets,
                                                             FunctionRef<void(std::size_t, std::exception_ptr)> fail) const {
  if (options.max_length < 0)
    throw InputError{
        {.problem = "out of range", .key = "max_length", .expected = "0 or more", .found = std::to_string(options.max_length)}};
  std::vector<Encoding> encoded(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) try {
      encoded[i] = encode(texts[i], options, offsets);
      if (encoded[i].ids.empty()) throw InputError{{.problem = "a text without tokens", .key = "texts[" + std::to_string(i) + "]"}};
    } catch (const std::exception&) {
      encoded[i] = {};
      fail(i, std::current_exception());
    }
  return encoded;
}

GANYMEDE_ONCE void TextEncoder::logits(std::span<const Encoding> texts, const EncoderOptions& options,
                                       FunctionRef<void(std::size_t, const ConstView<float>&)> use,
                                       FunctionRef<void(std::size_t, std::exception_ptr)> fail) const {
  std::vector<std::size_t> sizes, numbers;  // of those that have tokens
  for (std::size_t n = 0; n < texts.size(); ++n)
    if (!texts[n].ids.empty()) {
      sizes.push_back(texts[n].ids.size());
      numbers.push_back(n);
    }
  const bool one_row = model_->facts().head == HeadKind::sequence;
  Workspace workspace;
  const auto run = [&](std::span<const std::size_t> batch) {
    std::vector<EncoderInput> inputs;
    for (const std::size_t i : batch) inputs.push_back({texts[numbers[i]].ids, texts[numbers[i]].token_type_ids, options.adapter});
    const ConstView<float> all = model_->logits(inputs, workspace);
    Index row = 0;
    for (const std::size_t i : batch) {
      const Index rows = one_row ? 1 : static_cast<Index>(sizes[i]);
      use(numbers[i], {all.data() + row * all.outerStride(), rows, all.cols(), Eigen::OuterStride<>(all.outerStride())});
      row += rows;
    }
  };
  detail::run_in_batches(sizes, options.batch_tokens, run,
                         [&](std::size_t i, std::exception_ptr error) { fail(numbers[i], std::move(error)); });
}

}  // namespace ganymede::inline v0
