#pragma once
// Pages of cache memory: counted references, a pool with a byte limit.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/error.hpp>

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
  Buffer acquire(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (bytes > byte_limit_ - used_)
      throw CapacityError{{.problem = "the page pool is full",
                           .expected = "at most " + std::to_string(byte_limit_) + " bytes",
                           .found = std::to_string(used_) + " in use, " + std::to_string(bytes) + " more asked for"}};
    if (const auto waiting = waiting_.find(bytes); waiting != waiting_.end()) return take(waiting);
    while (free_ > byte_limit_ - used_ - bytes) drop(std::prev(waiting_.end()));
    Buffer page(bytes, "pages of a key/value cache");
    Size& size = in_use_[bytes];
    if (size.free.capacity() <= size.pages) size.free.reserve(2 * size.pages + 1);  // so that giving back cannot throw
    ++size.pages;
    used_ += bytes;
    return page;
  }

  void give_back(Buffer page) noexcept {
    const std::lock_guard lock(mutex_);
    const std::size_t bytes = page.size();
    if (const auto all = in_use_.find(bytes); all != in_use_.end()) waiting_.insert(in_use_.extract(all));
    waiting_.find(bytes)->second.free.push_back(std::move(page));
    used_ -= bytes;
    free_ += bytes;
  }

  std::size_t bytes_in_use() const {
    const std::lock_guard lock(mutex_);
    return used_;
  }
  /// Those that wait for the next who asks for their size included.
  std::size_t bytes_held() const {
    const std::lock_guard lock(mutex_);
    return used_ + free_;
  }

 private:
  /// The pages of one size: how many there are, and those that wait.
  struct Size {
    std::vector<Buffer> free;
    std::size_t pages = 0;
  };
  using Sizes = std::map<std::size_t, Size>;

  Buffer take(Sizes::iterator size) noexcept {
    Buffer page = std::move(size->second.free.back());
    size->second.free.pop_back();
    free_ -= page.size();
    used_ += page.size();
    if (size->second.free.empty()) in_use_.insert(waiting_.extract(size));
    return page;
  }
  /// Gives a waiting page to the system.
  void drop(Sizes::iterator size) noexcept {
    free_ -= size->first;
    size->second.free.pop_back();
    if (--size->second.pages == 0)
      waiting_.erase(size);
    else if (size->second.free.empty())
      in_use_.insert(waiting_.extract(size));
  }

  mutable std::mutex mutex_;
  Sizes waiting_, in_use_;  // sizes of which some pages wait, and of which all are in use: nodes move from one to the other
  std::size_t byte_limit_, used_ = 0, free_ = 0;
};

/// A counted reference to a page. Copies share the page; who finds it exclusive() may write.
class PageRef {
 public:
  PageRef() = default;
  PageRef(std::shared_ptr<PagePool> pool, std::size_t bytes) {
    auto page = std::make_unique<Page>();
    page->memory = pool->acquire(bytes);
    page->pool = std::move(pool);
    page_ = page.release();
  }
  PageRef(const PageRef& other) noexcept : page_(other.page_) {
    if (page_) page_->references.fetch_add(1, std::memory_order_relaxed);
  }
  PageRef(PageRef&& other) noexcept : page_(std::exchange(other.page_, nullptr)) {}
  PageRef& operator=(PageRef other) noexcept {
    std::swap(page_, other.page_);
    return *this;
  }
  ~PageRef() {
    if (page_ && page_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete page_;
  }

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
