// docs/prompting.md
#include <ganymede/app/document_answerer.hpp>
#include <ganymede/app/embedder.hpp>
#include <ganymede/app/prompt_entity_recognizer.hpp>
#include <ganymede/app/text_generator.hpp>

#include "page.hpp"

TEST_CASE("prompting.md") {
  using documentation::path_of;
  // A small folder of random weights stands in for the encoder that the page names.
  const auto encoder_folder = [](const std::string&) { return std::filesystem::path(GANYMEDE_TEST_DATA) / "apps" / "embed_bert"; };
  documentation::Page page("prompting");
#include "prompting/sentiment.inc"
  CHECK(labels.size() == 2);
  {
#include "prompting/entities.inc"
    for (const ganymede::Entity& entity : found)
      CHECK(entity.word == std::string("Maria Lopez flew to Lisbon on Tuesday.").substr(entity.begin, entity.end - entity.begin));
  }
#include "prompting/ask.inc"
  page.printed("ask");
}
