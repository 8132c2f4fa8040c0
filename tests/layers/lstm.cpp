#include <ganymede/layers/lstm.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "../support/model_files.hpp"

using namespace ganymede;

namespace {

/// A layer of H units over `in` inputs, its weights sin(1), sin(2), ... or those of `values`.
struct SmallLayer {
  Index in, H;
  std::string bytes;
  Checkpoint checkpoint;
  Workspace workspace;
  ThreadPool pool{2};

  SmallLayer(Index inputs, Index units, std::vector<float> values = {})
      : in(inputs), H(units), bytes(file(values)), checkpoint(as_bytes(bytes), "lstm") {}

  std::string file(const std::vector<float>& values) const {
    std::size_t at = 0;
    const auto floats = [&](Index count) {
      std::string stored;
      for (; count > 0; --count, ++at) stored += raw(values.empty() ? std::sin(static_cast<float>(at + 1)) : values.at(at));
      return stored;
    };
    const auto columns = static_cast<std::uint64_t>(in), units = static_cast<std::uint64_t>(H);
    GgufFile gguf;
    gguf.string("general.architecture", "test");
    gguf.tensor("ih.weight", {columns, 4 * units}, 0, floats(4 * H * in));
    gguf.tensor("hh.weight", {units, 4 * units}, 0, floats(4 * H * H));
    gguf.tensor("ih.bias", {4 * units}, 0, floats(4 * H));
    return gguf.bytes();
  }
  template <Scalar T>
  Lstm<T> layer() const {
    const Weights w(checkpoint, {}, "", {.threads = 2});
    return {.layer = 0, .ih = {w / "ih", 4 * H, in, true}, .hh = {w / "hh", 4 * H, H}};
  }
  Sequence sequence(RecurrentSlot slot) const {
    return Sequence(
        std::make_shared<const StateShape>(StateShape{.slots = {}, .max_position_embeddings = 100, .longest = 100, .recurrent = {slot}}));
  }

  /// The layer's outputs for the batch's rows; row r's input is that of the token there.
  template <Scalar T>
  std::vector<std::vector<T>> run(const Lstm<T>& lstm, const Batch& batch) {
    for (const Segment& s : batch.segments()) s.sequence->reserve(s.rows);
    workspace.begin_pass();
    NoProbe probe;
    Pass<NoProbe> pass{batch, workspace, pool, probe};
    const Workspace::Scope scope(workspace);
    View<T> x = workspace.take<T>(batch.rows(), in);
    for (Index r = 0; r < x.rows(); ++r)
      for (Index i = 0; i < in; ++i) x(r, i) = T(std::cos(double(batch.tokens()[static_cast<std::size_t>(r)] + 7 * i)));
    const View<T> y = lstm(x, pass);
    std::vector<std::vector<T>> rows;
    for (Index r = 0; r < y.rows(); ++r) rows.emplace_back(y.row(r).begin(), y.row(r).end());
    for (const Segment& s : batch.segments()) s.sequence->commit(s.rows);
    return rows;
  }
};

}  // namespace

TEST_CASE_TEMPLATE("one unit, two steps, by hand", T, float, double) {
  const std::vector<float> values{0.5f, -1.0f, 2.0f, 0.25f, 0.1f, 0.2f, -0.3f, 0.4f, 0.0f, 1.0f, -0.5f, 0.75f};  // W_ih, W_hh, b
  SmallLayer f(1, 1, values);
  const Lstm<T> lstm = f.layer<T>();
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  double h = 0, c = 0;
  std::vector<double> expected;
  for (const TokenId token : {3, 5}) {
    std::array<double, 4> gate;
    for (std::size_t g = 0; g < 4; ++g)
      gate[g] = double{values[g]} * std::cos(double(token)) + double{values[8 + g]} + double{values[4 + g]} * h;
    c = sigmoid(gate[1]) * c + sigmoid(gate[0]) * std::tanh(gate[2]);
    h = sigmoid(gate[3]) * std::tanh(c);
    expected.push_back(h);
  }
  Sequence s = f.sequence(lstm.slot());
  const std::vector<TokenId> tokens{3, 5};
  const auto rows = f.run(lstm, Batch{}.add(s, tokens));
  CHECK(double(rows[0][0]) == doctest::Approx(expected[0]).epsilon(1e-6));
  CHECK(double(rows[1][0]) == doctest::Approx(expected[1]).epsilon(1e-6));
}

TEST_CASE_TEMPLATE("a text's rows are the same bits at once, in pieces, and among others of any length", T, float, double) {
  SmallLayer f(5, 19);
  const Lstm<T> lstm = f.layer<T>();
  const std::vector<TokenId> text{4, 8, 15, 16, 23, 42, 7, 1}, longer{9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 3}, one{6};
  const std::span<const TokenId> all(text);
  Sequence alone = f.sequence(lstm.slot());
  const auto expected = f.run(lstm, Batch{}.add(alone, text));

  for (const std::size_t piece : {1U, 3U}) {
    Sequence s = f.sequence(lstm.slot());
    for (std::size_t at = 0; at < text.size(); at += piece) {
      const auto rows = f.run(lstm, Batch{}.add(s, all.subspan(at, std::min(piece, text.size() - at))));
      for (std::size_t r = 0; r < rows.size(); ++r) CHECK(rows[r] == expected[at + r]);
    }
  }
  for (int turn = 0; turn < 3; ++turn) {
    Sequence s = f.sequence(lstm.slot()), a = f.sequence(lstm.slot()), b = f.sequence(lstm.slot());
    f.run(lstm, Batch{}.add(s, all.first(3)).add(a, one));  // so that each sequence comes with another past
    Batch batch;
    if (turn == 0) batch.add(s, all.subspan(3)).add(a, longer).add(b, one);
    if (turn == 1) batch.add(a, longer).add(s, all.subspan(3)).add(b, one);
    if (turn == 2) batch.add(b, one).add(a, one).add(s, all.subspan(3));
    const auto rows = f.run(lstm, batch);
    for (const Segment& segment : batch.segments())
      if (segment.sequence == &s)
        for (std::size_t r = 3; r < text.size(); ++r) CHECK(rows[static_cast<std::size_t>(segment.first_row) + r - 3] == expected[r]);
  }
}

TEST_CASE("float follows double over many steps") {
  SmallLayer f(5, 19);
  const Lstm<float> lstm = f.layer<float>();
  const Lstm<double> reference = f.layer<double>();
  std::vector<TokenId> tokens;
  for (TokenId t = 0; t < 90; ++t) tokens.push_back(t * t % 31);
  Sequence a = f.sequence(lstm.slot()), b = f.sequence(reference.slot());
  const auto rows = f.run(lstm, Batch{}.add(a, tokens));
  const auto exact = f.run(reference, Batch{}.add(b, tokens));
  double worst = 0;
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t k = 0; k < rows[r].size(); ++k) worst = std::max(worst, std::abs(double{rows[r][k]} - exact[r][k]));
  CHECK(worst < 2e-5);  // outputs lie between -1 and 1; what is forgotten takes its rounding along
}
