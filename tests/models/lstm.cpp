#include <ganymede/models/lstm.hpp>

#include <ganymede/decode/generate.hpp>
#include <ganymede/models/any_of.hpp>

#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

static_assert(CausalModel<LstmModel<>> && CausalModel<AnyOf<LstmModel<>, Gpt2<>>>);

namespace {
const std::vector<TokenId> lstm_prompt{5, 17, 40, 3, 3, 99, 111, 42, 7, 8, 9, 10, 11}, other_ids{1, 2, 3}, more_ids{77, 78};

const LstmModel<>& lstm() {
  static const LstmModel<> lstm{checkpoint("lstm")};
  return lstm;
}
std::vector<float> logits_row(const ConstView<float>& logits, Index r) { return {logits.row(r).begin(), logits.row(r).end()}; }
}  // namespace

TEST_CASE_TEMPLATE("LSTM checkpoints give the logits and states of torch.nn.LSTM", T, float, double) {
  for (const std::string name : {"lstm", "lstm_tied", "lstm_q8_0"}) {
    CAPTURE(name);
    // With Q8_0 weights, products of floats round their inputs to 8 bits as well, at every step.
    const double tolerance = name == "lstm_q8_0" && std::same_as<T, float> ? 0.03 : 2e-5;
    const Expected e = expected(name);
    const LstmModel<T> lstm{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = lstm.new_sequence();
    CHECK(relative_distance(lstm.forward(Batch{}.add(sequence, e.prompt, LogitRows::all), workspace), e.logits) < tolerance);

    std::ifstream file(folder(name) / "state.f32", std::ios::binary);
    for (std::size_t layer = 0; layer < sequence.shape().recurrent.size(); ++layer) {
      const Index values = static_cast<Index>(sequence.shape().recurrent[layer].bytes / sizeof(T));  // h, then c
      std::vector<float> state(static_cast<std::size_t>(values));
      file.read(reinterpret_cast<char*>(state.data()), values * Index{sizeof(float)});
      REQUIRE(file);
      CHECK(relative_distance(view_of(reinterpret_cast<const T*>(sequence.recurrent(static_cast<Index>(layer)).now()), 1, values), state) <
            tolerance);
    }
    CHECK(file.peek() == std::ifstream::traits_type::eof());
  }
}

TEST_CASE("greedy ids equal those of torch, token by token, and those of generate()") {
  for (const std::string name : {"lstm", "lstm_tied", "lstm_q8_0"}) {
    CAPTURE(name);
    const Expected e = expected(name);
    const AnyOf<LstmModel<>, Gpt2<>> lstm{checkpoint(name)};
    CHECK(greedy(lstm, e) == e.greedy);
    const std::vector<TokenId> prompts[] = {e.prompt, {3}, e.prompt};
    const std::vector<Generated> answers =
        generate(lstm, prompts, {.max_new_tokens = static_cast<Index>(e.greedy.size()), .do_sample = false});
    for (const std::size_t i : {0U, 2U}) {
      std::vector<TokenId> ids;
      for (const GeneratedToken& token : answers[i].tokens) ids.push_back(token.id);
      CHECK(ids == e.greedy);
    }
  }
}

TEST_CASE("one piece, chunks and token by token give the same logits, bit for bit") {
  const std::vector<float> whole = logits_in_pieces(lstm(), lstm_prompt, lstm_prompt.size());
  for (const std::size_t piece : {1U, 2U, 5U, 12U}) CHECK(logits_in_pieces(lstm(), lstm_prompt, piece) == whole);
  const LstmModel<> one{checkpoint("lstm"), {.threads = 1}}, three{checkpoint("lstm"), {.threads = 3}};
  CHECK(logits_in_pieces(one, lstm_prompt, 7) == whole);
  CHECK(logits_in_pieces(three, lstm_prompt, 7) == whole);
  const LstmModel<> coarse{checkpoint("lstm_q8_0")};
  const std::vector<TokenId> short_prompt{5, 17, 40, 3, 3, 66, 11};
  CHECK(logits_in_pieces(coarse, short_prompt, 7) == logits_in_pieces(coarse, short_prompt, 2));
}

TEST_CASE("alone and in any batch give the same logits, bit for bit") {
  Workspace workspace;
  Sequence alone = lstm().new_sequence();
  const std::vector<float> expected = logits_row(lstm().forward(Batch{}.add(alone, lstm_prompt), workspace), 0);
  for (int beside = 1; beside < 9; ++beside) {
    std::vector<Sequence> sequences;
    for (int i = 0; i <= beside; ++i) sequences.push_back(lstm().new_sequence());
    Batch batch;
    for (int i = 0; i < beside; ++i)
      batch.add(sequences[static_cast<std::size_t>(i)], std::span(lstm_prompt).first(static_cast<std::size_t>(i + 1)));
    batch.add(sequences.back(), lstm_prompt);
    CHECK(logits_row(lstm().forward(batch, workspace), beside) == expected);
  }
}

TEST_CASE("a fork goes its own way; a failed pass leaves the state as it was; all can be forgotten") {
  Workspace workspace;
  Sequence original = lstm().new_sequence(), undisturbed = lstm().new_sequence();
  lstm().forward(Batch{}.add(original, lstm_prompt).add(undisturbed, lstm_prompt), workspace);
  Sequence fork = original.fork();
  lstm().forward(Batch{}.add(fork, other_ids), workspace);
  const std::vector<TokenId> bad{1, 131}, five{1, 2, 3, 4, 5};
  Sequence small = lstm().new_sequence({.max_length = 4});
  CHECK_THROWS_WITH_AS(lstm().forward(Batch{}.add(original, bad), workspace), doctest::Contains("131"), InputError);
  CHECK_THROWS_AS(lstm().forward(Batch{}.add(original, five).add(small, five), workspace), ContextError);
  CHECK_THROWS_AS(original.truncate(3), InputError);
  const std::vector<float> after = logits_row(lstm().forward(Batch{}.add(original, more_ids), workspace), 0);
  CHECK(after == logits_row(lstm().forward(Batch{}.add(undisturbed, more_ids), workspace), 0));
  original.truncate(0);
  Sequence fresh = lstm().new_sequence();
  CHECK(logits_row(lstm().forward(Batch{}.add(original, other_ids), workspace), 0) ==
        logits_row(lstm().forward(Batch{}.add(fresh, other_ids), workspace), 0));
}

TEST_CASE("a text may be longer than what the model was made for, where that is declared") {
  Workspace workspace;
  Sequence sequence = lstm().new_sequence(), longer = lstm().new_sequence({.max_length = 1000});
  const std::vector<TokenId> text(300, 7);
  CHECK(lstm().max_position_embeddings() == 48);
  CHECK_THROWS_AS(lstm().forward(Batch{}.add(sequence, text), workspace), ContextError);
  lstm().forward(Batch{}.add(longer, text), workspace);
  CHECK(longer.length() == 300);
}

TEST_CASE("beam search forks recurrent states as it forks caches") {
  const std::vector<TokenId> prompts[] = {lstm_prompt};
  const GenerationConfig config{.max_new_tokens = 8, .do_sample = false, .num_beams = 3};
  const Generated best = generate(lstm(), prompts, config).front();
  double score = 0;  // of that answer, read at once
  std::vector<TokenId> text = lstm_prompt;
  for (const GeneratedToken& token : best.tokens) text.push_back(token.id);
  Workspace workspace;
  Sequence sequence = lstm().new_sequence();
  const ConstView<float> logits = lstm().forward(Batch{}.add(sequence, text, LogitRows::all), workspace);
  for (std::size_t t = lstm_prompt.size(); t < text.size(); ++t)
    score += log_probability(logits_row(logits, static_cast<Index>(t) - 1), text[t]);
  CHECK(best.score == doctest::Approx(score / double(best.tokens.size())));
}

TEST_CASE("steps allocate nothing once warm, and memory does not grow with the text") {
  Workspace workspace;
  const auto pool = std::make_shared<PagePool>();
  Sequence sequence = lstm().new_sequence({.pool = pool});
  for (int i = 0; i < 2; ++i) lstm().forward(Batch{}.add(sequence, more_ids), workspace);
  const std::size_t bytes = pool->bytes_in_use(), warm = workspace.capacity();
  for (int i = 0; i < 20; ++i) lstm().forward(Batch{}.add(sequence, more_ids), workspace);
  CHECK(pool->bytes_in_use() == bytes);
  CHECK(workspace.capacity() == warm);
}

namespace {
/// A file that would load, but for what a test changes in it.
struct LstmFile {
  std::uint32_t layers = 2, embedding = 3;
  std::vector<std::uint32_t> hidden{2, 3};
  std::string without{}, reshaped{}, extra{};
  bool named_lstm = true;

  std::string bytes() const {
    GgufFile file;
    file.string("general.architecture", named_lstm ? "lstm" : "gru");
    file.u32("lstm.block_count", layers).u32("lstm.embedding_length", embedding).u32("lstm.context_length", 16).u32("lstm.vocab_size", 7);
    std::string numbers;
    for (const std::uint32_t n : hidden) numbers += raw(n);
    file.array("lstm.hidden_length", 4, hidden.size(), numbers);
    const auto tensor = [&](const std::string& name, std::uint64_t columns, std::uint64_t rows) {
      if (name == without) return;
      if (name == reshaped) std::swap(columns, rows);
      std::vector<std::uint64_t> extents{columns};
      if (rows > 0) extents.push_back(rows);
      file.tensor(name, extents, 0, std::string(4 * columns * std::max<std::uint64_t>(rows, 1), '\0'));
    };
    tensor("token_embd.weight", 3, 7);
    tensor("blk.0.lstm_ih.weight", 3, 8);
    tensor("blk.0.lstm_hh.weight", 2, 8);
    tensor("blk.0.lstm_ih.bias", 8, 0);
    tensor("blk.1.lstm_ih.weight", 2, 12);
    tensor("blk.1.lstm_hh.weight", 3, 12);
    tensor("blk.1.lstm_ih.bias", 12, 0);
    if (!extra.empty()) tensor(extra, 2, 2);
    return file.bytes();
  }
};
void load(const LstmFile& file) {
  const std::string bytes = file.bytes();
  const Checkpoint stored(as_bytes(bytes), "hostile");
  const LstmModel<> lstm{stored};
}
}  // namespace

TEST_CASE("files that are not exactly such a model are refused, naming what is wrong") {
  CHECK_NOTHROW(load({}));
  for (const char* name :
       {"token_embd.weight", "blk.0.lstm_ih.weight", "blk.0.lstm_hh.weight", "blk.0.lstm_ih.bias", "blk.1.lstm_hh.weight"})
    CHECK_THROWS_WITH_AS(load({.without = name}), doctest::Contains(name), TensorError);
  for (const char* name : {"token_embd.weight", "blk.0.lstm_ih.weight", "blk.1.lstm_hh.weight"})
    CHECK_THROWS_WITH_AS(load({.reshaped = name}), doctest::Contains(name), TensorError);
  CHECK_THROWS_WITH_AS(load({.extra = "blk.2.lstm_ih.weight"}), doctest::Contains("blk.2.lstm_ih.weight"), TensorError);
  CHECK_THROWS_WITH_AS(load({.extra = "output.weight"}), doctest::Contains("output.weight"), TensorError);
  CHECK_THROWS_WITH_AS(load({.layers = 3}), doctest::Contains("hidden_length"), ConfigError);
  CHECK_THROWS_WITH_AS(load({.layers = 0}), doctest::Contains("block_count"), ConfigError);
  CHECK_THROWS_WITH_AS(load({.layers = 1u << 30, .hidden = {3}}), doctest::Contains("hidden_length"), ConfigError);
  CHECK_THROWS_WITH_AS(load({.embedding = 4}), doctest::Contains("embedding_length"), ConfigError);
  CHECK_THROWS_WITH_AS(load({.hidden = {0, 3}}), doctest::Contains("hidden_length"), ConfigError);
  CHECK_THROWS_WITH_AS(load({.hidden = {0xffffffffu, 3}}), doctest::Contains("hidden_length"), ConfigError);
  CHECK_THROWS_WITH_AS(load({.hidden = {4, 3}}), doctest::Contains("blk.0.lstm_ih"), TensorError);
  CHECK_THROWS_WITH_AS(load({.named_lstm = false}), doctest::Contains("gru"), ConfigError);
  CHECK_THROWS_WITH_AS(LstmModel<>{checkpoint("gpt2")}, doctest::Contains("model_type"), ConfigError);
}
