#include <ganymede/app/embedder.hpp>

#include <doctest/doctest.h>
#include <ganymede/app/pooling.hpp>
#include <ganymede/core/error.hpp>

#include "support/app_fixture.hpp"
#include "support/error_of.hpp"

using namespace ganymede;

namespace {

void check_vectors(const std::string& name, const std::vector<std::pair<std::string, EmbedOptions>>& cases) {
  CAPTURE(name);
  const Embedder embedder{app_folder(name)};
  const Json expected = app_expected(name);
  const auto texts = expected["texts"].get<std::vector<std::string>>();
  for (const auto& [prompt, options] : cases) {
    const std::string& key = prompt;  // Clang 14 captures no bindings
    CAPTURE(key);
    const Json& wanted = expected["vectors"][key];
    const Tensor<float> together = embedder.embed(texts, options);
    REQUIRE(together.rows() == static_cast<Index>(texts.size()));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CAPTURE(texts[i]);
      const std::vector<float> alone = embedder(texts[i], options);
      REQUIRE(alone.size() == wanted[i].size());
      const auto row = together.row(static_cast<Index>(i));
      CHECK(std::equal(alone.begin(), alone.end(), row.begin(), row.end()));
      for (std::size_t d = 0; d < alone.size(); ++d) check_close(static_cast<double>(alone[d]), wanted[i][d].get<double>(), 2e-5);
    }
  }
}

}  // namespace

TEST_CASE("vectors are those of sentence-transformers: modules, prompts, lengths, small letters") {
  check_vectors("embed_bert", {{"plain", {}},
                               {"query", {.prompt_name = "query"}},
                               {"query", {.role = TextRole::query}},
                               {"truncated", {.truncate_dim = 7}},
                               {"truncated_normalized", {.normalize = true, .truncate_dim = 7}}});
  check_vectors("embed_roberta", {{"plain", {}}, {"other", {.prompt_name = "other"}}, {"none", {.prompt = ""}}});
}

TEST_CASE("decoders that embed by their last tokens") {
  check_vectors("embed_decoder", {{"plain", {}}, {"query", {.role = TextRole::query}}, {"document", {.role = TextRole::document}}});
}

TEST_CASE("static embeddings: sentence-transformers', and model2vec's by itself") {
  check_vectors("embed_static", {{"plain", {}}});
  check_vectors("embed_model2vec", {{"plain", {}}});
  const Embedder<> table{app_folder("embed_static")};
  CHECK(table.max_length() == 0);
  CHECK(table("") == std::vector<float>(12));
}

TEST_CASE("a bare encoder: the mean of all tokens, not normalised") {
  const AppFolderCopy folder("embed_bert");
  for (const char* const file : {"modules.json", "sentence_bert_config.json", "config_sentence_transformers.json"})
    std::filesystem::remove(folder.path() / file);
  const Embedder embedder{folder.path()};
  CHECK(embedder.dimensions() == 20);
  CHECK(embedder.max_length() == 96);
  CHECK(embedder.prompts().empty());
  const AnyEncoder model{Checkpoint(folder.path())};
  const std::vector<TokenId> ids = embedder.tokenizer().encode("the king");
  const EncoderInput input{ids, {}};
  Workspace workspace;
  std::vector<float> mean(20);
  pool(model.forward({&input, 1}, workspace), Pooling::mean, 0, mean);
  CHECK(embedder("the king") == mean);
}

TEST_CASE("what cannot be embedded is one text's error") {
  const Embedder embedder{app_folder("embed_bert")};
  const auto results = embedder.embed_each({"a", "", "b"}, {.add_special_tokens = false});
  CHECK(results[0].ok());
  CHECK_FALSE(results[1].ok());
  CHECK_THROWS_AS(results[1].get(), InputError);
  CHECK(results[2].get() == embedder("b", {.add_special_tokens = false}));
  CHECK_THROWS_AS(embedder.embed({"a", ""}, {.add_special_tokens = false}), InputError);
  CHECK_THROWS_AS(embedder("a", {.prompt_name = "nobody"}), InputError);
  CHECK_THROWS_AS(embedder("a", {.truncate_dim = -1}), InputError);
  CHECK_THROWS_AS(embedder("a", {.batch_tokens = 0}), InputError);
  CHECK(embedder.embed(std::vector<std::string>{}).rows() == 0);
  CHECK(embedder("a b", {.truncate_dim = 1000}).size() == 18);
}

