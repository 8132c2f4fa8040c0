// A pass allocates nothing once warm: every operator new of this program is counted while `counting` is set.

#include <cstdlib>
#include <new>

#include <ganymede/decode/beam_search.hpp>
#include <ganymede/models/any_of.hpp>
#include <ganymede/models/lstm.hpp>

#include "../support/model_fixture.hpp"

namespace {
std::atomic<bool> counting{false};
std::atomic<int> allocations{0};

void* counted(std::size_t size, std::size_t alignment) {
  if (counting.load(std::memory_order_relaxed)) allocations.fetch_add(1, std::memory_order_relaxed);
  void* const p = alignment > alignof(std::max_align_t) ? std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)
                                                        : std::malloc(size ? size : 1);
  if (!p) throw std::bad_alloc();
  return p;
}
}  // namespace

// new is malloc here and delete is free: GCC, inlining one of them, thinks that they do not belong together.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

void* operator new(std::size_t size) { return counted(size, 1); }
void* operator new(std::size_t size, std::align_val_t alignment) { return counted(size, static_cast<std::size_t>(alignment)); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

using namespace fixture;

TEST_CASE("decoding allocates nothing, token after token, but a page of cache every 32 positions") {
  for (const std::string name : {"gpt2", "llama_gqa", "lstm"}) {
    CAPTURE(name);
    const AnyOf<Gpt2<>, Llama<>, LstmModel<>> model{checkpoint(name)};
    Workspace workspace;
    Sequence sequence = model.new_sequence();
    Batch batch;
    const TokenId token = 5;
    const auto step = [&] {
      batch.clear();
      model.forward(batch.add(sequence, {&token, 1}), workspace);
    };
    for (int warm = 0; warm < 3; ++warm) step();
    allocations = 0;
    counting = true;
    while (sequence.length() < PageLayout::positions) step();
    counting = false;
    CHECK(allocations == 0);
  }
}

TEST_CASE("a beam search allocates for its forks alone") {
  for (const std::string name : {"gpt2", "llama_gqa"}) {
    CAPTURE(name);
    const AnyOf<Gpt2<>, Llama<>> model{checkpoint(name)};
    const int layers = static_cast<int>(model.new_sequence().shape().slots.size());
    GenerationConfig config;
    config.num_beams = 4;
    config.max_new_tokens = 26;
    config.repetition_penalty = 1.1;
    const std::vector<std::vector<TokenId>> prompts{{5, 6, 7}, {8}};
    BeamSearch search(model, prompts, config);
    for (int warm = 0; warm < 4; ++warm) search.step();
    int most = 0;
    for (int token = 4; token < 24; ++token) {
      allocations = 0;
      counting = true;
      search.step();
      counting = false;
      most = std::max(most, allocations.load());
    }
    // a fork: the list of layers; for each layer the pages' references, their addresses, and the page that is then written
    CHECK(most <= 2 * 3 * (1 + layers * 3));
  }
}

TEST_CASE("a beam with one successor keeps its sequence: nothing is allocated") {
  /// Each token wants its own successor, by far; the first one wants two.
  struct Chain {
    std::shared_ptr<const StateShape> shape = std::make_shared<StateShape>(StateShape{{{1, 8}}, 100});
    Index vocab_size() const { return 12; }
    Index max_position_embeddings() const { return 100; }
    Index longest_sequence() const { return 100; }
    Sequence new_sequence(const SequenceOptions& options) const { return Sequence(shape, options); }
    ConstView<float> forward(const Batch& batch, Workspace& workspace) const {
      workspace.begin_pass();
      View<float> logits = workspace.keep<float>(batch.logit_rows(), 12);
      for (const Segment& s : batch.segments()) {
        s.sequence->reserve(s.rows);
        const TokenId last = batch.tokens()[static_cast<std::size_t>(s.first_row + s.rows - 1)];
        for (Index v = 0; v < 12; ++v) logits(s.first_logit, v) = v == (last + 2) % 12 || (last == 0 && v == 3) ? 50.0F : 0.0F;
        s.sequence->commit(s.rows);
      }
      return view_of(static_cast<const float*>(logits.data()), logits.rows(), logits.cols());
    }
  };
  const Chain model;
  GenerationConfig config;
  config.num_beams = 2;
  config.max_new_tokens = 30;
  const std::vector<std::vector<TokenId>> prompts{{0}};
  BeamSearch search(model, prompts, config);
  for (int warm = 0; warm < 3; ++warm) search.step();
  allocations = 0;
  counting = true;
  for (int token = 3; token < 28; ++token) search.step();
  counting = false;
  CHECK(allocations == 0);
  CHECK(search.running_beams() == 2);
}
