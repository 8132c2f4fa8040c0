// docs/formats.md
#include "page.hpp"

TEST_CASE("formats.md") {
  using documentation::path_of;
  documentation::Page page("formats");
#include "formats/what_is_in_it.inc"
  page.printed("what_is_in_it");
#include "formats/write_gguf.inc"
  CHECK(ganymede::Checkpoint("model.q8_0.gguf").tensors().size() == checkpoint.tensors().size());
#include "formats/tokenize.inc"
  page.printed("tokenize");
}
