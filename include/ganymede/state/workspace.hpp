#pragma once
// Temporary memory of forward passes.

#include <ganymede/core/tensor.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <functional>
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
  void begin_pass() noexcept;

  /// Bytes held: those of the largest pass so far and a sixteenth more; while a pass outgrows them, at most four times its own.
  std::size_t capacity() const noexcept { return scoped_.capacity() + kept_.capacity(); }

  /// Whether `data` was taken in a Scope that has ended, as far as that can be told: its memory waits for the next who takes some.
  bool given_back(const void* data) const noexcept { return scoped_.is_free(data); }

 private:
  struct Mark {
    std::size_t chunk = 0, used = 0;  // in that chunk
    std::size_t before = 0;           // in those before it
  };

  /// A stack of memory. One chunk holds all that the largest pass so far took at a time. A pass that takes more gets further chunks, and
  /// begin() makes one of them all. Of two neighbours the first could not hold what the second begins with, so together chunks hold at
  /// most twice what is in use, and what the last of them was made for.
  struct Arena {
    std::vector<Buffer> chunks;
    Mark at;
    std::size_t most = 0;  // bytes in use at a time, so far

    void* take(std::size_t bytes) {
      bytes = std::max<std::size_t>((bytes + Buffer::alignment - 1) / Buffer::alignment * Buffer::alignment, Buffer::alignment);
      if (at.chunk == chunks.size() || bytes > chunks[at.chunk].size() - at.used) next(bytes);
      void* const memory = chunks[at.chunk].data() + at.used;
      at.used += bytes;
      most = std::max(most, at.before + at.used);
      return memory;
    }
    /// Moves on to a chunk that holds `bytes`. Those behind the present one are free: ones that are too small go.
    void next(std::size_t bytes) {
      const std::size_t place = at.chunk + (at.used > 0 ? 1 : 0);
      if (place >= chunks.size() || chunks[place].size() < bytes) {
        chunks.resize(std::min(place, chunks.size()));
        chunks.push_back(Buffer::uninitialised(std::max({bytes, place == 0 ? most + most / 16 : capacity() / 16, std::size_t{1} << 18}),
                                               "the temporary memory of a pass"));
      }
      if (place == at.chunk) return;
      at = {place, 0, at.before + at.used};
    }
    void begin() noexcept {
      if (chunks.size() > 1) chunks.clear();
      at = {};
    }
    bool is_free(const void* data) const noexcept {
      const auto* const p = static_cast<const std::byte*>(data);
      for (std::size_t i = at.chunk; i < chunks.size(); ++i) {
        const std::byte* const first = chunks[i].data() + (i == at.chunk ? at.used : 0);
        if (!std::less<>{}(p, first) && std::less<>{}(p, chunks[i].data() + chunks[i].size())) return true;
      }
      return false;
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

#if GANYMEDE_BODIES
#include <ganymede/state/workspace.ipp>
#endif
