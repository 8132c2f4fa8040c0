#pragma once
// Pages of cache memory: counted references, a pool with a byte limit.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/error.hpp>
#include <ganymede/split.hpp>

#include <atomic>
#include <cstddef>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Hands out pages until a byte limit is reached and takes them back for the next. Shared by sequences; thread-safe. The limit is on all
/// that it holds: pages that wait go back to the system where others, of another size, need the room.
class PagePool {
 public:
  explicit PagePool(std::size_t byte_limit = std::numeric_limits<std::size_t>::max()) : byte_limit_(byte_limit) {}

  /// Throws CapacityError when the pages in use would exceed the limit, MemoryError when the system has no more. In the time of a search
  /// among the sizes there are, however many pages wait.
  Buffer acquire(std::size_t bytes);

  void give_back(Buffer page) noexcept;

  std::size_t bytes_in_use() const;
  /// Those that wait for the next who asks for their size included.
  std::size_t bytes_held() const;

 private:
  /// The pages of one size: how many there are, and those that wait.
  struct Size {
    std::vector<Buffer> free;
    std::size_t pages = 0;
  };
  using Sizes = std::map<std::size_t, Size>;

  Buffer take(Sizes::iterator size) noexcept;
  /// Gives a waiting page to the system.
  void drop(Sizes::iterator size) noexcept;

  mutable std::mutex mutex_;
  Sizes waiting_, in_use_;  // sizes of which some pages wait, and of which all are in use: nodes move from one to the other
  std::size_t byte_limit_, used_ = 0, free_ = 0;
};

/// A counted reference to a page. Copies share the page; who finds it exclusive() may write.
class PageRef {
 public:
  PageRef() = default;
  PageRef(std::shared_ptr<PagePool> pool, std::size_t bytes);
  PageRef(const PageRef& other) noexcept;
  PageRef(PageRef&& other) noexcept : page_(std::exchange(other.page_, nullptr)) {}
  PageRef& operator=(PageRef other) noexcept {
    std::swap(page_, other.page_);
    return *this;
  }
  ~PageRef();

  /// Refers to no page: default-made or moved from. The rest may be asked of others only.
  bool empty() const noexcept { return page_ == nullptr; }

  std::byte* data() const noexcept { return page_->memory.data(); }
  std::size_t size() const noexcept { return page_->memory.size(); }
  const std::shared_ptr<PagePool>& pool() const noexcept { return page_->pool; }

  /// Nobody else holds the page. Acquire: what former holders read happened before what is written next.
  bool exclusive() const noexcept { return page_->references.load(std::memory_order_acquire) == 1; }

 private:
  struct Page {
    std::atomic<std::size_t> references{1};
    Buffer memory;
    std::shared_ptr<PagePool> pool;
    Page() = default;
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;
    ~Page() {
      if (pool && memory.size()) pool->give_back(std::move(memory));
    }
  };
  Page* page_ = nullptr;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/state/page_pool.ipp>
#endif
