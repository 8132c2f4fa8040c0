#include <ganymede/app/question_answerer.hpp>

#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>

#include "support/app_fixture.hpp"

using namespace ganymede;

TEST_CASE("answers are those of transformers' pipeline: windows, several answers, none, within words") {
  for (const char* const name : {"answers_bert", "answers_roberta"}) {
    CAPTURE(name);
    const QuestionAnswerer reader{app_folder(name)};
    const Json expected = app_expected(name);
    const auto questions = expected["questions"].get<std::vector<std::string>>(),
               contexts = expected["contexts"].get<std::vector<std::string>>();
    std::vector<TextOrPair> pairs;
    for (std::size_t i = 0; i < questions.size(); ++i) pairs.emplace_back(questions[i], contexts[i]);
    for (std::size_t c = 0; c < expected["cases"].size(); ++c) {
      const Json& given = expected["cases"][c];
      CAPTURE(c);
      const auto number = [&](const char* key, Index otherwise) { return given.contains(key) ? given[key].get<Index>() : otherwise; };
      const auto flag = [&](const char* key, bool otherwise) { return given.contains(key) ? given[key].get<bool>() : otherwise; };
      const AnswerOptions options{.top_k = number("top_k", 1),
                                  .max_seq_len = number("max_seq_len", 0),
                                  .doc_stride = number("doc_stride", 0),
                                  .max_answer_len = number("max_answer_len", 15),
                                  .handle_impossible_answer = flag("handle_impossible_answer", false),
                                  .align_to_words = flag("align_to_words", true)};
      const auto together = reader.answer(pairs, options);
      for (std::size_t i = 0; i < pairs.size(); ++i) {
        CAPTURE(i);
        const Json& wanted = expected["answers"][c][i];
        const std::vector<Answer>& found = together[i].get();
        REQUIRE(found.size() == wanted.size());
        for (std::size_t k = 0; k < found.size(); ++k) {
          CHECK(found[k].answer == wanted[k]["answer"].get<std::string>());
          CHECK(found[k].begin == wanted[k]["start"].get<std::size_t>());
          CHECK(found[k].end == wanted[k]["end"].get<std::size_t>());
          check_close(found[k].score, wanted[k]["score"].get<double>());
        }
        CHECK(reader(questions[i], contexts[i], options).score == found.front().score);
      }
    }
  }
}

TEST_CASE("questions that leave no room, and other things that are wrong") {
  const QuestionAnswerer<> reader{app_folder("answers_bert")};
  const std::string words(300, 'a');
  const auto results = reader.answer(
      {{"Who?", "The king."}, {"is this a question, or is this a question?", "The king."}, TextOrPair("alone")}, {.max_seq_len = 12});
  CHECK(results[0].ok());
  CHECK_THROWS_AS(results[1].get(), ContextError);
  CHECK_THROWS_AS(results[2].get(), InputError);
  CHECK_THROWS_AS(reader("a", "b", {.top_k = 0}), InputError);
  CHECK_THROWS_AS(reader("a", "b", {.max_answer_len = 0}), InputError);
  CHECK_THROWS_AS(reader("a", "b", {.max_seq_len = 97}), InputError);
  CHECK_THROWS_AS(reader("a", "b", {.max_seq_len = 20, .doc_stride = 21}), InputError);
  CHECK(reader("a", "").answer.empty());
  CHECK_THROWS_AS(QuestionAnswerer{app_folder("classify_single")}, InputError);
}
