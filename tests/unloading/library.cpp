#include <ganymede/core/executor.hpp>

#include <vector>

namespace {
ganymede::ThreadPool in_static_object(2);  // destroyed while the library is being unloaded
}

/// Work for two pools; 0 if all of it was done.
extern "C" __attribute__((visibility("default"))) int run() {
  ganymede::ThreadPool pool(4);
  for (ganymede::Executor* const executor :
       {static_cast<ganymede::Executor*>(&pool), static_cast<ganymede::Executor*>(&in_static_object)}) {
    std::vector<int> done(1000);
    executor->parallel_for(1000, [&](ganymede::Index i) { done[static_cast<std::size_t>(i)] = 1; });
    for (const int one : done)
      if (one != 1) return 1;
  }
  return 0;
}
