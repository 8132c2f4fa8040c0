// docs/embeddings.md
#include <ganymede/app/classifier.hpp>
#include <ganymede/app/embedder.hpp>
#include <ganymede/app/entity_recognizer.hpp>
#include <ganymede/app/fill_mask.hpp>
#include <ganymede/app/question_answerer.hpp>
#include <ganymede/app/reranker.hpp>
#include <ganymede/app/vector_index.hpp>

#include "page.hpp"

TEST_CASE("embeddings.md") {
  // Small folders of random weights stand in for the models that the page names.
  const auto path_of = [](const std::string& name) {
    const char* kind = name == "all-MiniLM-L6-v2"        ? "embed_bert"
                       : name == "ms-marco-MiniLM-L6-v2" ? "classify_one"
                       : name == "sentiment"             ? "classify_single"
                       : name == "bert-base-NER"         ? "entities_bert"
                       : name == "bert-base-uncased"     ? "masked_bert"
                                                         : "answers_bert";
    return std::filesystem::path(GANYMEDE_TEST_DATA) / "apps" / kind;
  };
  documentation::Page page("embeddings");
#include "embeddings/embed.inc"
  page.printed("embed");
  {
#include "embeddings/roles.inc"
    CHECK(vector.size() == 8);
  }
#include "embeddings/nearest.inc"
  CHECK(index.size() == 3);
#include "embeddings/rerank.inc"
  {
#include "embeddings/classify.inc"
    CHECK(results.size() == 2);
  }
  {
#include "embeddings/others.inc"
    CHECK(answer.answer.size() == answer.end - answer.begin);
  }
#include "embeddings/encoding.inc"
  CHECK(encoded.offsets.size() == encoded.ids.size());
}
