#pragma once
// What all applications of encoder-only models do with texts: encode them, cut them to what the model takes, compute those of a length
// together, and give each its own error.

#include <ganymede/app/text_result.hpp>
#include <ganymede/core/function_ref.hpp>
#include <ganymede/io/checkpoint.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/encoder_model.hpp>
#include <ganymede/text/tokenizer.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganymede::inline v0 {

/// A text, or two that are judged together ({"a question", "a passage"}). A view.
struct TextOrPair {
  std::string_view text{};
  std::optional<std::string_view> text_pair{};

  TextOrPair(std::string_view first) : text(first) {}    // NOLINT(google-explicit-constructor)
  TextOrPair(const std::string& first) : text(first) {}  // NOLINT(google-explicit-constructor)
  TextOrPair(const char* first) : text(first) {}         // NOLINT(google-explicit-constructor)
  TextOrPair(std::string_view first, std::string_view second) : text(first), text_pair(second) {}
};

/// How texts are encoded and computed.
struct EncoderOptions {
  bool add_special_tokens = true;  ///< what the tokenizer puts around texts
  bool parse_special = false;      ///< special tokens spelled in the texts are meant as such. Only for texts you trust.
  bool truncate = true;            ///< a text too long is cut, of a pair the longer one first; false: it is a ContextError of its own
  Index max_length = 0;            ///< tokens of a text; 0: what tokenizer and model were made for
  Index batch_tokens = 4096;       ///< that are computed together: bounds the memory
  std::string adapter{};           ///< which of the model's adapters computes them (LoadOptions::named_adapters); empty: none
};

namespace detail {

/// Calls run(numbers of items) for all of them, `sizes` tokens each: the longest first, about `batch_tokens` together. Where it throws for
/// several, each is tried alone; fail(number, error) is told of those that fail then.
GANYMEDE_ONCE void run_in_batches(std::span<const std::size_t> sizes, Index batch_tokens,
                                  FunctionRef<void(std::span<const std::size_t>)> run,
                                  FunctionRef<void(std::size_t, std::exception_ptr)> fail);

/// A token that the checkpoint names ("mask_token"). None where nothing does, or the tokenizer lacks it.
GANYMEDE_ONCE std::optional<TokenId> named_token(const Checkpoint& checkpoint, const Tokenizer& tokenizer, const std::string& name);

/// What tokenizer_config.json says that texts may have, at the most `longest` (0: no limit); `longest` where it says nothing.
GANYMEDE_ONCE Index model_max_length(const Checkpoint& checkpoint, Index longest);

}  // namespace detail

/// An encoder and its tokenizer. Immutable; copies share both.
class TextEncoder {
 public:
  /// InputError where the model has another head than `head`; TokenizerError where the checkpoint came without a tokenizer.
  TextEncoder(const Checkpoint& checkpoint, std::shared_ptr<const EncoderModel> model, HeadKind head);

  const EncoderModel& model() const noexcept { return *model_; }
  const Tokenizer& tokenizer() const noexcept { return tokenizer_; }
  const std::string& name() const noexcept { return name_; }
  /// Tokens of a text at the most, where options ask for no other limit.
  Index max_length() const noexcept { return max_length_; }

  /// Throws as Tokenizer::encoding(); ContextError for a text too long that shall not be cut; InputError for options out of range.
  Encoding encode(const TextOrPair& text, const EncoderOptions& options, bool offsets = false) const;

  /// All of them; fail(number, error) is told of those that cannot be encoded, which are then empty.
  std::vector<Encoding> encode_each(std::span<const TextOrPair> texts, const EncoderOptions& options, bool offsets,
                                    FunctionRef<void(std::size_t, std::exception_ptr)> fail) const;

  /// The head's logits of encoded texts: use(number, its rows of logits) for each that has tokens.
  void logits(std::span<const Encoding> texts, const EncoderOptions& options, FunctionRef<void(std::size_t, const ConstView<float>&)> use,
              FunctionRef<void(std::size_t, std::exception_ptr)> fail) const;

 private:
  std::shared_ptr<const EncoderModel> model_;
  Tokenizer tokenizer_;
  std::string name_;
  Index max_length_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/app/text_encoder.ipp>
#endif
