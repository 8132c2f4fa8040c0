#pragma once
// Temporary memory of forward passes.

#include <ganymede/core/tensor.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Memory handed out in order and given back by scope, so that `x += mlp(norm(x, pass), pass)` reads like the equation and allocates
/// nothing once warm. What a layer takes is given back when its Scope ends: the peak does not grow with the number of layers. Memory that
/// must outlive the layers of a pass (logits, rotary tables) is kept apart by `keep`, until the next `begin_pass`.
/// One workspace serves one pass at a time; its contents are nobody's state.
class Workspace {
 public:
  /// [rows, cols], contents unspecified, until the innermost Scope ends.
  template <Scalar T>
  View<T> take(Index rows, Index cols) {
    return view_of(static_cast<T*>(scoped_.take(static_cast<std::size_t>(rows * cols) * sizeof(T))), rows, cols);
  }

  /// `count` objects of a trivial type, contents unspecified, until the innermost Scope ends.
  template <class T>
  T* take_array(std::size_t count) {
    return static_cast<T*>(scoped_.take(count * sizeof(T)));  // NOLINT(bugprone-sizeof-expression): T may well be a pointer
  }

  /// [rows, cols], contents unspecified, until the next begin_pass().
  template <Scalar T>
  View<T> keep(Index rows, Index cols) {
    return view_of(static_cast<T*>(kept_.take(static_cast<std::size_t>(rows * cols) * sizeof(T))), rows, cols);
  }

  /// Gives back all that was kept or taken: views of an earlier pass, its logits too, show something else from now on.
  void begin_pass() noexcept { scoped_.at = kept_.at = {}; }

  /// Bytes held; grows to the largest pass seen and stays.
  std::size_t capacity() const noexcept { return scoped_.capacity() + kept_.capacity(); }

 private:
  struct Mark {
    std::size_t chunk = 0, used = 0;
  };

  struct Arena {
    std::vector<Buffer> chunks;
    Mark at;

    void* take(std::size_t bytes) {
      bytes = std::max<std::size_t>((bytes + Buffer::alignment - 1) / Buffer::alignment * Buffer::alignment, Buffer::alignment);
      while (at.chunk < chunks.size() && at.used + bytes > chunks[at.chunk].size()) {
        ++at.chunk;
        at.used = 0;
      }
      if (at.chunk == chunks.size()) chunks.emplace_back(std::max<std::size_t>(bytes, std::size_t{1} << 18));
      return chunks[at.chunk].data() + std::exchange(at.used, at.used + bytes);
    }
    std::size_t capacity() const noexcept {
      std::size_t sum = 0;
      for (const Buffer& chunk : chunks) sum += chunk.size();
      return sum;
    }
  };

  Arena scoped_, kept_;

 public:
  /// Gives back, when it ends, what was taken since it began.
  class Scope {
   public:
    explicit Scope(Workspace& workspace) : workspace_(workspace), mark_(workspace.scoped_.at) {}
    ~Scope() { workspace_.scoped_.at = mark_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Workspace& workspace_;
    Mark mark_;
  };
};

}  // namespace ganymede::inline v0
