#include <ganymede/inspect/attention_choice.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("attention_choice: heads, means over heads, layers and both, and rollout") {
  AttentionRecorder<double> recorder;
  for (Index layer = 0; layer < 2; ++layer)
    for (Index head = 0; head < 2; ++head)
      for (Index t = 0; t < 2; ++t) {
        const double back = t == 0 ? 1 : 0.1 + 0.2 * double(layer) + 0.4 * double(head);
        const std::vector<double> row{back, 1 - back};
        recorder.attention(layer, head, {.position = t}, std::span(row).first(static_cast<std::size_t>(t) + 1));
      }
  const auto back = [&](const AttentionChoice& choice) {
    const Tensor<double> map = chosen_attention(recorder, 0, choice);
    CHECK((map.view().rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
    return map.view()(1, 0);
  };
  CHECK(back({.layer = 1, .head = 0}) == doctest::Approx(0.3));
  CHECK(back({.layer = 1}) == doctest::Approx(0.5));
  CHECK(back({.head = 1}) == doctest::Approx(0.6));
  CHECK(back({}) == doctest::Approx(0.4));
  CHECK(back({.layer = 0, .rollout = true}) == doctest::Approx(0.15));
  CHECK(back({.rollout = true}) == doctest::Approx(1 - 0.85 * 0.75));
  CHECK_THROWS_AS(back({.layer = 2}), InputError);
  CHECK_THROWS_AS(back({.kind = AttentionKind::cross}), InputError);
}

TEST_CASE("attention_choice: names") {
  CHECK(describe({}) == "Mean of all layers and heads");
  CHECK(describe({.head = 2}) == "Head 2, mean of all layers");
  CHECK(describe({.layer = 3}) == "Layer 3, mean of its heads");
  CHECK(describe({.layer = 3, .head = 5}) == "Layer 3, head 5");
  CHECK(describe({.rollout = true}) == "Attention rollout through all layers");
  CHECK(describe({.layer = 3, .rollout = true}) == "Attention rollout through layer 3");
}
