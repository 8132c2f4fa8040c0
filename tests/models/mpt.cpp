#include <ganymede/models/mpt.hpp>

#include "../support/family_checks.hpp"

using namespace fixture;

TEST_CASE("MPT gives the logits and greedy ids of transformers") { check_as_stored<Mpt>({"mpt", "mpt_clipped"}); }

TEST_CASE("MPT's expansion_ratio is 4 to transformers; a file that follows another is read by it") {
  CHECK(distance_with<Mpt<>>("mpt", {{"expansion_ratio", 2}}) < 2e-5);
  const Checkpoint from = checkpoint("mpt");
  CHECK(MptFamily::config(from).intermediate_size == 120);
  const Changed wide("mpt", merge_patched(config_of("mpt"), {{"d_model", 60}, {"n_heads", 5}, {"expansion_ratio", 2}}));  // 2 * 60, too
  CHECK(MptFamily::config(wide.checkpoint()).intermediate_size == 120);
  CHECK(refused_key<Mpt<>>("mpt", {{"expansion_ratio", 0}}) == "expansion_ratio");
}

TEST_CASE("MPT's settings of attention count, or are refused by name") {
  const auto with = [](const Json& attention) { return distance_with<Mpt<>>("mpt_clipped", {{"attn_config", attention}}); };
  CHECK(with({{"clip_qkv", 0.3}}) > 1e-3);
  CHECK(with({{"clip_qkv", nullptr}}) > 1e-3);
  CHECK(with({{"softmax_scale", nullptr}}) > 1e-4);
  CHECK(with({{"attn_pdrop", 1}, {"attn_impl", "triton"}}) < 2e-5);
  CHECK(distance_with<Mpt<>>("mpt", {{"attn_config", nullptr}}) < 2e-5);
  CHECK(distance_with<Mpt<>>("mpt", {{"init_config", {{"name", "kaiming_normal_"}}}, {"verbose", 0}, {"tokenizer_name", "x"}}) < 2e-5);
  const auto refused = [](const Json& attention) { return refused_key<Mpt<>>("mpt", {{"attn_config", attention}}); };
  CHECK(refused({{"clip_qkv", -1.0}}) == "clip_qkv");
  CHECK(refused({{"alibi", false}}) == "attn_config.alibi");
  CHECK(refused({{"alibi_bias_max", 16}}) == "attn_config.alibi_bias_max");
  CHECK(refused({{"prefix_lm", true}}) == "attn_config.prefix_lm");
  CHECK(refused({{"qk_ln", true}}) == "attn_config.qk_ln");
  CHECK(refused({{"attn_type", "multiquery_attention"}}) == "attn_config.attn_type");
  CHECK(refused_key<Mpt<>>("mpt", {{"no_bias", false}}) == "no_bias");
  CHECK(refused_key<Mpt<>>("mpt", {{"logit_scale", 0.5}}) == "logit_scale");
  CHECK(refused_key<Mpt<>>("mpt", {{"norm_type", "rmsnorm"}}) == "norm_type");
}

TEST_CASE("MPT from GGUF gives the same") { check_gguf<Mpt>({"mpt_gguf"}); }
