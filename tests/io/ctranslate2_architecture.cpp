#include <ganymede/io/ctranslate2_architecture.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace ganymede;

namespace {

/// The variable of a Hugging Face path and leaf.
std::string variable(std::string_view path, std::string_view leaf) {
  const TensorName* const name = detail::find_tensor_name(detail::ctranslate2::transformer_tensors, path);
  REQUIRE(name != nullptr);
  return detail::own_name(detail::ctranslate2::transformer_tensors, path).value() + "/" + std::string(detail::own_leaf(*name, leaf));
}

}  // namespace

TEST_CASE("CTranslate2's variables have their own words for a norm's weight and bias, and for positions") {
  CHECK(variable("model.encoder.layers.0.fc1", "weight") == "encoder/layer_0/ffn/linear_0/weight");
  CHECK(variable("model.encoder.layers.0.final_layer_norm", "weight") == "encoder/layer_0/ffn/layer_norm/gamma");
  CHECK(variable("model.encoder.layers.0.final_layer_norm", "bias") == "encoder/layer_0/ffn/layer_norm/beta");
  CHECK(variable("model.decoder.embed_positions", "weight") == "decoder/position_encodings/encodings");
  CHECK(variable("lm_head", "weight") == "decoder/projection/weight");
}

TEST_CASE("queries, keys and values lie in one variable, keys and values of another text in the next") {
  using Part = TensorName::Part;
  const auto lies = [](std::string_view path, std::string_view own, Part part) {
    const TensorName* const name = detail::find_tensor_name(detail::ctranslate2::transformer_tensors, path);
    return name != nullptr && name->own == own && name->part == part;
  };
  CHECK(lies("model.encoder.layers.3.self_attn.q_proj", "encoder/layer_{}/self_attention/linear_0", Part::first));
  CHECK(lies("model.decoder.layers.3.self_attn.k_proj", "decoder/layer_{}/self_attention/linear_0", Part::middle));
  CHECK(lies("model.decoder.layers.3.self_attn.v_proj", "decoder/layer_{}/self_attention/linear_0", Part::last));
  CHECK(lies("model.decoder.layers.3.encoder_attn.q_proj", "decoder/layer_{}/attention/linear_0", Part::whole));
  CHECK(lies("model.decoder.layers.3.encoder_attn.k_proj", "decoder/layer_{}/attention/linear_1", Part::first));
  CHECK(lies("model.decoder.layers.3.encoder_attn.v_proj", "decoder/layer_{}/attention/linear_1", Part::last));
  CHECK(detail::find_tensor_name(detail::ctranslate2::transformer_tensors, "model.encoder.layers.3.encoder_attn.q_proj") == nullptr);
}
