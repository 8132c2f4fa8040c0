#include <ganymede/blocks/any_block.hpp>

#include <ganymede/blocks/parallel.hpp>
#include <ganymede/blocks/post_norm.hpp>
#include <ganymede/blocks/pre_norm.hpp>

#include <doctest/doctest.h>

#include "../support/toy_layers.hpp"

using namespace ganymede;
using toy::Plus, toy::Times;

namespace {

/// A norm that may be none, and a layer that may be empty.
struct PlusOrNone : Plus {
  PlusOrNone(double amount = 0) : Plus{amount} {}
  bool is_none() const { return amount == 0; }
};
struct TimesOrEmpty : Times {
  TimesOrEmpty(double factor = 0) : Times{factor} {}
  bool empty() const { return factor == 0; }
};

using ToyBlock = AnyBlock<double, PlusOrNone, Times, Times, TimesOrEmpty>;

double after(const auto& block, double x) {
  int pass = 0;
  block(x, pass);
  return x;
}

}  // namespace

TEST_CASE("each wiring is that of its block") {
  ToyBlock block{.self_attn_norm = 1, .self_attn = {10}, .mlp_norm = 2, .mlp = {100}};
  CHECK(after(block, 3) == after(PreNormBlock<Plus, Times, Times>{{1}, {10}, {2}, {100}}, 3));
  block.wiring = Wiring::post_norm;
  CHECK(after(block, 3) == after(PostNormBlock<Plus, Times, Times>{{10}, {1}, {100}, {2}}, 3));
  block.wiring = Wiring::parallel;
  CHECK(after(block, 3) == 3 + 10 * (3 + 1) + 100 * (3 + 2));  // two norms of what came in
  block.mlp_norm = 0;
  CHECK(after(block, 3) == after(ParallelBlock<Plus, Times, Times>{{1}, {10}, {100}}, 3));
}

TEST_CASE("attention to a source is a third branch, where there is one") {
  ToyBlock block{.self_attn_norm = 1, .self_attn = {10}, .encoder_attn_norm = 2, .encoder_attn = 3, .mlp_norm = 5, .mlp = {100}};
  CHECK(after(block, 3) == after(PreNormBlock<Plus, Times, Times, Times>{{1}, {10}, {2}, {3}, {5}, {100}}, 3));
  block.wiring = Wiring::post_norm;
  CHECK(after(block, 3) == after(PostNormBlock<Plus, Times, Times, Times>{{10}, {1}, {3}, {2}, {100}, {5}}, 3));
}

TEST_CASE("norms of what layers give: a sandwich, or alone") {
  ToyBlock block{.self_attn_norm = 1, .self_attn = {10}, .self_attn_output_norm = 4, .mlp_norm = 2, .mlp = {100}, .mlp_output_norm = 6};
  CHECK(after(block, 3) == 47 + 100 * (47 + 2) + 6);  // 3 + 10 (3 + 1) + 4 = 47
  block.self_attn_norm = block.mlp_norm = 0;
  CHECK(after(block, 3) == 37 + 100 * 37 + 6);  // 3 + 10 * 3 + 4 = 37
}

TEST_CASE("what layers add may be scaled, in each wiring") {
  ToyBlock block{.residual_multiplier = 0.5, .self_attn_norm = 1, .self_attn = {10}, .mlp_norm = 2, .mlp = {100}};
  CHECK(after(block, 3) == 23 + 50 * (23 + 2));  // 3 + 5 (3 + 1) = 23
  block.mlp_output_norm = 6;
  CHECK(after(block, 3) == 23 + 0.5 * (100 * (23 + 2) + 6));  // the norm comes first
  block.wiring = Wiring::parallel;
  CHECK(after(block, 3) == 3 + 5 * (3 + 1) + 0.5 * (100 * (3 + 2) + 6));
}
