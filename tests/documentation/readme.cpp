// README.md
#include "page.hpp"

namespace {

/// A block of Llama whose forward is the README's last block.
struct Diagram : ganymede::LlamaBlock<float> {
  template <class P>
  void operator()(ganymede::View<float>& x, ganymede::Pass<P>& pass) const {
#include "readme/block.inc"
  }
};

}  // namespace

TEST_CASE("README.md") {
  using documentation::path_of;
  documentation::Page page("readme");
#include "readme/complete.inc"
  auto stream = model.stream("The moon Ganymede orbits the planet", {.max_new_tokens = 64});
  for ([[maybe_unused]] const std::string_view piece : stream) {}
  CHECK(!stream.completion().text.empty());
  CHECK(stream.completion().ids.size() <= 64);
#include "readme/translate.inc"
  CHECK(words.links().size() == words.target.size());
#include "readme/look_inside.inc"
  CHECK(std::filesystem::file_size("attention.html") > 10000);
}

TEST_CASE("README.md: a block's forward is its diagram") {
  const ganymede::Checkpoint checkpoint{documentation::path_of("model-folder")};
  const ganymede::Llama<> expected{checkpoint};
  ganymede::Llama<> parts{checkpoint};
  ganymede::DecoderOnly<float, Diagram, ganymede::AnyNorm<float>> model;
  model.embed_tokens = std::move(parts.embed_tokens);
  model.norm = std::move(parts.norm);
  model.lm_head = std::move(parts.lm_head);
  model.state_shape = parts.state_shape;
  model.executor = parts.executor;
  for (auto& block : parts.layers) model.layers.push_back({std::move(block)});
  ganymede::Workspace one, other;
  ganymede::Sequence a = expected.new_sequence(), b = model.new_sequence();
  const std::vector<ganymede::TokenId> ids{3, 4, 5};
  CHECK(expected.forward(ganymede::Batch{}.add(a, ids), one) == model.forward(ganymede::Batch{}.add(b, ids), other));
}
