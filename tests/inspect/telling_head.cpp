#include <ganymede/inspect/telling_head.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

namespace {
double share(const Matrix<double>& weights, AttentionKind kind) {
  return telling_share(ConstView<double>(view_of(weights.data(), weights.rows(), weights.cols())), kind);
}
void record(AttentionRecorder<double>& recorder, Index layer, Index head, const Matrix<double>& weights) {
  for (Index t = 0; t < weights.rows(); ++t)
    recorder.attention(layer, head, {.position = t}, std::span(weights.data() + t * weights.cols(), static_cast<std::size_t>(t) + 1));
}
}  // namespace

TEST_CASE("telling_share: the first token, neighbours and the token itself tell nothing") {
  Matrix<double> map = Matrix<double>::Zero(4, 4);
  map.col(0).setOnes();
  CHECK(share(map, AttentionKind::self) == 0);
  CHECK(share(Matrix<double>::Identity(4, 4), AttentionKind::self) == 0);
  CHECK(share((Matrix<double>(4, 4) << 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0).finished(), AttentionKind::self) == 0);
  map.row(3) << 0.125, 0.625, 0.125, 0.125;
  CHECK(share(map, AttentionKind::self) == 0.625 / 4);
  CHECK(share(Matrix<double>(0, 0), AttentionKind::self) == 0);
}

TEST_CASE("telling_share: an encoder has words on both sides, a source its end") {
  Matrix<double> map = Matrix<double>::Zero(4, 4);
  map.row(0) << 0, 0.25, 0, 0.75;
  map.row(2) << 0.5, 0, 0.5, 0;
  CHECK(share(map, AttentionKind::encoder) == (0.75 + 0.5) / 4);
  CHECK(share(map, AttentionKind::cross) == (0.25 + 0.5) / 4);
}

TEST_CASE("telling_head: the head with the largest share, the first of equal ones, of the layers asked for") {
  AttentionRecorder<double> recorder;
  Matrix<double> rests = Matrix<double>::Zero(4, 4), tells = rests, tells_less = rests;
  rests.col(0).setOnes();
  tells = tells_less = rests;
  tells.row(3) << 0.25, 0.75, 0, 0;
  tells_less.row(3) << 0.5, 0.5, 0, 0;
  record(recorder, 0, 0, rests);
  record(recorder, 0, 1, tells_less);
  record(recorder, 1, 0, tells);
  record(recorder, 1, 1, tells);
  const HeadIndex best = telling_head(recorder, AttentionKind::self, 0, 0, 2);
  CHECK(best.layer == 1);
  CHECK(best.head == 0);
  const HeadIndex of_first = telling_head(recorder, AttentionKind::self, 0, 0, 1);
  CHECK(of_first.layer == 0);
  CHECK(of_first.head == 1);
  CHECK(telling_head(recorder, AttentionKind::self, 0, 0, 0).layer == -1);
  AttentionRecorder<double> dull;
  record(dull, 0, 0, rests);
  CHECK(telling_head(dull, AttentionKind::self, 0, 0, 1).head == -1);
}
