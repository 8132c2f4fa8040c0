#include <ganymede/io/gguf_setting_names.hpp>

#include <ganymede/io/json.hpp>

#include <ganymede/io/gguf_architectures.hpp>
#include <ganymede/io/stored_tensor.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {
/// Metadata of a file, of architecture llama if nothing is said, that has the named tensors, each of 7 rows.
Settings llama_file(Json metadata, const std::vector<std::string>& names = {}, const char* architecture = "llama") {
  static const StoredTensor tensor{.name = "", .dtype = DType::f32, .shape = {7, 2}, .bytes = {}};
  const auto find = [&](std::string_view name) { return std::find(names.begin(), names.end(), name) == names.end() ? nullptr : &tensor; };
  return Settings(std::move(metadata), "model.gguf")
      .recorded()
      .named(std::make_shared<const detail::GgufSettingNames>(*detail::gguf::architecture(architecture), find));
}
}  // namespace

TEST_CASE("GGUF's metadata answers to Hugging Face's keys, and to its own") {
  const Settings s = llama_file({{"block_count", 3}, {"attention.head_count", 2}, {"general.name", "x"}, {"rope_theta", 5.0}});
  CHECK(s.get<Index>("num_hidden_layers") == 3);
  CHECK(s.get<Index>("block_count") == 3);
  CHECK(s.get<Index>("attention.head_count") == 2);
  CHECK(s.get<std::string>("general.name") == "x");
  CHECK(s.get<std::string>("hidden_act") == "silu");
  CHECK_FALSE(s.has("layer_types"));
  CHECK_FALSE(s.has("rope_theta"));  // rope.freq_base is: a key of another dialect stays unread
  CHECK_FALSE(s.has("pad_token_id"));
  std::string unread;
  s.for_each_unread([&](const std::string& key, const Json&) { unread += key + " "; });
  CHECK(unread == "rope_theta ");
}

TEST_CASE("what GGUF says by its tensors, and what it must say") {
  const Settings s = llama_file(Json::object(), {"token_embd.weight", "blk.0.attn_q.bias"});
  CHECK(s.get<Index>("vocab_size") == 7);
  CHECK(llama_file({{"vocab_size", 9}}, {"token_embd.weight"}).get<Index>("vocab_size") == 9);
  CHECK(s.get<bool>("attention_bias"));
  CHECK_FALSE(s.get<bool>("attention_output_bias"));
  CHECK(s.get<bool>("tie_word_embeddings"));
  CHECK_FALSE(llama_file(Json::object(), {"output.weight"}).get<bool>("tie_word_embeddings"));
  CHECK(error_of<ConfigError>([&] { s.get_or<Index>("max_position_embeddings", 5); }).key == "context_length");
  CHECK(error_of<ConfigError>([&] { llama_file({{"block_count", "x"}}).get<Index>("num_hidden_layers"); }).key == "block_count");
}

TEST_CASE("a window of 0 is none; values are as wide as keys") {
  CHECK_FALSE(llama_file({{"attention.sliding_window", 0}}).has("sliding_window"));
  CHECK(llama_file({{"attention.sliding_window", 4}}).get<Index>("sliding_window") == 4);
  CHECK(llama_file({{"attention.key_length", 4}, {"attention.value_length", 4}}).get<Index>("head_dim") == 4);
  const auto refused = [](Json metadata) { return error_of<ConfigError>([&] { llama_file(metadata).has("head_dim"); }).key; };
  CHECK(refused({{"attention.key_length", 4}, {"attention.value_length", 5}}) == "attention.value_length");
  CHECK(refused({{"embedding_length", 8}, {"attention.head_count", 2}, {"attention.value_length", 5}}) == "attention.value_length");
}

TEST_CASE("a tensor that is there may stand for another value than true") {
  CHECK(llama_file(Json::object(), {"blk.0.attn_norm_2.weight"}, "falcon").get<Index>("num_ln_in_parallel_attn") == 2);
  CHECK(llama_file(Json::object(), {}, "falcon").get<Index>("num_ln_in_parallel_attn") == 1);
}

TEST_CASE("Gemma's queries are scaled by the width of heads, those of 27 billion parameters by what heads have of the model's") {
  const auto scalar = [](Index layers, const char* architecture) {
    const Json sizes{{"block_count", layers}, {"embedding_length", 4608}, {"attention.head_count", 32}, {"attention.key_length", 128}};
    return llama_file(sizes, {}, architecture).get<Index>("query_pre_attn_scalar");
  };
  CHECK(scalar(42, "gemma2") == 128);
  CHECK(scalar(46, "gemma2") == 144);
  CHECK(scalar(46, "gemma3") == 128);
  CHECK(scalar(62, "gemma3") == 144);
  CHECK(llama_file({{"block_count", 2}, {"embedding_length", 8}, {"attention.head_count", 2}}, {}, "gemma3")
            .get<Index>("query_pre_attn_scalar") == 4);
  CHECK(error_of<ConfigError>([] {
          llama_file({{"block_count", 2}}, {}, "gemma3").get<Index>("query_pre_attn_scalar");
        }).key == "embedding_length");
}

TEST_CASE("an array of key/value heads says which layers have attention; yarn of gpt-oss does not round") {
  const auto named = [](const char* architecture, const Json& own) {
    return Settings(own, "a.gguf")
        .named(std::make_shared<const detail::GgufSettingNames>(*detail::gguf::architecture(architecture),
                                                                [](std::string_view) -> const StoredTensor* { return nullptr; }));
  };
  const Settings mixed = named("lfm2", {{"attention.head_count_kv", {0, 8, 0}}});
  CHECK(mixed.get<Index>("num_key_value_heads") == 8);
  CHECK(mixed.list<std::string>("layer_types") == std::vector<std::string>{"conv", "full_attention", "conv"});
  const Settings alike = named("lfm2", {{"attention.head_count_kv", 8}});
  CHECK(alike.get<Index>("num_key_value_heads") == 8);
  CHECK_FALSE(alike.has("layer_types"));
  const Json yarn{{"rope.scaling.type", "yarn"}, {"rope.scaling.factor", 4.0}, {"rope.scaling.original_context_length", 16}};
  CHECK_FALSE(named("gpt-oss", yarn).sub("rope_parameters").get<bool>("truncate"));
  CHECK_FALSE(named("llama", yarn).sub("rope_parameters").has("truncate"));
}
