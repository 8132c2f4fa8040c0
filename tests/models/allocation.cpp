// A pass allocates nothing once warm: every operator new of this program is counted while `counting` is set.

#include <cstdlib>
#include <new>

#include <ganymede/models/any_of.hpp>

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
  for (const std::string name : {"gpt2", "llama_gqa"}) {
    CAPTURE(name);
    const AnyOf<Gpt2<>, Llama<>> model{checkpoint(name)};
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
