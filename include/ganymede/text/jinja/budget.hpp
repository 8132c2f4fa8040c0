#pragma once
// Counts what a template uses, against its limits.

#include <ganymede/core/error.hpp>
#include <ganymede/text/jinja/limits.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace ganymede::inline v0::jinja {

/// The problem, before it is known where in the template it lies: rendering makes a TemplateError of it.
struct Failure {
  std::string problem;
};

[[noreturn]] inline void fail(std::string problem) { throw Failure{std::move(problem)}; }

/// One rendering's. It outlives all values.
class Budget {
 public:
  Budget(const Limits& limits, std::size_t given)
      : steps_(limits.steps + limits.steps_per_byte * given), bytes_(limits.bytes + limits.bytes_per_byte * given), depth_(limits.depth) {}

  void step(std::size_t n = 1) {
    if (n >= steps_) {
      steps_ = 0;
      fail("the template takes too many steps");
    }
    steps_ -= n;
  }
  /// Before so much is copied or made.
  void copy(std::size_t bytes) { step(bytes / 64); }
  void hold(std::size_t bytes) {
    if (bytes > bytes_ - held_) fail("the template wants too much memory");
    held_ += bytes;
  }
  /// Whether so much could be held.
  void could_hold(std::size_t bytes) const {
    if (bytes > bytes_ - held_) fail("the template wants too much memory");
  }
  void release(std::size_t bytes) noexcept { held_ -= std::min(bytes, held_); }

  /// One level of nesting, while it lives.
  class Level {
   public:
    explicit Level(Budget& budget) : budget_(budget) {
      if (budget_.depth_ == 0) fail("the template is nested too deeply");
      --budget_.depth_;
    }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    ~Level() { ++budget_.depth_; }

   private:
    Budget& budget_;
  };

 private:
  std::size_t steps_, bytes_, depth_;
  std::size_t held_ = 0;
};

/// Memory that a value holds.
class Held {
 public:
  Held() = default;
  Held(Budget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) { budget.hold(bytes); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  Held(Held&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
  Held& operator=(Held&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Held() {
    if (budget_ != nullptr) budget_->release(bytes_);
  }

 private:
  Budget* budget_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace ganymede::inline v0::jinja
