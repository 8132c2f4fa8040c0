#pragma once
// The bodies of stopping.hpp.

#include <ganymede/decode/stopping.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::string_view name(FinishReason reason) noexcept {
  switch (reason) {
    case FinishReason::length:
      return "length";
    case FinishReason::eos:
      return "eos";
    case FinishReason::stop:
      return "stop";
    case FinishReason::cancelled:
      return "cancelled";
  }
  return "";
}

GANYMEDE_ONCE StopStrings::StopStrings(std::span<const std::string> strings) {
  for (const std::string& s : strings) {
    if (s.empty()) throw InputError{{.problem = "a stop string cannot be empty", .key = "stop"}};
    needles_.push_back({s, std::vector<std::size_t>(s.size(), 0)});
    Needle& needle = needles_.back();
    for (std::size_t i = 1, matched = 0; i < s.size(); ++i) needle.border[i] = matched = needle.advance(matched, s[i]);
  }
}

GANYMEDE_ONCE std::string_view StopStrings::take(std::string_view bytes, bool hidden) {
  std::size_t length = 0;  // of the match, in bytes of pending_
  if (stopped()) return release(0);
  for (const char byte : bytes) {
    pending_.push_back(byte);
    hidden_.push_back(hidden);
    for (std::size_t n = 0; n < needles_.size(); ++n) {
      Needle& needle = needles_[n];
      needle.matched = needle.advance(needle.matched, byte);
      if (!hidden) needle.shown_matched = needle.advance(needle.shown_matched, byte);
      const bool all = needle.matched == needle.text.size(), shown = !hidden && needle.shown_matched == needle.text.size();
      if ((!all && !shown) || (found_ && needles_[*found_].text.size() >= needle.text.size())) continue;
      found_ = n;
      length = all ? needle.matched : held_for(needle.shown_matched);
    }
    if (stopped()) {
      const std::string_view text = release(pending_.size() - length);
      pending_.clear();
      return text;
    }
  }
  std::size_t held = 0;
  for (const Needle& needle : needles_) held = std::max({held, needle.matched, held_for(needle.shown_matched)});
  return release(pending_.size() - held);
}

GANYMEDE_ONCE std::size_t StopStrings::held_for(std::size_t shown) const {
  std::size_t held = 0;
  for (; shown > 0; ++held)
    if (!hidden_[hidden_.size() - 1 - held]) --shown;
  return held;
}

GANYMEDE_ONCE std::string_view StopStrings::release(std::size_t bytes) {
  released_.clear();
  for (std::size_t i = 0; i < bytes; ++i)
    if (!hidden_[i]) released_.push_back(pending_[i]);
  pending_.erase(0, bytes);
  hidden_.erase(hidden_.begin(), hidden_.begin() + static_cast<std::ptrdiff_t>(bytes));
  return released_;
}

}  // namespace ganymede::inline v0