TEST_CASE("modules and settings that are not known are refused by name") {
  const auto refused = [](const char* file, const char* key, const Json& value) {
    const AppFolderCopy folder("embed_bert");
    folder.set(file, key, value);
    return error_of<ConfigError>([&] { Embedder{folder.path()}; }).key;
  };
  CHECK(refused("sentence_bert_config.json", "new_setting", 1) == "new_setting");
  CHECK(refused("sentence_bert_config.json", "transformer_task", "fill-mask") == "transformer_task");
  CHECK(refused("sentence_bert_config.json", "max_seq_length", 0) == "max_seq_length");
  CHECK(refused("sentence_bert_config.json", "query_length", 32) == "query_length");
  CHECK(refused("1_Pooling/config.json", "pooling_mode_other", true) == "pooling_mode_other");
  CHECK(refused("1_Pooling/config.json", "pooling_mode", "attention") == "pooling_mode");
  CHECK(refused("1_Pooling/config.json", "word_embedding_dimension", 21) == "word_embedding_dimension");
  CHECK(refused("2_Dense/config.json", "activation_function", "mine.Swish") == "activation_function");
  CHECK(refused("2_Dense/config.json", "module_input_name", "token_embeddings") == "module_input_name");
  CHECK(refused("config_sentence_transformers.json", "default_prompt_name", "nobody") == "default_prompt_name");
  CHECK(refused("config_sentence_transformers.json", "model_type", "SparseEncoder") == "model_type");
  CHECK(refused("config_sentence_transformers.json", "other", 1) == "other");
  const auto with_modules = [](const char* modules) {
    const AppFolderCopy folder("embed_bert");
    folder.write("modules.json", modules);
    return error_of<ConfigError>([&] { Embedder{folder.path()}; }).key;
  };
  CHECK(with_modules(R"([{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.CNN"}])") == "[0].type");
  CHECK(with_modules(R"([{"path":"","type":"sentence_transformers.models.Transformer"}])") == "type");
  CHECK(with_modules(R"([{"path":"../x","type":"sentence_transformers.models.Transformer"}])") == "[0].path");
  CHECK(with_modules(R"([{"path":"","type":"sentence_transformers.models.Transformer","other":1}])") == "other");
  const AppFolderCopy shapes("embed_bert");
  shapes.set("2_Dense/config.json", "out_features", 17);
  CHECK_THROWS_AS(Embedder{shapes.path()}, TensorError);
}

TEST_CASE("what newer versions write is read as well") {
  const AppFolderCopy folder("embed_bert");
  folder.set("sentence_bert_config.json", "transformer_task", "feature-extraction");
  folder.set("sentence_bert_config.json", "module_output_name", "token_embeddings");
  folder.set("sentence_bert_config.json", "modality_config",
             parse_json(R"({"text":{"method":"forward","method_output_name":"last_hidden_state"}})", "t"));
  folder.write("1_Pooling/config.json",
               R"({"embedding_dimension":20,"pooling_mode":["cls","max","mean","mean_sqrt_len_tokens"],"include_prompt":true})");
  folder.write("4_Normalize/config.json", R"({"module_input_name":"sentence_embedding","module_output_name":"sentence_embedding"})");
  folder.set("config_sentence_transformers.json", "model_type", "SentenceTransformer");
  CHECK(Embedder{folder.path()}("the king") == Embedder{app_folder("embed_bert")}("the king"));
}

