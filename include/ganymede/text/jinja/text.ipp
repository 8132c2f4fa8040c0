#pragma once
// The bodies of text.hpp.

#include <ganymede/text/jinja/text.hpp>

#include <algorithm>
#include <utility>

namespace ganymede::inline v0::jinja {

GANYMEDE_ONCE Text::Text(std::string bytes, std::vector<std::size_t> turns, Held held)
    : bytes_(std::move(bytes)),
      turns_(std::move(turns)),
      length_(static_cast<std::size_t>(std::count_if(bytes_.begin(), bytes_.end(), begins_character))),
      held_(std::move(held)) {}

GANYMEDE_ONCE std::size_t Text::offset(std::size_t i) const noexcept {
  if (is_ascii()) return i;
  std::size_t at = 0;
  for (; at < bytes_.size(); ++at) {
    if (!begins_character(bytes_[at])) continue;
    if (i == 0) break;
    --i;
  }
  return at;
}

GANYMEDE_ONCE bool Text::trusted_at(std::size_t byte) const noexcept {
  return (std::upper_bound(turns_.begin(), turns_.end(), byte) - turns_.begin()) % 2 == 0;
}

GANYMEDE_ONCE void TextBuilder::turn(bool trusted) {
  if (trusted == (turns_.size() % 2 == 0)) return;
  if (!turns_.empty() && turns_.back() == bytes_.size())
    turns_.pop_back();
  else
    turns_.push_back(bytes_.size());
}

GANYMEDE_ONCE void TextBuilder::reserve(std::size_t more) {
  budget_->copy(more);
  budget_->could_hold(bytes_.size() + more);
}

GANYMEDE_ONCE void TextBuilder::append(std::string_view bytes, bool trusted) {
  if (bytes.empty()) return;
  reserve(bytes.size());
  turn(trusted);
  bytes_ += bytes;
}

GANYMEDE_ONCE void TextBuilder::append(const Text& text, std::size_t begin, std::size_t end) {
  if (begin >= end) return;
  const std::string_view bytes = text.bytes();
  bool trusted = text.trusted_at(begin);
  for (auto next = std::upper_bound(text.turns().begin(), text.turns().end(), begin); begin < end; ++next) {
    const std::size_t stop = next == text.turns().end() ? end : std::min(*next, end);
    append(bytes.substr(begin, stop - begin), trusted);
    begin = stop;
    trusted = !trusted;
    if (next == text.turns().end()) break;
  }
}

GANYMEDE_ONCE void TextBuilder::append(std::size_t n, char c, bool trusted) {
  if (n == 0) return;
  reserve(n);
  turn(trusted);
  bytes_.append(n, c);
}

GANYMEDE_ONCE TextPointer TextBuilder::take() {
  if (!turns_.empty() && turns_.back() == bytes_.size()) turns_.pop_back();
  Held held(*budget_, bytes_.capacity() + turns_.capacity() * sizeof(std::size_t) + sizeof(Text));
  return std::make_shared<const Text>(std::move(bytes_), std::move(turns_), std::move(held));
}

}  // namespace ganymede::inline v0::jinja
