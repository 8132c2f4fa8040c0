#include <ganymede/decode/beam_candidates.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <map>

using namespace ganymede;

namespace {

constexpr float out = -std::numeric_limits<float>::infinity();

std::vector<std::pair<Index, TokenId>> places(std::span<const BeamCandidate> candidates) {
  std::vector<std::pair<Index, TokenId>> result;
  for (const BeamCandidate& c : candidates) result.emplace_back(c.beam, c.id);
  return result;
}
using Places = std::vector<std::pair<Index, TokenId>>;

}  // namespace

TEST_CASE("the best continuations of all beams, the best first, of equals the earlier") {
  BeamCandidates candidates;
  Random random;
  for (int again = 0; again < 2; ++again) {
    candidates.begin(4, false);
    candidates.add(0, -1, std::vector<float>{-1, -3, out, -1});
    candidates.add(1, -1.5F, std::vector<float>{-4, -0.5F, -2, -0.25F});
    const auto best = candidates.choose(random);
    CHECK(places(best) == Places{{1, 3}, {0, 0}, {0, 3}, {1, 1}});
    CHECK(best[0].score == -1.75F);
  }
  CHECK(random.next() == Random().next());  // nothing was drawn
}

TEST_CASE("what is forbidden is no continuation, even where others are few") {
  BeamCandidates candidates;
  Random random;
  for (const bool draw : {false, true}) {
    candidates.begin(5, draw);
    candidates.add(0, 0, std::vector<float>{out, -1, out});
    candidates.add(2, 0, std::vector<float>{-2, out, out});
    auto found = places(candidates.choose(random));
    std::sort(found.begin(), found.end());
    CHECK(found == Places{{0, 1}, {2, 0}});
    candidates.begin(5, draw);
    CHECK(candidates.choose(random).empty());
  }
}

TEST_CASE("many continuations: the same as sorting them all") {
  Random random(5);
  std::vector<std::vector<float>> logprobs(3, std::vector<float>(200));
  std::vector<BeamCandidate> all;
  BeamCandidates candidates;
  candidates.begin(17, false);
  for (Index beam = 0; beam < 3; ++beam) {
    auto& row = logprobs[static_cast<std::size_t>(beam)];
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = -static_cast<float>(random.next() % 64);  // many equal ones
      all.push_back({row[i] - static_cast<float>(beam), static_cast<TokenId>(i), beam});
    }
    candidates.add(beam, -static_cast<float>(beam), row);
  }
  std::sort(all.begin(), all.end());
  CHECK(places(candidates.choose(random)) == places(std::span(all).first(17)));
}

TEST_CASE("drawing follows the probabilities, without replacement") {
  const std::vector<float> first{std::log(0.5F), std::log(0.2F)}, second{std::log(0.3F)};
  BeamCandidates candidates;
  Random random(1);
  std::map<Places, int> seen;
  constexpr int draws = 40000;
  for (int i = 0; i < draws; ++i) {
    candidates.begin(2, true);
    candidates.add(0, -7, first);
    candidates.add(1, -7, second);
    ++seen[places(candidates.choose(random))];
  }
  const std::map<Places, double> expected{{{{0, 0}, {0, 1}}, 0.5 * 0.2 / 0.5}, {{{0, 0}, {1, 0}}, 0.5 * 0.3 / 0.5},
                                          {{{0, 1}, {0, 0}}, 0.2 * 0.5 / 0.8}, {{{0, 1}, {1, 0}}, 0.2 * 0.3 / 0.8},
                                          {{{1, 0}, {0, 0}}, 0.3 * 0.5 / 0.7}, {{{1, 0}, {0, 1}}, 0.3 * 0.2 / 0.7}};
  for (const auto& [pair, probability] : expected)  // four standard deviations
    CHECK(std::abs(seen[pair] / double(draws) - probability) < 4 * std::sqrt(probability * (1 - probability) / draws));
}
