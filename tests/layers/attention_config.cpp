#include <ganymede/layers/attention_config.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "../support/error_of.hpp"

using namespace ganymede;

namespace {
constexpr AttentionConfig usual_attention{.hidden_size = 12, .num_attention_heads = 6, .num_key_value_heads = 2, .head_dim = 4};

/// The key that validate() complains about once `change` has been made.
template <class Change>
std::string refused_key(Change change) {
  AttentionConfig config = usual_attention;
  change(config);
  const ErrorDetails details = error_of<ConfigError>([&] { config.validate("config.json"); });
  CHECK(details.file == "config.json");
  CHECK_FALSE(details.expected.empty());
  return details.key;
}
}  // namespace

TEST_CASE("sizes follow from heads; the hidden size is another matter") {
  CHECK(usual_attention.q_size() == 24);
  CHECK(usual_attention.kv_size() == 8);
  CHECK(usual_attention.slot() == KeyValueSlot{2, 4});
  CHECK_NOTHROW(usual_attention.validate("config.json"));
}

TEST_CASE("scores are divided by the root of a head's dimensions, unless a scale is given") {
  AttentionConfig config = usual_attention;
  CHECK(config.settings<double>(0).scale == 0.5);  // 1 / sqrt(4)
  CHECK(config.settings<float>(0).scale == 0.5F);
  config.head_dim = 3;
  CHECK(config.settings<double>(0).scale == 1 / std::sqrt(3.0));
  config.scale = 0.125;
  CHECK(config.settings<double>(0).scale == 0.125);
}

TEST_CASE("a window counts the query's own position; none is no limit") {
  AttentionConfig config = usual_attention;
  CHECK(config.settings<double>(0).before == AttentionSettings<double>::unlimited);
  config.sliding_window = 3;
  const AttentionSettings<double> settings = config.settings<double>(0);
  CHECK(settings.visible(10, 100).begin == 8);  // 8, 9, 10
  CHECK(settings.visible(10, 100).end == 11);
  CHECK(config.settings<double>(5).visible(10, 100).end == 16);
  const auto encoder = config.settings<double>(AttentionSettings<double>::unlimited);  // as far on as back
  CHECK(encoder.visible(10, 100).begin == 8);
  CHECK(encoder.visible(10, 100).end == 13);
  CHECK(encoder.visible(99, 100).end == 100);
  config.attn_logit_softcapping = 50;
  CHECK(config.settings<double>(0).softcap == 50);
}

TEST_CASE("a head's dimensions are the hidden size divided by the heads, without a rest") {
  CHECK(usual_attention.divided_head_dim("config.json") == 2);
  AttentionConfig config = usual_attention;
  config.num_attention_heads = 5;
  const ErrorDetails details = error_of<ConfigError>([&] { (void)config.divided_head_dim("config.json"); });
  CHECK(details.key == "num_attention_heads");
  CHECK(details.found == "5");
  CHECK(contains(details.expected, "12"));
}

TEST_CASE("numbers that cannot belong together are refused by key") {
  for (const Index bad : {Index{0}, Index{-1}, Index{1} << 24}) {
    CHECK(refused_key([&](AttentionConfig& c) { c.hidden_size = bad; }) == "hidden_size");
    CHECK(refused_key([&](AttentionConfig& c) { c.num_attention_heads = bad; }) == "num_attention_heads");
  }
  for (const Index bad : {0, -2, 4, 12})
    CHECK(refused_key([&](AttentionConfig& c) { c.num_key_value_heads = bad; }) == "num_key_value_heads");
  for (const Index bad : {0, -4, 4097}) CHECK(refused_key([&](AttentionConfig& c) { c.head_dim = bad; }) == "head_dim");
  CHECK(refused_key([&](AttentionConfig& c) { c.sliding_window = -1; }) == "sliding_window");
}
