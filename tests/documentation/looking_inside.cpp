// docs/looking-inside.md
#include <algorithm>
#include <span>

#include "page.hpp"

namespace {

#include "looking_inside/own_probe.inc"
#include "looking_inside/plain_probe.inc"

}  // namespace

TEST_CASE("looking-inside.md") {
  using documentation::path_of;
  documentation::Page page("looking_inside");
#include "looking_inside/attention.inc"
  page.printed("attention");
#include "looking_inside/one_head.inc"
  page.printed("one_head");
#include "looking_inside/hidden_states.inc"
  page.printed("hidden_states");
#include "looking_inside/sentence_vectors.inc"
  page.printed("sentence_vectors");
#include "looking_inside/words.inc"
  page.printed("words");
#include "looking_inside/walkthrough.inc"
  CHECK(std::filesystem::file_size("attention.html") > 10000);
  CHECK(std::filesystem::file_size("walk.html") > 10000);

  LongestVector longest;
  CountRows rows;
  ganymede::Sequence again = model.new_sequence();
  model.forward(ganymede::Batch{}.add(again, std::vector<ganymede::TokenId>{3, 4, 5}), workspace, longest);
  CHECK(longest.length > 0);
  model.forward(ganymede::Batch{}.add(again, std::vector<ganymede::TokenId>{6, 7}), workspace, rows);
  CHECK(rows.rows == 6 * 8 * 2);  // layers, heads, rows
}
