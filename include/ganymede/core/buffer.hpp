#pragma once
// Owned memory. Eigen never owns: its allocator and alignment follow the user's compiler flags, ours must not.

#include <ganymede/core/types.hpp>

#include <cstring>
#include <memory>
#include <new>

namespace ganymede::inline v0 {

/// `bytes` zeroed bytes on a 64-byte boundary; movable, not copyable. Throws std::bad_alloc.
class Buffer {
 public:
  static constexpr std::size_t alignment = 64;

  Buffer() = default;
  explicit Buffer(std::size_t bytes)
      : data_(bytes ? static_cast<std::byte*>(::operator new (bytes, std::align_val_t{alignment})) : nullptr), size_(bytes) {
    if (bytes) std::memset(data_.get(), 0, bytes);
  }

  std::byte* data() noexcept { return data_.get(); }
  const std::byte* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return data_ ? size_ : 0; }

 private:
  struct Free {
    void operator()(std::byte* p) const noexcept { ::operator delete (p, std::align_val_t{alignment}); }
  };
  std::unique_ptr<std::byte, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace ganymede::inline v0
