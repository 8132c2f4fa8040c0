#include "fuzz/support/use_model.hpp"

#include <ganymede/app/text_generator.hpp>
#include <ganymede/app/translator.hpp>
#include "fuzz/support/attempt.hpp"

#include <ganymede/core/executor.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace ganymede;

namespace {
const std::string text = "ab c<s>\xff";

std::vector<TokenId> some_ids(Index vocab_size) {
  std::vector<TokenId> ids;
  for (Index id = 0; id < std::min<Index>(vocab_size, 3); ++id) ids.push_back(static_cast<TokenId>(id));
  return ids;
}

void translate(const Checkpoint& checkpoint, const LoadOptions& options) {
  attempt([&] {
    const AnyTranslationModel model(checkpoint, options);
    Workspace workspace;
    const std::vector<TokenId> sources[] = {some_ids(model.source_vocab_size()), some_ids(1)};
    std::vector<Source> encoded = model.encode(sources, workspace);
    Sequence one = model.new_sequence(encoded[0]), other = model.new_sequence(encoded[1]);
    const std::vector<TokenId> ids = some_ids(model.vocab_size());
    Batch batch;
    batch.add(one, ids).add(other, some_ids(1), LogitRows::all);
    static_cast<void>(model.forward(batch, workspace));
  });
  attempt([&] {
    const Translator<> translator(checkpoint, options);
    static_cast<void>(translator(text, {.max_new_tokens = 3}));
  });
}

void complete(const Checkpoint& checkpoint, const LoadOptions& options) {
  attempt([&] {
    const AnyModel model(checkpoint, options);
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    const std::vector<TokenId> ids = some_ids(model.vocab_size());
    for (int pass = 0; pass < 2; ++pass) {
      Batch batch;
      batch.add(sequence, ids, LogitRows::all);
      static_cast<void>(model.forward(batch, workspace));
    }
  });
  attempt([&] {
    const TextGenerator<> generator(checkpoint, options);
    static_cast<void>(generator(text, {.max_new_tokens = 3}));
  });
}
}  // namespace

void use_model(const Checkpoint& checkpoint, std::size_t variant) {
  static const auto alone = std::make_shared<ThreadPool>(1);
  static constexpr std::optional<DType> kinds[] = {std::nullopt, DType::f32, DType::int8, DType::q4_0, DType::q8_0};
  const LoadOptions options{.weights = kinds[variant % std::size(kinds)], .executor = alone};
  attempt([&] { static_cast<void>(checkpoint.generation()); });
  attempt([&] {
    const Tokenizer tokenizer = Tokenizer::from_checkpoint(checkpoint);
    static_cast<void>(tokenizer.decode(tokenizer.encode(text, {.parse_special = true})));
    for (TokenId id = 0; id < std::min(tokenizer.vocab_size(), 64); ++id)
      if (tokenizer.contains(id)) static_cast<void>(tokenizer.token_bytes(id));
  });
  attempt([&] { is_translation_model(checkpoint) ? translate(checkpoint, options) : complete(checkpoint, options); });
}
