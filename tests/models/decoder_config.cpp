#include <ganymede/models/decoder_config.hpp>

#include <ganymede/io/json.hpp>

#include "../support/error_of.hpp"
#include "../support/model_files.hpp"
#include "../support/model_fixture.hpp"

using namespace fixture;

namespace {
const Json small_config{
    {"hidden_size", 8}, {"num_hidden_layers", 2}, {"num_attention_heads", 2}, {"intermediate_size", 5}, {"vocab_size", 3}};

DecoderConfig read_small(const Json& more, const DecoderDefaults& defaults = {}) {
  const TemporaryFolder here;
  std::filesystem::copy_file(folder("mistral_window") / "model.safetensors", here.path() / "model.safetensors");
  Json config = small_config;
  config.update(more);
  here.write("config.json", config.dump());
  return DecoderConfig(Checkpoint(here.path()), defaults);
}
}  // namespace

TEST_CASE("a decoder's config: what is not said is as the family's class has it") {
  const DecoderConfig plain = read_small(Json::object());
  CHECK(plain.attention.head_dim == 4);
  CHECK(plain.attention.num_key_value_heads == 2);
  CHECK(plain.norm_eps == 1e-6);
  CHECK(plain.rope.rotary_dim == 4);
  const DecoderConfig other = read_small({{"head_dim", 6}, {"rotary_dim", 2}, {"attention_bias", true}},
                                         {.num_key_value_heads = 1, .attention_output_bias = false, .mlp_bias = true});
  CHECK(other.attention.q_size() == 12);
  CHECK(other.attention.num_key_value_heads == 1);
  CHECK(other.rope.rotary_dim == 2);
  CHECK(other.attention_bias);
  CHECK_FALSE(other.attention_output_bias);
  CHECK(other.mlp_bias);
  CHECK(error_of<ConfigError>([&] { other.require_whole_heads_rotated(); }).key == "rotary_dim");
}

TEST_CASE("layers by the billion are refused before anything is as long") {
  for (const int layers : {1 << 20, 0x7fffffff})
    CHECK(error_of<ConfigError>([&] { read_small({{"num_hidden_layers", layers}}); }).key == "num_hidden_layers");
}

TEST_CASE("a decoder's windows: of all layers, of some, of none") {
  CHECK(read_small({{"sliding_window", 4}}).attention.sliding_window == 0);  // no key of this family
  CHECK(read_small(Json::object(), {.sliding_window = 3}).attention_of(1).sliding_window == 3);
  const DecoderConfig some =
      read_small({{"sliding_window", 4}, {"layer_types", {"sliding_attention", "full_attention"}}}, {.sliding_window = 0});
  CHECK(some.attention_of(0).sliding_window == 4);
  CHECK(some.attention_of(1).sliding_window == 0);
  CHECK(some.resolved().has("layer_types"));
  CHECK(error_of<ConfigError>([] {
          read_small({{"sliding_window", 4}, {"layer_types", {"sliding_attention", "full_attention"}}},
                     {.sliding_window = 0, .ignores_sliding_window = true});
        }).key == "layer_types");
}

TEST_CASE("a decoder's windows begin at a layer where the switch says that there are any") {
  const DecoderDefaults defaults{.sliding_window = 4096, .max_window_layers = 28};
  const Json on{{"use_sliding_window", true}, {"sliding_window", 4}, {"max_window_layers", 1}};
  const DecoderConfig some = read_small(on, defaults);
  CHECK(some.attention_of(0).sliding_window == 0);
  CHECK(some.attention_of(1).sliding_window == 4);
  CHECK(read_small({{"sliding_window", 4}, {"max_window_layers", 0}}, defaults).attention_of(1).sliding_window == 0);
  Json listed = on;
  listed["layer_types"] = {"sliding_attention", "full_attention"};  // outweighs where they begin
  CHECK(read_small(listed, defaults).attention_of(0).sliding_window == 4);
  Json many = on;
  many["num_hidden_layers"] = std::int64_t{1} << 60;
  CHECK(error_of<ConfigError>([&] { read_small(many, defaults); }).key == "num_hidden_layers");
}

TEST_CASE("what a class says of heads and of rotary positions holds where the file says nothing") {
  const DecoderDefaults defaults{.rope_theta = 2e6, .partial_rotary_factor = 0.5, .head_dim = 12, .num_key_value_heads = 1};
  const DecoderConfig plain = read_small(Json::object(), defaults);
  CHECK(plain.rope.rope_theta == 2e6);
  CHECK(plain.attention.head_dim == 12);
  CHECK(plain.rope.rotary_dim == 6);
  CHECK(plain.attention.num_key_value_heads == 1);
  const Json said{{"rope_theta", 7.0}, {"head_dim", nullptr}, {"partial_rotary_factor", 1}, {"num_key_value_heads", nullptr}};
  const DecoderConfig other = read_small(said, defaults);
  CHECK(other.rope.rope_theta == 7);
  CHECK(other.attention.head_dim == 4);
  CHECK(other.rope.rotary_dim == 4);
  CHECK(other.attention.num_key_value_heads == 2);
}
