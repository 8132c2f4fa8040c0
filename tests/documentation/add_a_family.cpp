// docs/add-a-family.md: its families answer what transformers answers.
#include <span>
#include <string_view>

#include "page.hpp"

namespace family_page {

#include "add_a_family/phi.inc"
#include "add_a_family/roberta_prelayernorm.inc"
#include "add_a_family/seed_oss.inc"

const std::vector<ganymede::TokenId> ids{5, 17, 3, 30, 8, 21, 11};

/// The logits after `ids` against those of tests/documentation/families/make_fixtures.py.
template <class Model>
void check(const std::string& folder) {
  const Model model{ganymede::Checkpoint{folder}};
  ganymede::Workspace workspace;
  ganymede::Sequence sequence = model.new_sequence();
  const auto logits = model.forward(ganymede::Batch{}.add(sequence, ids), workspace);
  std::ifstream file(folder + "/logits.txt");
  REQUIRE(file.is_open());
  ganymede::Index count = 0;
  for (double expected = 0; file >> expected; ++count) {
    REQUIRE(count < logits.cols());
    CHECK(double(logits(0, count)) == doctest::Approx(expected).epsilon(2e-5));
  }
  CHECK(count == logits.cols());
}

/// The logits of the last of `ids`.
template <class Model>
void check_encoder(const std::string& folder) {
  const Model model{ganymede::Checkpoint{folder}};
  ganymede::Workspace workspace;
  const ganymede::EncoderInput text{.tokens = ids};
  const auto logits = model.logits({&text, 1}, workspace);
  std::ifstream file(folder + "/logits.txt");
  REQUIRE(file.is_open());
  ganymede::Index count = 0;
  for (double expected = 0; file >> expected; ++count) {
    REQUIRE(count < logits.cols());
    CHECK(double(logits(logits.rows() - 1, count)) == doctest::Approx(expected).epsilon(2e-5));
  }
  CHECK(count == logits.cols());
}

}  // namespace family_page

TEST_CASE("add-a-family.md: RoBERTa with norms before its layers") {
  family_page::check_encoder<family_page::RobertaPreLayerNorm>(GANYMEDE_DOCUMENTATION_TESTS "/families/roberta_prelayernorm");
}
TEST_CASE("add-a-family.md: Seed-OSS") { family_page::check<family_page::SeedOss>(GANYMEDE_DOCUMENTATION_TESTS "/families/seed_oss"); }
TEST_CASE("add-a-family.md: Phi") { family_page::check<family_page::Phi>(GANYMEDE_DOCUMENTATION_TESTS "/families/phi"); }
TEST_CASE("add-a-family.md: AnyOf picks a family from outside") {
  const ganymede::AnyOf<ganymede::Llama<>, family_page::SeedOss> any{
      ganymede::Checkpoint{GANYMEDE_DOCUMENTATION_TESTS "/families/seed_oss"}};
  CHECK(any.vocab_size() == 32);
}
