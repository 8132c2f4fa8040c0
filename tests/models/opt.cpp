#include <ganymede/models/opt.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("OPT gives the logits and greedy ids of transformers") { check_as_stored<Opt>({"opt", "opt_350m", "opt_plain", "opt_unnormed"}); }

TEST_CASE("OPT's settings count") {
  CHECK(distance_with<Opt<>>("opt", {{"activation_function", "gelu"}}) > 1e-3);
  CHECK(distance_with<Opt<>>("opt", {{"word_embed_proj_dim", nullptr}}) < 2e-5);
  CHECK(distance_with<Opt<>>("opt_plain", {{"learned_embeddings", true}, {"scale_embeddings", false}}) < 2e-5);  // Galactica
  CHECK(refused_key<Opt<>>("opt", {{"scale_embeddings", true}}) == "scale_embeddings");
  const Changed wide("opt_350m", merge_patched(config_of("opt_350m"), {{"word_embed_proj_dim", nullptr}}));
  CHECK(error_of<TensorError>([&] { Opt<>{wide.checkpoint()}; }).key == "model.decoder.embed_tokens.weight");
  const Changed unbiased("opt", merge_patched(config_of("opt"), {{"enable_bias", false}}));
  CHECK(error_of<TensorError>([&] { Opt<>{unbiased.checkpoint()}; }).problem.find("unexpected") == 0);
  CHECK(refused_key<Opt<>>("opt", {{"word_embed_proj_dim", 0}}) == "word_embed_proj_dim");
  CHECK(refused_key<Opt<>>("opt", {{"max_position_embeddings", -2}}) == "max_position_embeddings");
}

TEST_CASE("a table of tokens that is narrower than the model is widened for whoever asks for a vector") {
  const Opt<> model{checkpoint("opt_350m")};
  CHECK(model.hidden_size() == 30);
  CHECK(model.embed_tokens.hidden_size() == 18);
  std::vector<float> vector(30), row(18), narrow(18);
  model.token_embedding(5, vector);
  model.embed_tokens.row(5, narrow);
  model.project_in.row(7, row.data());
  CHECK(vector[7] == doctest::Approx(std::inner_product(row.begin(), row.end(), narrow.begin(), 0.0F)));
  CHECK_THROWS_AS(model.token_embedding(5, narrow), InputError);
  CHECK_THROWS_AS(model.token_embedding(131, vector), InputError);
}
