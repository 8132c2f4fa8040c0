#include <ganymede/app/fill_mask.hpp>

#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>

#include "support/app_fixture.hpp"

using namespace ganymede;

namespace {

void check_filled(const FilledMasks& found, const Json& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t m = 0; m < found.size(); ++m) {
    REQUIRE(found[m].size() == expected[m].size());
    for (std::size_t i = 0; i < found[m].size(); ++i) {
      const Json& wanted = expected[m][i];
      CHECK(found[m][i].token == wanted["token"].get<TokenId>());
      check_close(found[m][i].score, wanted["score"].get<double>());
      CHECK(found[m][i].token_str == wanted["token_str"].get<std::string>());
      CHECK(found[m][i].sequence == wanted["sequence"].get<std::string>());
    }
  }
}

}  // namespace

TEST_CASE("masks are filled as transformers' pipeline fills them: one, several, among targets") {
  for (const char* const name : {"masked_bert", "masked_roberta"}) {
    CAPTURE(name);
    const FillMask model{app_folder(name)};
    const Json expected = app_expected(name);
    const auto texts = expected["texts"].get<std::vector<std::string>>();
    const auto together = model.fill(texts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CAPTURE(texts[i]);
      check_filled(together[i].get(), expected["filled"][i]);
      CHECK(model(texts[i])[0][0].score == together[i].value[0][0].score);
    }
    const FillMaskOptions targets{.top_k = 3, .targets = expected["targets"].get<std::vector<std::string>>()};
    for (std::size_t i = 0; i < expected["filled_targets"].size(); ++i)
      check_filled(model(texts[2 * i], targets), expected["filled_targets"][i]);
  }
}

TEST_CASE("texts without masks, options out of range, models without the head") {
  const FillMask<> bert{app_folder("masked_bert")};
  CHECK(bert.mask_token() == "[MASK]");
  const auto results = bert.fill({"a [MASK]", "none"});
  CHECK(results[0].ok());
  CHECK_THROWS_AS(results[1].get(), InputError);
  CHECK_THROWS_AS(bert("a [MASK]", {.top_k = 0}), InputError);
  CHECK_THROWS_AS(bert("a [MASK]", {.targets = {""}}), InputError);
  CHECK(bert("[MASK]", {.top_k = 1000})[0].size() == 300);
  CHECK_THROWS_AS(FillMask{app_folder("classify_single")}, InputError);
}
