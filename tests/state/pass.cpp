#include <ganymede/state/pass.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cfenv>
#include <vector>

using namespace ganymede;

namespace {
struct OnePass {
  Batch batch;
  Workspace workspace;
  ThreadPool pool{3};
  NoProbe probe;
};
}  // namespace

TEST_CASE("a table is filled once a pass for each owner, and kept beyond the layers that asked") {
  OnePass one;
  Pass<> pass{one.batch, one.workspace, one.pool, one.probe};
  int fills = 0, owner = 0, other = 0;
  const auto fill = [&](View<float>& table) { table.setConstant(float(++fills)); };
  const float* memory = nullptr;
  {
    const Workspace::Scope scope(one.workspace);
    const View<float> table = pass.shared_table<float>(&owner, 2, 3, fill);
    memory = table.data();
    CHECK(table == Matrix<float>::Constant(2, 3, 1));
  }
  one.workspace.take<float>(64, 64).setConstant(9);  // what the Scope gave back is taken and written by somebody else
  const View<float> again = pass.shared_table<float>(&owner, 2, 3, fill);
  CHECK(again.data() == memory);
  CHECK(again == Matrix<float>::Constant(2, 3, 1));
  CHECK(pass.shared_table<float>(&other, 2, 3, fill) == Matrix<float>::Constant(2, 3, 2));
  CHECK(fills == 2);
}

TEST_CASE("more owners than a pass has room for are filled anew, and right all the same") {
  OnePass one;
  Pass<> pass{one.batch, one.workspace, one.pool, one.probe};
  int owners[20]{};
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 20; ++i)
      CHECK(pass.shared_table<double>(&owners[i], 1, 1, [&](View<double>& table) { table(0, 0) = i; })(0, 0) == i);
}

TEST_CASE("every row is computed once, whatever their number") {
  OnePass one;
  const Pass<> pass{one.batch, one.workspace, one.pool, one.probe};
  for (const Index rows : {0, 1, 7, 8, 9, 100}) {
    std::vector<std::atomic<int>> seen(static_cast<std::size_t>(rows) + 1);
    pass.for_rows(rows, [&](Index t) { seen[static_cast<std::size_t>(t)].fetch_add(1); });
    for (Index t = 0; t < rows; ++t) CHECK(seen[static_cast<std::size_t>(t)] == 1);
    CHECK(seen.back() == 0);
  }
}

TEST_CASE("a pass computes in the known floating-point environment, and leaves the caller's behind") {
  OnePass one;
  const int before = std::fegetround();
  REQUIRE(std::fesetround(FE_UPWARD) == 0);
  int inside = -1;
  {
    const Pass<> pass{one.batch, one.workspace, one.pool, one.probe};
    inside = static_cast<int>((detail::floating_point_control() & ~detail::floating_point_flags) == detail::known_floating_point);
  }
  const int after = std::fegetround();
  std::fesetround(before);
  CHECK(inside == 1);
  CHECK(after == FE_UPWARD);
}
