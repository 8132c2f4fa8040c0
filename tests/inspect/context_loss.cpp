#include <ganymede/inspect/context_loss.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstring>

using namespace ganymede;

namespace {

/// Expects the token that came `back` before, with logit 5, where it has seen so many; else all alike. Its state is its last tokens.
struct Echo {
  using Last = std::array<TokenId, 20>;
  std::size_t back;
  std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(
      StateShape{.slots = {}, .max_position_embeddings = 3000, .longest = 3000, .recurrent = {{sizeof(Last)}}});
  Index vocab_size() const { return 10; }
  Index max_position_embeddings() const { return 3000; }
  Index longest_sequence() const { return 3000; }
  Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
  ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
    workspace.begin_pass();
    View<float> logits = workspace.keep<float>(batch.logit_rows(), 10);
    logits.setZero();
    for (const Segment& s : batch.segments()) {
      s.sequence->reserve(s.rows);
      Last last{};
      if (const std::byte* state = s.sequence->recurrent(0).now()) std::memcpy(last.data(), state, sizeof last);
      for (Index r = 0; r < s.rows; ++r) {
        std::rotate(last.begin(), last.end() - 1, last.end());
        last[0] = batch.tokens()[static_cast<std::size_t>(s.first_row + r)];
        const Index row = r - (s.rows - s.logit_rows);
        if (row >= 0 && s.sequence->length() + r + 1 >= static_cast<Index>(back)) logits(s.first_logit + row, last[back - 1]) = 5;
      }
      std::memcpy(s.sequence->recurrent(0).next(), last.data(), sizeof last);
      s.sequence->commit(s.rows);
    }
    return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
  }
};
static_assert(CausalModel<Echo>);

const double blind = std::log(10.0), right = std::log(std::exp(5.0) + 9) - 5, wrong = right + 5;
}  // namespace

TEST_CASE("the loss of a token is the logarithm of what softmax gives it") {
  const float logits[] = {1000.0f, 1001.0f, 999.0f};
  CHECK(token_loss(logits, 1) == doctest::Approx(std::log(1 + std::exp(-1.0) + std::exp(-2.0))));
  CHECK(token_loss(logits, 2) == doctest::Approx(2 + std::log(1 + std::exp(-1.0) + std::exp(-2.0))));
}

TEST_CASE("a model that needs three tokens gains nothing before it sees three, and nothing after") {
  std::vector<TokenId> tokens;
  for (TokenId t = 0; t < 2600; ++t) tokens.push_back(t % 3);
  const std::vector<std::size_t> targets{5, 40, 41, 900, 2599};
  Workspace workspace;
  for (const Index context : {1, 2}) CHECK(context_loss(Echo{3}, tokens, targets, context, workspace) == doctest::Approx(blind));
  for (const Index context : {3, 4, 700, 2500}) CHECK(context_loss(Echo{3}, tokens, targets, context, workspace) == doctest::Approx(right));
  CHECK(context_loss(Echo{2}, tokens, targets, 2, workspace) == doctest::Approx(wrong));
}

TEST_CASE("many targets make several passes, and a text's beginning has less before it") {
  std::vector<TokenId> tokens(1200, 4);
  std::vector<std::size_t> targets;
  for (std::size_t t = 1; t < tokens.size(); ++t) targets.push_back(t);
  Workspace workspace;
  CHECK(context_loss(Echo{1}, tokens, targets, 30, workspace) == doctest::Approx(right));
  const double mean = (19 * blind + 1180 * right) / 1199;  // the first nineteen have fewer than twenty before them
  CHECK(context_loss(Echo{20}, tokens, targets, 30, workspace) == doctest::Approx(mean));
}

TEST_CASE("a text read once gives each target all that was before it") {
  std::vector<TokenId> tokens;
  for (TokenId t = 0; t < 700; ++t) tokens.push_back(t % 3);
  Workspace workspace;
  const auto loss = [&](const Echo& model, std::vector<std::size_t> targets) { return text_loss(model, tokens, targets, workspace); };
  CHECK(loss({3}, {3, 256, 257, 600, 699}) == doctest::Approx(right));
  CHECK(loss({3}, {1, 2}) == doctest::Approx(blind));
  CHECK(loss({2}, {5, 699}) == doctest::Approx(wrong));
  CHECK_THROWS_AS(loss({3}, {5, 4}), InputError);
  CHECK_THROWS_AS(loss({3}, {700}), InputError);
  CHECK_THROWS_AS(loss({3}, {}), InputError);
}

TEST_CASE("what cannot be predicted is refused") {
  const std::vector<TokenId> tokens{1, 2, 3};
  Workspace workspace;
  const auto loss = [&](std::vector<std::size_t> targets, Index context) {
    return context_loss(Echo{1}, tokens, targets, context, workspace);
  };
  CHECK_THROWS_AS(loss({}, 1), InputError);
  CHECK_THROWS_AS(loss({0}, 1), InputError);
  CHECK_THROWS_AS(loss({3}, 1), InputError);
  CHECK_THROWS_AS(loss({2}, 0), InputError);
  CHECK_NOTHROW(loss({2}, 5));
}
