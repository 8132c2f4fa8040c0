#include <ganymede/models/experts_config.hpp>

#include <ganymede/io/json.hpp>

#include "../support/error_of.hpp"

using namespace ganymede;

namespace {
constexpr ExpertsDefaults expert_defaults{.num_experts = 8, .num_experts_per_tok = 2, .moe_intermediate_size = 5};

ExpertsConfig read_experts(const Json& settings, const ExpertsDefaults& defaults = expert_defaults) {
  ExpertsConfig c;
  const Settings all(settings, "config.json");
  c.read(all, defaults, 11);
  c.read_dense_layers(all);
  return c;
}
}  // namespace

TEST_CASE("experts: what is not said is as the family's class has it, and their number goes by either name") {
  const ExpertsConfig plain = read_experts(Json::object());
  CHECK(plain.num_experts == 8);
  CHECK(plain.routing.num_experts_per_tok == 2);
  CHECK(plain.moe_intermediate_size == 5);
  CHECK(plain.in_layer(0));
  CHECK(read_experts({{"num_local_experts", 3}}).num_experts == 3);
  CHECK(read_experts({{"num_experts", 3}, {"moe_intermediate_size", 7}}).moe_intermediate_size == 7);
  CHECK(read_experts(Json::object(), {.num_experts = 8, .num_experts_per_tok = 2}).moe_intermediate_size == 11);
  CHECK_FALSE(read_experts({{"num_experts", 0}}).in_layer(0));
  CHECK_FALSE(ExpertsConfig{}.in_layer(0));
}

TEST_CASE("some layers are without experts: all but every so manieth, and those that are named") {
  const ExpertsConfig c = read_experts({{"decoder_sparse_step", 2}, {"mlp_only_layers", {3, 100}}});
  CHECK_FALSE(c.in_layer(0));
  CHECK(c.in_layer(1));
  CHECK_FALSE(c.in_layer(3));
  CHECK(c.in_layer(5));
  CHECK(read_experts({{"mlp_only_layers", nullptr}}).in_layer(0));
}

TEST_CASE("numbers of experts that cannot be are refused by their keys") {
  const auto key_of = [](const Json& settings) { return error_of<ConfigError>([&] { read_experts(settings); }).key; };
  CHECK(key_of({{"num_experts", -1}}) == "num_experts");
  CHECK(key_of({{"num_local_experts", std::int64_t{1} << 40}}) == "num_local_experts");
  CHECK(key_of({{"num_local_experts", 4}, {"num_experts", 5}}) == "num_experts");
  CHECK(key_of({{"num_experts_per_tok", 9}}) == "num_experts_per_tok");
  CHECK(key_of({{"num_experts_per_tok", 0}}) == "num_experts_per_tok");
  CHECK(key_of({{"num_experts", 200}, {"num_experts_per_tok", 65}}) == "num_experts_per_tok");
  CHECK(key_of({{"decoder_sparse_step", 0}}) == "decoder_sparse_step");
  CHECK(key_of({{"moe_intermediate_size", -3}}) == "moe_intermediate_size");
}
