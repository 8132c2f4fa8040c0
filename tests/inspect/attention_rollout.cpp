#include <ganymede/inspect/attention_rollout.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
Tensor<double> tensor(const Matrix<double>& values) {
  Tensor<double> made(values.rows(), values.cols());
  made.view() = values;
  return made;
}
}  // namespace

TEST_CASE("attention_rollout: two layers by hand") {
  const Tensor<double> first = tensor((Matrix<double>(2, 2) << 1, 0, 0.5, 0.5).finished()),
                       second = tensor((Matrix<double>(2, 2) << 1, 0, 0.8, 0.2).finished());
  Tensor<double> rollout;
  roll_out<double>(first.view(), rollout);
  CHECK(rollout.view().isApprox((Matrix<double>(2, 2) << 1, 0, 0.25, 0.75).finished()));
  roll_out<double>(second.view(), rollout);  // [1 0; 0.4 0.6] * [1 0; 0.25 0.75]
  CHECK(rollout.view().isApprox((Matrix<double>(2, 2) << 1, 0, 0.55, 0.45).finished()));
}

TEST_CASE("attention_rollout: of recorded layers, the mean of their heads; rows sum to 1") {
  AttentionRecorder<double> recorder;
  const Matrix<double> w = (Matrix<double>(3, 3) << 1, 0, 0, 0.3, 0.7, 0, 0.1, 0.2, 0.7).finished();
  for (Index layer = 0; layer < 3; ++layer)
    for (Index head = 0; head < 2; ++head)
      for (Index t = 0; t < 3; ++t)
        recorder.attention(layer, head, {.row = t, .position = t}, std::span(w.data() + 3 * t, static_cast<std::size_t>(t) + 1));
  const Matrix<double> step = (w + Matrix<double>::Identity(3, 3)) / 2;
  CHECK(attention_rollout(recorder, AttentionKind::self, 0).view().isApprox(step * step * step));
  CHECK(attention_rollout(recorder, AttentionKind::self, 0, 0).view().isApprox(step));
  CHECK((attention_rollout(recorder, AttentionKind::self, 0).view().rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
}

TEST_CASE("attention_rollout: what has no rollout is refused") {
  AttentionRecorder<double> recorder;
  CHECK_THROWS_AS(attention_rollout(recorder, AttentionKind::cross, 0), InputError);
  CHECK_THROWS_AS(attention_rollout(recorder, AttentionKind::self, 0), InputError);
  const std::vector<double> half{0.5, 0.5};
  recorder.attention(0, 0, {.position = 1}, half);  // recorded from position 1 on: where did position 0 look?
  CHECK_THROWS_AS(attention_rollout(recorder, AttentionKind::self, 0), InputError);
}
