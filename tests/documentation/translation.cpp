// docs/translation.md
#include <ganymede/text/sentences/split_long.hpp>

#include "page.hpp"

TEST_CASE("translation.md") {
  using documentation::path_of;
  documentation::Page page("translation");
#include "translation/translate.inc"
  page.printed("translate");
#include "translation/many.inc"
  page.printed("many");
#include "translation/lines.inc"
  page.printed("lines");
  const ganymede::Translator<ganymede::M2M100<>> nllb{std::filesystem::path(GANYMEDE_TEST_DATA "/translators/m2m100")};
#include "translation/languages.inc"  // an unknown language would be an error
#include "translation/with_prefix.inc"
  page.printed("with_prefix");
#include "translation/align.inc"
  page.printed("align");
#include "translation/sentences.inc"
  page.printed("sentences");
#include "translation/split_long.inc"
  page.printed("split_long");
}

TEST_CASE("translation.md: an encoder-decoder model by hand ends where the translator ends") {
  using documentation::path_of;
  const ganymede::Translator<ganymede::Marian<>> whole{path_of("opus-mt-fr-en")};
  const std::vector<std::string> texts{"Où est la gare ?", "Il pleut, prends ton parapluie."};
  const auto expected = whole.translate(texts, {.num_beams = 4}, {.split_sentences = false});
  const std::vector<std::vector<ganymede::TokenId>> source_ids{expected[0].source_ids, expected[1].source_ids},
      starts(2, whole.decoder_prompt());
#include "translation/encode.inc"
  REQUIRE(answers.size() == 2);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    std::vector<ganymede::TokenId> ids;
    for (const ganymede::GeneratedToken& token : answers[i].tokens) ids.push_back(token.id);
    CHECK(ids == expected[i].best().ids);
    CHECK(answers[i].finish_reason == expected[i].best().finish_reason);
  }
}
