#include <ganymede/io/tensor_names.hpp>

#include <doctest/doctest.h>

using namespace ganymede;

TEST_CASE("tensor_names: a path's own name in a file, with its layer") {
  static constexpr TensorName names[] = {{"model.embed_tokens", "token_embd"}, {"model.layers.{}.mlp.up_proj", "blk.{}.ffn_up"}};
  CHECK(detail::own_name(names, "model.embed_tokens") == "token_embd");
  CHECK(detail::own_name(names, "model.layers.12.mlp.up_proj") == "blk.12.ffn_up");
  for (const char* const other : {"model.layers..mlp.up_proj", "model.layers.x.mlp.up_proj", "model.layers.1.2.mlp.up_proj", "embed_tokens",
                                  "model.embed_tokens.weight", ""})
    CHECK_FALSE(detail::own_name(names, other).has_value());
}

TEST_CASE("tensor_names: a layer's number and an expert's") {
  const std::string_view pattern = "layers.{}.experts.{}.up_proj";
  CHECK(detail::numbers_of(pattern, "layers.3.experts.12.up_proj") == std::vector<std::string>{"3", "12"});
  for (const char* const other :
       {"layers.3.experts..up_proj", "layers.3.experts.x.up_proj", "layers.3.experts.1", "layers.3.experts.1.up_proj."})
    CHECK_FALSE(detail::numbers_of(pattern, other).has_value());
  CHECK(detail::numbers_of("norm", "norm")->empty());
  const std::vector<std::string> numbers{"3", "12"};
  CHECK(detail::with_numbers("blk.{}.ffn_up_exps", numbers) == "blk.3.ffn_up_exps");
  CHECK(detail::with_numbers("a.{}.b.{}", numbers) == "a.3.b.12");
  CHECK(detail::with_numbers("norm", numbers) == "norm");
}
