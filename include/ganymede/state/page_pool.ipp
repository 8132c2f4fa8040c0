#pragma once
// The bodies of page_pool.hpp.

#include <ganymede/state/page_pool.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE Buffer PagePool::acquire(std::size_t bytes) {
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

GANYMEDE_ONCE void PagePool::give_back(Buffer page) noexcept {
  const std::lock_guard lock(mutex_);
  const std::size_t bytes = page.size();
  if (const auto all = in_use_.find(bytes); all != in_use_.end()) waiting_.insert(in_use_.extract(all));
  waiting_.find(bytes)->second.free.push_back(std::move(page));
  used_ -= bytes;
  free_ += bytes;
}

GANYMEDE_ONCE std::size_t PagePool::bytes_in_use() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

GANYMEDE_ONCE std::size_t PagePool::bytes_held() const {
  const std::lock_guard lock(mutex_);
  return used_ + free_;
}

GANYMEDE_ONCE Buffer PagePool::take(Sizes::iterator size) noexcept {
  Buffer page = std::move(size->second.free.back());
  size->second.free.pop_back();
  free_ -= page.size();
  used_ += page.size();
  if (size->second.free.empty()) in_use_.insert(waiting_.extract(size));
  return page;
}

GANYMEDE_ONCE void PagePool::drop(Sizes::iterator size) noexcept {
  free_ -= size->first;
  size->second.free.pop_back();
  if (--size->second.pages == 0)
    waiting_.erase(size);
  else if (size->second.free.empty())
    in_use_.insert(waiting_.extract(size));
}

GANYMEDE_ONCE PageRef::PageRef(std::shared_ptr<PagePool> pool, std::size_t bytes) {
  auto page = std::make_unique<Page>();
  page->memory = pool->acquire(bytes);
  page->pool = std::move(pool);
  page_ = page.release();
}

GANYMEDE_ONCE PageRef::PageRef(const PageRef& other) noexcept : page_(other.page_) {
  if (page_) page_->references.fetch_add(1, std::memory_order_relaxed);
}

GANYMEDE_ONCE PageRef::~PageRef() {
  if (page_ && page_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete page_;
}

}  // namespace ganymede::inline v0
