#include <ganymede/models/lfm2.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

TEST_CASE_TEMPLATE("Lfm2 checkpoints give the logits of transformers", T, float, double) {
  for (const std::string name : {"lfm2", "lfm2_old", "lfm2_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Lfm2<T> model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    const ConstView<T> logits = model.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace);
    CHECK(relative_distance(logits, e.logits) < 2e-5);
  }
}

TEST_CASE("Lfm2's greedy ids equal those of transformers, token by token") {
  for (const std::string name : {"lfm2", "lfm2_old", "lfm2_gguf"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const Lfm2<> model{checkpoint(name)};
    CHECK(greedy(model, e) == e.greedy);
  }
}

TEST_CASE("LFM2: pieces, forks and ragged batches are bit for bit the whole; only to the beginning can it go back") {
  const Lfm2<> model{checkpoint("lfm2")};
  const Expected e = expected("lfm2");
  const std::vector<float> whole = logits_in_pieces(model, e.prompt, e.prompt.size());
  CHECK(logits_in_pieces(model, e.prompt, 1) == whole);
  CHECK(logits_in_pieces(model, e.prompt, 2) == whole);
  CHECK(logits_in_pieces(model, e.prompt, 7) == whole);
  Workspace workspace;
  Sequence first = model.new_sequence(), second = model.new_sequence();
  const std::span<const TokenId> prompt(e.prompt);
  model.forward(Batch{}.add(first, prompt.first(5)).add(second, prompt.first(11)), workspace);
  Sequence fork = first.fork();
  const ConstView<float> logits = model.forward(
      Batch{}.add(second, prompt.subspan(11), LogitRows::all).add(fork, prompt.subspan(5, 1)).add(first, prompt.subspan(7, 3)), workspace);
  const Index V = model.vocab_size(), others = static_cast<Index>(e.prompt.size()) - 11;
  CHECK(std::equal(logits.data(), logits.data() + others * V, whole.begin() + 11 * V));
  CHECK(std::equal(logits.data() + others * V, logits.data() + (others + 1) * V, whole.begin() + 5 * V));
  CHECK_THROWS_AS(second.truncate(3), InputError);
  second.truncate(0);
  CHECK(second.length() == 0);
  const ConstView<float> again = model.forward(Batch{}.add(second, prompt, LogitRows::all), workspace);
  CHECK(std::equal(again.data(), again.data() + again.size(), whole.begin()));
}

TEST_CASE("LFM2: a cache of f16 or int8 takes its place beside the convolutions' states") {
  const Lfm2<> model{checkpoint("lfm2")};
  const Expected e = expected("lfm2");
  for (const CacheType type : {CacheType::f16, CacheType::int8}) {
    const std::vector<float> logits = logits_in_pieces(model, e.prompt, 3, {.cache = type});
    CHECK(relative_distance(view_of(logits.data(), static_cast<Index>(e.prompt.size()), model.vocab_size()), e.logits) < 0.05);
  }
}
