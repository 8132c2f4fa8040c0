#pragma once
// Owned memory. Eigen never owns: its allocator and alignment follow the user's compiler flags, ours must not.

#include <ganymede/core/memory_error.hpp>
#include <ganymede/core/os/memory_pages.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <cstring>
#include <memory>
#include <new>

namespace ganymede::inline v0 {

/// Bytes on a 64-byte boundary; movable, not copyable. Throws MemoryError, which names the `purpose`. From 2 MiB on they come straight from
/// the system, zeroed, and go back to it at once. (Asking for huge pages was measured and lost: on a machine that has run for a while, the
/// kernel moves memory about to make them, which took five times as long as the page faults they save.)
class Buffer {
 public:
  static constexpr std::size_t alignment = 64;

  Buffer() = default;
  /// `bytes` zeroed bytes.
  explicit Buffer(std::size_t bytes, std::string_view purpose = "a buffer");
  /// `bytes` bytes of any value: the first touch of a page belongs to the thread that fills it.
  static Buffer uninitialised(std::size_t bytes, std::string_view purpose = "a buffer");

  std::byte* data() noexcept { return data_.get(); }
  const std::byte* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return data_ ? size_ : 0; }

 private:
  static constexpr std::size_t mapped_from = std::size_t{1} << 21;

  struct Free {
    std::size_t mapped;  // 0, as unique_ptr initialises it: from operator new
    void operator()(std::byte* p) const noexcept {
      if (mapped != 0)
        detail::give_back_pages(p, mapped);
      else
        ::operator delete (p, std::align_val_t{alignment});
    }
  };

  void map() noexcept {  // no memory, or no more mappings: operator new answers in its place
    std::byte* const pages = detail::take_pages(size_);
    if (pages != nullptr) data_ = {pages, Free{size_}};
  }

  std::unique_ptr<std::byte, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/core/buffer.ipp>
#endif
