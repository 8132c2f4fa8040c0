#include <ganymede/io/wrapped_names.hpp>

#include <doctest/doctest.h>

#include "support/error_of.hpp"

using namespace ganymede;
using detail::unwrapped_name;

TEST_CASE("wrapped_names: what torch's and peft's wrappers put into names is taken off, in any combination") {
  for (const char* const name :
       {"model.layers.0.mlp.up_proj.weight", "module.model.layers.0.mlp.up_proj.weight", "_orig_mod.model.layers.0.mlp.up_proj.weight",
        "base_model.model.model.layers.0.mlp.up_proj.weight", "base_model.model.layers.0.mlp.up_proj.weight",
        "module._orig_mod.model.layers.0.mlp.up_proj.weight", "_orig_mod.module.model.layers.0.mlp.up_proj.weight",
        "module.module.model.layers.0.mlp.up_proj.weight", "_orig_mod.base_model.model.model.layers.0.mlp.up_proj.weight",
        "model.layers.0._orig_mod.mlp.up_proj.weight",
        "model._fsdp_wrapped_module.layers.0._checkpoint_wrapped_module.mlp.up_proj.weight"}) {
    CAPTURE(name);
    const std::string plain = unwrapped_name(name);
    CHECK(plain.substr(plain.starts_with("model.") ? 6 : 0) == "layers.0.mlp.up_proj.weight");
  }
}

TEST_CASE("wrapped_names: other names stay as they are") {
  for (const char* const name : {"", "module", "lm_head.weight", "transformer.h.0.attn.c_attn.weight", "model.module.weight",
                                 "my_orig_mod.weight", "submodule.weight", "base_models.weight", "decoder/layer_0/ffn/linear_0/weight"})
    CHECK(unwrapped_name(name) == name);
}

TEST_CASE("wrapped_names: a name with and without its wrapper is an error") {
  std::vector<StoredTensor> tensors{{.name = "module.w"}, {.name = "v"}};
  detail::unwrap_names(tensors, "m");
  CHECK(tensors[0].name == "w");
  tensors.push_back({.name = "_orig_mod.v"});
  const auto error = error_of<FormatError>([&] { detail::unwrap_names(tensors, "m"); });
  CHECK(error.key == "v");
  CHECK(error.file == "m");
}

TEST_CASE("TensorFlow's gamma and beta of a LayerNorm are its weight and bias; other gammas stay") {
  CHECK(detail::unwrapped_name("bert.embeddings.LayerNorm.gamma") == "bert.embeddings.LayerNorm.weight");
  CHECK(detail::unwrapped_name("module.bert.encoder.layer.0.output.LayerNorm.beta") == "bert.encoder.layer.0.output.LayerNorm.bias");
  CHECK(detail::unwrapped_name("block.gamma") == "block.gamma");
}
