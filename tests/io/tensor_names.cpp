#include <ganymede/io/tensor_names.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("tensor_names: a path's GGUF name, with its layer") {
  static constexpr TensorName names[] = {{"model.embed_tokens", "token_embd"}, {"model.layers.{}.mlp.up_proj", "blk.{}.ffn_up"}};
  CHECK(detail::gguf_name(names, "model.embed_tokens") == "token_embd");
  CHECK(detail::gguf_name(names, "model.layers.12.mlp.up_proj") == "blk.12.ffn_up");
  for (const char* const other : {"model.layers..mlp.up_proj", "model.layers.x.mlp.up_proj", "model.layers.1.2.mlp.up_proj", "embed_tokens",
                                  "model.embed_tokens.weight", ""})
    CHECK_FALSE(detail::gguf_name(names, other).has_value());
}
