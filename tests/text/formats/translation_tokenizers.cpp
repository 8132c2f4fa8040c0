#include <doctest/doctest.h>
#include <ganymede/text/formats/translation_tokenizers.hpp>

using namespace ganymede;

TEST_CASE("one vocabulary, two models: both sides use the same ids") {
  const auto both = TranslationTokenizers::from_folder(std::filesystem::path(GANYMEDE_TEST_DATA) / "tokenizers/folders/marian");
  CHECK(both.source.vocab_size() == both.target.vocab_size());
  CHECK(both.source.encode("Where is Ganymede?") != both.target.encode("Where is Ganymede?"));
  CHECK(both.target.decode(both.target.encode("Where is Ganymede?")) == "Where is Ganymede?");
  CHECK(both.source.decode(both.target.encode("Where is Ganymede?")) == "Where is Ganymede?");
}
