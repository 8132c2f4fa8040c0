#include <ganymede/io/ctranslate2_setting_names.hpp>

#include <ganymede/io/stored_tensor.hpp>

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>

#include "support/error_of.hpp"

using namespace ganymede;

namespace {

const Json both_sides = Json::parse(R"({
    "encoder": {"num_layers": 2, "num_heads": 3, "hidden_size": 12, "vocab_size": 13, "pre_norm": false, "activation": "silu",
                "scale_embeddings": 2.0, "layernorm_embedding": false},
    "decoder": {"num_layers": 1, "num_heads": 4, "hidden_size": 12, "vocab_size": 14, "pre_norm": false, "activation": "silu",
                "scale_embeddings": 1.0, "layernorm_embedding": false},
    "d_model": 99, "pad_token_id": 5, "spec": "TransformerSpec"})");

Settings named(const Json& json) {
  const std::map<std::string, StoredTensor, std::less<>> variables{
      {"encoder/layer_0/ffn/linear_0/weight", {.name = "w", .shape = {20, 12}}},
      {"decoder/position_encodings/encodings", {.name = "p", .shape = {9, 12}}}};
  return Settings(json, "model.bin").named(std::make_shared<const detail::CTranslate2SettingNames>([&](std::string_view name) {
    const auto at = variables.find(name);
    return at == variables.end() ? nullptr : &at->second;
  }));
}

}  // namespace

TEST_CASE("CTranslate2's settings answer to the keys of Hugging Face's encoder-decoders") {
  const Settings c = named(both_sides);
  CHECK(c.get<Index>("d_model") == 12);  // and not what stands beside the model's own
  CHECK(c.get<Index>("encoder_layers") == 2);
  CHECK(c.get<Index>("decoder_layers") == 1);
  CHECK(c.get<Index>("encoder_attention_heads") == 3);
  CHECK(c.get<Index>("decoder_attention_heads") == 4);
  CHECK(c.get<Index>("encoder_ffn_dim") == 20);
  CHECK_FALSE(c.has("decoder_ffn_dim"));
  CHECK(c.get<Index>("vocab_size") == 13);
  CHECK(c.get<Index>("decoder_vocab_size") == 14);
  CHECK_FALSE(c.has("max_source_positions"));
  CHECK(c.get<Index>("max_target_positions") == 9);
  CHECK(c.get<Index>("max_position_embeddings") == 9);
  CHECK(c.get<std::string>("activation_function") == "silu");
  CHECK_FALSE(c.get<bool>("normalize_before"));
  CHECK_FALSE(c.get<bool>("scale_embedding"));
  CHECK_FALSE(c.get<bool>("tie_word_embeddings"));
  CHECK(c.get<bool>("is_encoder_decoder"));
  CHECK_FALSE(c.has("pad_token_id"));
  CHECK(c.get<std::string>("spec") == "TransformerSpec");
  CHECK(c.sub("encoder").get<Index>("num_heads") == 3);
  CHECK(c.own_key("encoder_layers") == "encoder.num_layers");
  CHECK(error_of<ConfigError>([&] { c.get<Index>("decoder_ffn_dim"); }).key == "decoder/layer_0/ffn/linear_0/weight");
}

TEST_CASE("CTranslate2's sides that do not fit together, and one that is missing") {
  Json json = both_sides;
  json["encoder"]["activation"] = "relu";
  const ErrorDetails details = error_of<ConfigError>([&] { named(json).get<std::string>("activation_function"); });
  CHECK(details.key == "encoder.activation");
  CHECK(details.expected == "silu");
  CHECK(details.found == "relu");
  json.erase("decoder");
  CHECK_FALSE(named(json).has("activation_function"));
  CHECK(error_of<ConfigError>([&] { named(json).get<Index>("decoder_layers"); }).key == "decoder.num_layers");
}

TEST_CASE("what a file says of both sides is asked for, and the rest stays unread") {
  const Settings c = named(both_sides).recorded();
  c.get<Index>("d_model");
  c.get<Index>("encoder_layers");
  std::string unread;
  c.for_each_unread([&](const std::string& key, const Json&) { unread.append(key).append(" "); });
  CHECK_FALSE(contains(unread, "encoder.num_layers"));
  CHECK_FALSE(contains(unread, "decoder.hidden_size"));
  CHECK(contains(unread, "encoder.num_heads"));
  CHECK(contains(unread, "decoder.num_layers"));
}
