#include <ganymede/decode/assistant.hpp>
#include <support/error_of.hpp>
#include <support/model_fixture.hpp>

#include <ganymede/models/any_model.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {

std::shared_ptr<const LanguageModel> drafter(const std::string& name) {
  return as_language_model(load_model<AnyModel>(fixture::checkpoint(name), {.threads = 1}));
}

/// What is drafted for one text after the other, five tokens at the most for each.
std::vector<std::vector<TokenId>> drafts_of(Assistant& assistant, const std::vector<std::vector<TokenId>>& texts) {
  std::vector<DraftedText> asked;
  for (std::size_t i = 0; i < texts.size(); ++i) asked.push_back({i, texts[i], 5});
  std::vector<std::vector<TokenId>> drafts(texts.size());
  assistant.draft(asked, [&](std::size_t i, TokenId token, double probability) {
    CHECK(probability > 0);
    CHECK(probability <= 1 + 1e-5);
    drafts[i].push_back(token);
    return true;
  });
  return drafts;
}

}  // namespace

TEST_CASE("a draft model drafts what it would say itself, whatever became of its drafts before") {
  const auto model = drafter("llama_gqa");
  const fixture::Expected expected = fixture::expected("llama_gqa");
  Assistant assistant(model, *model, {});
  std::vector<TokenId> text = expected.prompt;
  for (std::size_t i = 0; i + 5 <= expected.greedy.size(); ++i) {
    CHECK(drafts_of(assistant, {text})[0] == std::vector<TokenId>(expected.greedy.begin() + static_cast<std::ptrdiff_t>(i),
                                                                  expected.greedy.begin() + static_cast<std::ptrdiff_t>(i) + 5));
    text.push_back(expected.greedy[i]);
  }
  std::vector<TokenId> other = expected.prompt;  // all that was drafted is refused
  other.back() = (other.back() + 1) % static_cast<TokenId>(model->vocab_size());
  Assistant fresh(model, *model, {});
  CHECK(drafts_of(assistant, {other}) == drafts_of(fresh, {other}));
  const auto together = drafts_of(assistant, {expected.prompt, other});
  CHECK(together[1] == drafts_of(fresh, {other})[0]);
  CHECK(together[0] == std::vector<TokenId>(expected.greedy.begin(), expected.greedy.begin() + 5));
}

TEST_CASE("a draft ends where nobody wants more of it") {
  const auto model = drafter("llama_gqa");
  Assistant assistant(model, *model, {});
  const std::vector<TokenId> text{3, 4, 5};
  const DraftedText asked[] = {{0, text, 5}};
  int told = 0;
  assistant.draft(asked, [&](std::size_t, TokenId, double) { return ++told < 2; });
  CHECK(told == 2);
  const DraftedText nothing[] = {{0, text, 0}};
  assistant.draft(nothing, [&](std::size_t, TokenId, double) { return ++told < 2; });
  CHECK(told == 2);
}

TEST_CASE("a text beyond the draft model's positions or its page pool has no drafts") {
  const auto model = drafter("llama_gqa");
  Assistant assistant(model, *model, {});
  const std::vector<TokenId> text(static_cast<std::size_t>(model->longest_sequence()) - 2, 3);
  CHECK(drafts_of(assistant, {text})[0].empty());
  Assistant poor(model, *model, {.pool = std::make_shared<PagePool>(16)});
  CHECK(drafts_of(poor, {{3, 4, 5}})[0].empty());
}

TEST_CASE("draft models of other vocabularies and of recurrent states are refused") {
  const auto model = drafter("llama_gqa");
  struct Wider {
    std::shared_ptr<const LanguageModel> of;
    Index vocabulary;
    Index vocab_size() const { return vocabulary; }
    Index max_position_embeddings() const { return of->max_position_embeddings(); }
    Index longest_sequence() const { return of->longest_sequence(); }
    Sequence new_sequence(const SequenceOptions& options) const { return of->new_sequence(options); }
    ConstView<float> forward(const Batch& batch, Workspace& workspace) const { return of->forward(batch, workspace); }
  };
  const Wider padded{model, model->vocab_size() + 256}, other{model, model->vocab_size() + 257};
  CHECK_NOTHROW(Assistant(model, *refer_to(padded), {}));
  CHECK(error_of<InputError>([&] { Assistant(model, *refer_to(other), {}); }).key == "assistant_model");
  const auto recurrent = drafter("lfm2");
  CHECK(error_of<InputError>([&] { Assistant(recurrent, *recurrent, {}); }).key == "assistant_model");
}
