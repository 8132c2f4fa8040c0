// docs/determinism.md
#include "page.hpp"

TEST_CASE("determinism.md") {
  using documentation::path_of;
  documentation::Page page("determinism");
#include "determinism/alone_or_together.inc"
  page.printed("alone_or_together");
}
