#include <ganymede/models/decoder_only.hpp>

#include "../support/model_fixture.hpp"

using namespace fixture;

static_assert(CausalModel<Llama<>> && CausalModel<Gpt2<>>);

namespace {
const std::vector<TokenId> prompt{5,   17, 400, 3,  3,  99, 211, 42, 7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
                                  500, 1,  2,   33, 44, 55, 66,  77, 88, 90, 91, 92, 93, 94, 95, 96, 97};
const std::vector<TokenId> other{1, 2, 3}, more{77, 78};

const Llama<>& model() {
  static const Llama<> llama{checkpoint("llama_gqa")};
  return llama;
}
std::vector<float> row(const ConstView<float>& logits, Index r) { return {logits.row(r).begin(), logits.row(r).end()}; }
}  // namespace

TEST_CASE("one piece, chunks and token by token give the same logits, bit for bit, in every type of cache") {
  for (const CacheType cache : {CacheType::f32, CacheType::f16, CacheType::int8}) {
    const std::vector<float> whole = logits_in_pieces(model(), prompt, prompt.size(), {.cache = cache});
    for (const std::size_t piece : std::vector<std::size_t>{1, 2, 5, 16, 33})
      CHECK(logits_in_pieces(model(), prompt, piece, {.cache = cache}) == whole);
  }
}

TEST_CASE("alone and in any batch give the same logits, bit for bit") {
  Workspace workspace;
  Sequence alone = model().new_sequence();
  const std::vector<float> expected = row(model().forward(Batch{}.add(alone, prompt), workspace), 0);
  for (int beside = 1; beside < 9; ++beside) {
    std::vector<Sequence> sequences;
    for (int i = 0; i <= beside; ++i) sequences.push_back(model().new_sequence());
    Batch batch;
    for (int i = 0; i < beside; ++i)
      batch.add(sequences[static_cast<std::size_t>(i)], std::span(prompt).first(static_cast<std::size_t>(3 * i + 1)));
    batch.add(sequences.back(), prompt);
    CHECK(row(model().forward(batch, workspace), beside) == expected);
  }
}

TEST_CASE("one thread and several give the same logits, bit for bit") {
  const Llama<> one{checkpoint("llama_gqa"), {.threads = 1}}, three{checkpoint("llama_gqa"), {.threads = 3}};
  CHECK(logits_in_pieces(one, prompt, 7) == logits_in_pieces(three, prompt, 7));
}

TEST_CASE("a fork shares the past and writes only its own future") {
  Workspace workspace;
  Sequence original = model().new_sequence(), undisturbed = model().new_sequence();
  model().forward(Batch{}.add(original, prompt).add(undisturbed, prompt), workspace);
  Sequence fork = original.fork();
  model().forward(Batch{}.add(fork, other), workspace);
  const std::vector<float> after = row(model().forward(Batch{}.add(original, more), workspace), 0);
  CHECK(after == row(model().forward(Batch{}.add(undisturbed, more), workspace), 0));
}

TEST_CASE("truncating takes tokens back") {
  Workspace workspace;
  Sequence sequence = model().new_sequence(), fresh = model().new_sequence();
  model().forward(Batch{}.add(sequence, prompt), workspace);
  sequence.truncate(3);
  model().forward(Batch{}.add(fresh, std::span(prompt).first(3)), workspace);
  const std::vector<float> again = row(model().forward(Batch{}.add(sequence, more), workspace), 0);
  CHECK(again == row(model().forward(Batch{}.add(fresh, more), workspace), 0));
  CHECK_THROWS_AS(sequence.truncate(6), InputError);
}

TEST_CASE("a failed pass leaves every sequence as it was") {
  Workspace workspace;
  Sequence a = model().new_sequence(), b = model().new_sequence({.max_length = 4});
  const std::vector<TokenId> bad{1, 517}, negative{-1}, five{1, 2, 3, 4, 5};
  CHECK_THROWS_WITH_AS(model().forward(Batch{}.add(a, bad), workspace), doctest::Contains("517"), InputError);
  CHECK_THROWS_AS(model().forward(Batch{}.add(a, negative), workspace), InputError);
  CHECK_THROWS_AS(model().forward(Batch{}.add(a, prompt).add(b, five), workspace), ContextError);
  CHECK_THROWS_AS(model().forward(Batch{}, workspace), InputError);
  CHECK(a.length() == 0);
  CHECK(b.length() == 0);
  Sequence small = model().new_sequence({.pool = std::make_shared<PagePool>(100)});
  CHECK_THROWS_AS(model().forward(Batch{}.add(small, other), workspace), CapacityError);
  CHECK(small.length() == 0);
}

TEST_CASE("a sequence of another model is refused") {
  const Gpt2<> gpt2{checkpoint("gpt2")};
  Sequence foreign = gpt2.new_sequence();
  Workspace workspace;
  CHECK_THROWS_AS(model().forward(Batch{}.add(foreign, other), workspace), InputError);
}

TEST_CASE("only the rows that are asked for have logits") {
  Workspace workspace;
  Sequence a = model().new_sequence(), b = model().new_sequence(), c = model().new_sequence();
  const Batch batch = Batch{}.add(a, other, LogitRows::all).add(b, more, LogitRows::none).add(c, other);
  const ConstView<float> logits = model().forward(batch, workspace);
  CHECK(logits.rows() == 4);
  CHECK(row(logits, 2) == row(logits, 3));
}

TEST_CASE("workspace memory does not grow with the number of layers, nor after warm-up") {
  Workspace workspace;
  Sequence sequence = model().new_sequence();
  model().forward(Batch{}.add(sequence, prompt), workspace);
  const std::size_t warm = workspace.capacity();
  sequence.truncate(0);
  model().forward(Batch{}.add(sequence, prompt), workspace);
  CHECK(workspace.capacity() == warm);
}

TEST_CASE("caches of fewer bits stay close") {
  const std::vector<float> exact = logits_in_pieces(model(), prompt, 8);
  const auto distance = [&](CacheType cache) {
    const std::vector<float> logits = logits_in_pieces(model(), prompt, 8, {.cache = cache});
    CHECK(logits != exact);
    return relative_distance(view_of(logits.data(), static_cast<Index>(prompt.size()), model().vocab_size()), exact);
  };
  CHECK(distance(CacheType::f16) < 5e-3);
  CHECK(distance(CacheType::int8) < 2e-2);
}

namespace {
struct Recorder {
  static constexpr bool wants_attention = true, wants_hidden_states = true;
  double worst_sum = 0;
  Index maps = 0, states = 0;
  void attention(Index, Index, const RowInfo& info, std::span<const float> weights) {
    double sum = 0;
    for (const float w : weights) sum += double(w);
    worst_sum = std::max(worst_sum, std::abs(sum - 1));
    maps += static_cast<Index>(weights.size()) == info.position + 1;
  }
  void hidden_states(Index, const ConstView<float>& x) { states += x.rows(); }
};
}  // namespace

TEST_CASE("a probe sees rows that sum to one and changes no output bit") {
  Workspace workspace;
  Sequence a = model().new_sequence(), b = model().new_sequence();
  Recorder recorder;
  const std::vector<float> seen = row(model().forward(Batch{}.add(a, prompt), workspace, recorder), 0);
  CHECK(seen == row(model().forward(Batch{}.add(b, prompt), workspace), 0));
  CHECK(recorder.worst_sum < 1e-5);
  CHECK(recorder.maps == 2 * 10 * static_cast<Index>(prompt.size()));
  CHECK(recorder.states == 4 * static_cast<Index>(prompt.size()));
}
