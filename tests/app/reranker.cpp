#include <ganymede/app/reranker.hpp>

#include <doctest/doctest.h>
#include <ganymede/core/error.hpp>

#include "support/app_fixture.hpp"
#include "support/error_of.hpp"

using namespace ganymede;

TEST_CASE("one label: a sigmoid of the pair's logit, the best passage first") {
  const Reranker reranker{app_folder("classify_one")};
  CHECK(reranker.activation() == CrossEncoderActivation::sigmoid);
  const Json expected = app_expected("classify_one");
  for (std::size_t i = 0; i < expected["pairs"].size(); ++i) {
    const auto pair = expected["pairs"][i].get<std::vector<std::string>>();
    check_close(reranker(pair[0], pair[1]), expected["pair_labels"][i][0]["score"].get<double>());
  }
  const auto texts = expected["texts"].get<std::vector<std::string>>();
  const auto ranked = reranker.rank("the king", texts);
  REQUIRE(ranked.size() == texts.size());
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    CHECK(ranked[i].score == reranker("the king", texts[ranked[i].index]));
    if (i > 0) CHECK(ranked[i - 1].score >= ranked[i].score);
  }
  CHECK(reranker.rank("the king", texts, {.top_k = 2}).size() == 2);
  const double logit = reranker("a", "b", {.activation = CrossEncoderActivation::identity});
  CHECK(reranker("a", "b") == doctest::Approx(1 / (1 + std::exp(-logit))));
  CHECK(reranker("a", "b", {.activation = CrossEncoderActivation::tanh}) == doctest::Approx(std::tanh(logit)));
}

TEST_CASE("the activation that the folder says, wherever it says so") {
  const auto with = [](const char* file, const char* key, const Json& value) {
    const AppFolderCopy folder("classify_one");
    folder.set(file, key, value);
    return Reranker{folder.path()}.activation();
  };
  constexpr const char* identity = "torch.nn.modules.linear.Identity";
  CHECK(with("config.json", "sbert_ce_default_activation_function", identity) == CrossEncoderActivation::identity);
  CHECK(with("config.json", "sentence_transformers", {{"activation_fn", identity}}) == CrossEncoderActivation::identity);
  CHECK(with("config_sentence_transformers.json", "activation_fn", identity) == CrossEncoderActivation::identity);
  CHECK_THROWS_AS(with("config_sentence_transformers.json", "activation_fn", "mine.Square"), ConfigError);
  CHECK_THROWS_AS(with("config_sentence_transformers.json", "model_type", "SentenceTransformer"), ConfigError);
  CHECK_THROWS_AS(with("config_sentence_transformers.json", "something", 1), ConfigError);
}

TEST_CASE("several labels are scored, not ranked") {
  const Reranker<> reranker{app_folder("classify_single")};
  CHECK(reranker.activation() == CrossEncoderActivation::identity);
  CHECK(reranker.scores({{"a", "b"}}).front().get().size() == 3);
  CHECK_THROWS_AS(reranker.rank("a", {"b"}), InputError);
}

TEST_CASE("what sentence-transformers 6 writes beside a cross-encoder") {
  const auto score = [](const char* file, const char* key, const Json& value) {
    const AppFolderCopy folder("classify_one");
    folder.set(file, key, value);
    const Reranker reranker{folder.path()};
    return reranker("the king", "had a son who wished to see the world and went into it", {});
  };
  const Reranker plain{app_folder("classify_one")};
  const auto limited = [&](Index most) {
    return plain("the king", "had a son who wished to see the world and went into it", {.encoder = {.max_length = most}});
  };
  CHECK(score("sentence_bert_config.json", "max_seq_length", 12) == limited(12));
  CHECK(score("sentence_bert_config.json", "max_seq_length", 12) != limited(0));
  CHECK(score("sentence_bert_config.json", "max_seq_length", 4000) == limited(0));
  CHECK(score("sentence_bert_config.json", "transformer_task", "sequence-classification") == limited(0));
  CHECK(score("config.json", "sbert_ce_default_activation_function", nullptr) == limited(0));
  const auto refused = [&](const char* key, const Json& value) {
    return error_of<ConfigError>([&] { score("sentence_bert_config.json", key, value); }).key;
  };
  CHECK(refused("do_lower_case", true) == "do_lower_case");
  CHECK(refused("transformer_task", "text-generation") == "transformer_task");
  CHECK(refused("unheard_of", 1) == "unheard_of");
  const AppFolderCopy judge("classify_one");
  judge.write("modules.json", Json::array({{{"type", "sentence_transformers.base.modules.transformer.Transformer"}, {"path", ""}},
                                           {{"type", "sentence_transformers.cross_encoder.modules.logit_score.LogitScore"}, {"path", "1"}}})
                                  .dump());
  CHECK(contains(error_of<ConfigError>([&] { Reranker{judge.path()}; }).found, "LogitScore"));
}