TEST_CASE("a GGUF file: its WordPiece, and the pooling that it names") {
  const std::filesystem::path file = app_folder("embed_gguf") / "model.gguf";
  const Embedder embedder{file};
  const Embedder folder{app_folder("embed_bert")};
  const AnyEncoder model{Checkpoint(app_folder("embed_bert"))};
  for (const std::string text : {"The king had a son.", "D\u00f3nde est\u00e1?", "\u6a5f\u68b0 x!", "a"}) {
    CAPTURE(text);
    const std::vector<TokenId> ids = embedder.tokenizer().encode(text);
    CHECK(ids == Tokenizer::from_checkpoint(Checkpoint(app_folder("embed_bert"))).encode(text));
    const EncoderInput input{ids, {}};
    Workspace workspace;
    std::vector<float> first(20);
    pool(model.forward({&input, 1}, workspace), Pooling::cls, 0, first);
    const std::vector<float> vector = embedder(text);
    REQUIRE(vector.size() == 20);
    for (std::size_t d = 0; d < 20; ++d) check_close(static_cast<double>(vector[d]), static_cast<double>(first[d]));
  }
  CHECK(error_of<ConfigError>([] { Embedder{app_folder("../encoders/reranker_gguf") / "model.gguf"}; }).key == "bert.pooling_type");
}

TEST_CASE("inputs that users of other programs reported") {
  const auto with = [](const char* file, const char* key, const Json& value) {
    const AppFolderCopy folder("embed_bert");
    folder.set(file, key, value);
    return Embedder{folder.path()};
  };
  CHECK(with("sentence_bert_config.json", "max_seq_length", nullptr).max_length() == 96);  // the tokenizer's
  CHECK(with("sentence_bert_config.json", "max_seq_length", 512).max_length() == 96);      // longer than there are positions
  CHECK(with("sentence_bert_config.json", "max_seq_length", 7).max_length() == 7);
  CHECK(with("tokenizer_config.json", "model_max_length", 1e30).max_length() == 40);
  CHECK(with("config_sentence_transformers.json", "similarity_fn_name", nullptr).similarity_fn_name() == "cosine");
  CHECK(with("config_sentence_transformers.json", "similarity_fn_name", "dot").similarity_fn_name() == "dot");
  CHECK(with("config_sentence_transformers.json", "truncate_dim", 5).dimensions() == 5);  // no multiple of anything
  CHECK(with("config_sentence_transformers.json", "truncate_dim", 500).dimensions() == 18);
  CHECK(with("config_sentence_transformers.json", "prompts", {{"query", nullptr}}).prompts().empty());
  const auto refused = [&](const char* file, const char* key, const Json& value) {
    return error_of<ConfigError>([&] { with(file, key, value); }).key;
  };
  CHECK(refused("config.json", "model_type", "new") == "model_type");                              // gte's own code
  CHECK(refused("config.json", "position_embedding_type", "alibi") == "position_embedding_type");  // jina-embeddings-v2's
  CHECK(refused("config.json", "is_decoder", true) == "is_decoder");
  CHECK(refused("sentence_bert_config.json", "transformer_task", "fill-mask") == "transformer_task");
  CHECK(refused("2_Dense/config.json", "activation_function", "torch.nn.modules.activation.ELU") == "activation_function");
  const auto module = [](const char* type) {
    const AppFolderCopy folder("embed_bert");
    folder.write("modules.json", Json::array({{{"idx", 0}, {"name", "0"}, {"path", ""}, {"type", type}}}).dump());
    return error_of<ConfigError>([&] { Embedder{folder.path()}; });
  };
  CHECK(module("sentence_transformers.base.modules.router.Router").key == "[0].type");
  CHECK(module("sentence_transformers.models.WordEmbeddings").key == "[0].type");
  CHECK(module("sentence_transformers.sparse_encoder.models.SpladePooling").key == "[0].type");
  CHECK(module("pylate.models.Dense.Dense").key == "[0].type");
  CHECK(module("sentence_transformers.models.Transformer").expected == "a Pooling module");
}
