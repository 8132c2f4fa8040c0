#include <ganymede/decode/beam_hypotheses.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {

GenerationConfig config(Index num_beams, double length_penalty = 1, EarlyStopping early_stopping = EarlyStopping::no) {
  GenerationConfig c;
  c.num_beams = num_beams;
  c.length_penalty = length_penalty;
  c.early_stopping = early_stopping;
  return c;
}
void add(BeamHypotheses& h, double score, TokenId id = 9) { h.add({{1, 2}, {-0.5}}, id, -1.5, score, FinishReason::eos); }

}  // namespace

TEST_CASE("the best texts are kept, the best first, of equals the earlier") {
  BeamHypotheses h(config(3), 10);
  CHECK(h.best().empty());
  for (const auto& [score, id] : std::vector<std::pair<double, TokenId>>{{-2, 10}, {-1, 11}, {-2, 12}}) {
    CHECK(h.takes(score));
    add(h, score, id);
  }
  CHECK_FALSE(h.takes(-2));
  CHECK(h.takes(-1.5));
  add(h, -1.5, 13);
  std::vector<TokenId> last;
  for (const BeamHypothesis& b : h.best()) last.push_back(b.text.history.back());
  CHECK(last == std::vector<TokenId>{11, 13, 10});
  CHECK(h.best()[1].text.history == std::vector<TokenId>{1, 2, 13});
  CHECK(h.best()[1].text.logprobs == std::vector<double>{-0.5, -1.5});
  CHECK(h.best()[1].score == -1.5);
}

TEST_CASE("scores are normalised by length") {
  CHECK(BeamHypotheses(config(2, 2), 10).normalised(-8, 4) == -0.5);
  CHECK(BeamHypotheses(config(2, 0), 10).normalised(-8, 4) == -8);
  CHECK(BeamHypotheses(config(2, -1), 10).normalised(-8, 4) == -32);
}

TEST_CASE("when a search is over") {
  // two texts with scores -1 and -2; a running beam with the sum -9
  const auto done = [](EarlyStopping early, double penalty, Index length) {
    BeamHypotheses h(config(2, penalty, early), 8);
    add(h, -1);
    CHECK_FALSE(h.done(-9, length));
    add(h, -2);
    return h.done(-9, length);
  };
  CHECK(done(EarlyStopping::yes, 1, 6));
  CHECK(done(EarlyStopping::no, 1, 4));           // -9 / 4 is worse than -2
  CHECK_FALSE(done(EarlyStopping::no, 1, 5));     // -9 / 5 is better
  CHECK_FALSE(done(EarlyStopping::never, 1, 2));  // -9 / 8 could come
  CHECK(done(EarlyStopping::never, 0, 2));
  CHECK(done(EarlyStopping::never, -1, 2));
}
