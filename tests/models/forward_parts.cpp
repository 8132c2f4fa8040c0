#include <ganymede/models/forward_parts.hpp>

#include <doctest/doctest.h>

#include "../support/error_of.hpp"
#include "../support/layer_pass.hpp"

using namespace ganymede;

TEST_CASE("ids are those of the vocabulary, or an error that names the place and the range") {
  const std::vector<TokenId> fine{0, 6}, negative{-1}, beyond{3, 7};
  CHECK_NOTHROW(detail::check_tokens(fine, 7, "here"));
  CHECK_NOTHROW(detail::check_tokens({}, 7, "here"));
  CHECK_THROWS_AS(detail::check_tokens(negative, 7, "here"), InputError);
  const auto e = error_of<InputError>([&] { detail::check_tokens(beyond, 7, "here"); });
  CHECK(e.key == "here");
  CHECK(e.expected == "0 to 6");
  CHECK(e.found == "7");
}

TEST_CASE("a batch has rows, and sequences of the model's shape") {
  const auto shape = one_layer(2, 4), alike = one_layer(2, 4), wider = one_layer(2, 8);
  Sequence own(shape), equal(alike), foreign(wider);
  const std::vector<TokenId> ids{1, 2};
  CHECK_NOTHROW(detail::check_batch(Batch{}.add(own, ids).add(equal, ids), 3, *shape));
  CHECK_THROWS_WITH_AS(detail::check_batch(Batch{}, 3, *shape), doctest::Contains("an empty batch"), InputError);
  CHECK_THROWS_WITH_AS(detail::check_batch(Batch{}.add(foreign, ids), 3, *shape), doctest::Contains("another model"), InputError);
  CHECK_THROWS_WITH_AS(detail::check_batch(Batch{}.add(own, ids), 2, *shape), doctest::Contains("vocabulary"), InputError);
}

TEST_CASE("the rows that want logits are the last ones of each segment, in the batch's order") {
  const auto shape = one_layer(1, 1);
  Sequence a(shape), b(shape), c(shape);
  const std::vector<TokenId> two{1, 2}, three{1, 2, 3};
  Workspace workspace;
  workspace.begin_pass();
  Matrix<double> x = matrix_of<double>(7, 1, {0, 1, 2, 3, 4, 5, 6});
  const Batch some = Batch{}.add(a, two).add(b, three, LogitRows::none).add(c, two, LogitRows::all);
  ThreadPool pool{1};
  NoProbe probe;
  Pass<> of_some{some, workspace, pool, probe};
  CHECK(Matrix<double>(detail::wanted_rows(shown(x), of_some)) == matrix_of<double>(3, 1, {1, 5, 6}));
  const Batch all = Batch{}.add(a, two, LogitRows::all).add(b, three, LogitRows::all).add(c, two, LogitRows::all);
  Pass<> of_all{all, workspace, pool, probe};
  CHECK(detail::wanted_rows(shown(x), of_all).data() == x.data());  // nothing is copied
}

TEST_CASE("a head runs on a copy of hidden states of the model's width, of no others") {
  Workspace workspace;
  ThreadPool pool{1};
  const Matrix<double> hidden{{1, 2}, {3, 4}};
  const ConstView<double> states = view_of(hidden.data(), 2, 2);
  const auto doubled = [](const View<double>& given, auto&) {
    View<double> x = given;
    x *= 2.0;
    return read_only(x);
  };
  CHECK(Matrix<double>(detail::logits_of(states, 2, workspace, pool, doubled)) == Matrix<double>{{2, 4}, {6, 8}});
  CHECK(hidden(0, 0) == 1);
  const auto e = error_of<InputError>([&] { detail::logits_of(states, 3, workspace, pool, doubled); });
  CHECK(e.expected == "3");
  CHECK(e.found == "2");
}

TEST_CASE("a probe sees what it wishes, and only what its type wants") {
  struct Watcher : VirtualProbe<double> {
    bool wish = true;
    int states = 0, seen_embeddings = 0;
    ProbeWishes wishes() const override { return {.hidden_states = wish, .steps = wish}; }
    void hidden_states(Index layer, const ConstView<double>& x) override { states += int(layer) + int(x.cols()); }
    void embeddings(const ConstView<double>&) override { ++seen_embeddings; }
  };
  const auto look = [](auto& probe) {
    const Batch none;
    Matrix<double> x{{1, 2}};
    with_pass_over(none, probe, [&](auto& pass) {
      detail::observe(4, shown(x), pass);
      detail::observe_embeddings(shown(x), pass);
    });
  };
  Watcher willing, unwilling;
  unwilling.wish = false;
  look(willing);
  look(unwilling);
  CHECK(willing.states == 6);
  CHECK(willing.seen_embeddings == 1);
  CHECK(unwilling.states == 0);
  CHECK(unwilling.seen_embeddings == 0);
  NoProbe none;
  look(none);  // nothing to call: it would not compile
}

TEST_CASE("a soft cap bends large numbers towards it and leaves small ones, whatever the width") {
  const Batch none;
  NoProbe probe;
  with_pass_over(none, probe, [](auto& pass) {
    View<float> x = pass.workspace.template take<float>(2, 9001);
    for (Index t = 0; t < 2; ++t)
      for (Index i = 0; i < x.cols(); ++i) x(t, i) = float(i - 4500) / 50 + float(t);
    const Matrix<float> before = x;
    detail::soft_cap(x, 30.0F, pass);
    for (Index t = 0; t < 2; ++t)
      for (Index i = 0; i < x.cols(); ++i) CHECK(std::abs(x(t, i) - 30 * std::tanh(before(t, i) / 30)) < 1e-5);
  });
}
