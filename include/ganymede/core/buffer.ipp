#pragma once
// The bodies of buffer.hpp.

#include <ganymede/core/buffer.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Buffer::Buffer(std::size_t bytes, std::string_view purpose) : Buffer(uninitialised(bytes, purpose)) {
  if (bytes && data_.get_deleter().mapped == 0) std::memset(data_.get(), 0, bytes);  // mappings begin as zeros
}

GANYMEDE_ONCE Buffer Buffer::uninitialised(std::size_t bytes, std::string_view purpose) {
  Buffer buffer;
  buffer.size_ = bytes;
  if (bytes >= mapped_from) buffer.map();
  if (bytes && !buffer.data_)
    buffer.data_.reset(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{alignment}, std::nothrow)));
  if (bytes && !buffer.data_) throw MemoryError(purpose, bytes);
  return buffer;
}

}  // namespace ganymede::inline v0
