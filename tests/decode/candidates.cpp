#include <ganymede/decode/candidates.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace ganymede;
using Logits = std::vector<float>;

TEST_CASE("candidates are all of a row, then those that are kept, and only settling writes") {
  const Logits row{1, 5, minus_infinity, 3, 4, 5};
  Candidates candidates;
  candidates.begin(row);
  CHECK(candidates.logits().data() == row.data());
  CHECK(candidates.id(4) == 4);
  CHECK(candidates.look().best() == 1);
  candidates.keep(candidates.select(3));
  CHECK(Logits(candidates.logits().begin(), candidates.logits().end()) == Logits{5, 3, 4, 5});
  CHECK(candidates.id(1) == 3);
  candidates.keep(candidates.select(3.5F, 4.5F));
  CHECK(candidates.logits().size() == 1);
  CHECK(candidates.id(0) == 4);
  CHECK(candidates.look().greatest() == 4);  // of what is left
  Logits settled = row;
  candidates.settle(settled);
  CHECK(settled == Logits{minus_infinity, minus_infinity, minus_infinity, minus_infinity, 4, minus_infinity});
  candidates.begin(row);
  CHECK(candidates.logits().size() == row.size());  // nothing is left of the row before
  settled = row;
  candidates.settle(settled);
  CHECK(settled == row);
}
