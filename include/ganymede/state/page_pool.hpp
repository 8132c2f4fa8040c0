#pragma once
// Pages of cache memory: counted references, a pool with a byte limit.

#include <ganymede/core/buffer.hpp>
#include <ganymede/core/error.hpp>

#include <atomic>
#include <cstddef>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// Hands out pages until a byte limit is reached and takes them back for the next. Shared by sequences; thread-safe.
class PagePool {
 public:
  explicit PagePool(std::size_t byte_limit = std::numeric_limits<std::size_t>::max()) : byte_limit_(byte_limit) {}

  /// Throws CapacityError when the pages in use would exceed the limit.
  Buffer acquire(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (bytes > byte_limit_ - used_)
      throw CapacityError{{.problem = "the page pool is full",
                           .expected = "at most " + std::to_string(byte_limit_) + " bytes",
                           .found = std::to_string(used_) + " in use, " + std::to_string(bytes) + " more asked for"}};
    for (std::size_t i = free_.size(); i-- > 0;)
      if (free_[i].size() == bytes) {
        Buffer page = std::move(free_[i]);
        free_[i] = std::move(free_.back());
        free_.pop_back();
        used_ += bytes;
        return page;
      }
    free_.reserve(pages_ + 1);  // so that giving back cannot throw
    Buffer page(bytes);
    ++pages_;
    used_ += bytes;
    return page;
  }

  void give_back(Buffer page) noexcept {
    const std::lock_guard lock(mutex_);
    used_ -= page.size();
    free_.push_back(std::move(page));
  }

  std::size_t bytes_in_use() const {
    const std::lock_guard lock(mutex_);
    return used_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Buffer> free_;
  std::size_t byte_limit_, used_ = 0, pages_ = 0;
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
