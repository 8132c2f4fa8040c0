#pragma once
// The bodies of encoding.hpp.

#include <ganymede/text/encoding.hpp>

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace ganymede::inline v0 {

GANYMEDE_ONCE TextTokens TextTokens::part(std::size_t begin, std::size_t end) const {
  const auto cut = [&](const auto& list) {
    using List = std::decay_t<decltype(list)>;
    return list.empty() ? List{} : List(list.begin() + static_cast<Index>(begin), list.begin() + static_cast<Index>(end));
  };
  return {cut(ids), cut(offsets), cut(words)};
}

GANYMEDE_ONCE void Encoding::add(const TextTokens& tokens, TokenId token_type_id, Part part) {
  ids.insert(ids.end(), tokens.ids.begin(), tokens.ids.end());
  token_type_ids.insert(token_type_ids.end(), tokens.ids.size(), token_type_id);
  parts.insert(parts.end(), tokens.ids.size(), part);
  offsets.insert(offsets.end(), tokens.offsets.begin(), tokens.offsets.end());
  words.insert(words.end(), tokens.words.begin(), tokens.words.end());
}

GANYMEDE_ONCE void Encoding::add_special(TokenId id, TokenId token_type_id, bool with_offsets) {
  ids.push_back(id);
  token_type_ids.push_back(token_type_id);
  parts.push_back(Part::special);
  if (!with_offsets) return;
  offsets.push_back({});
  words.push_back(0);
}

GANYMEDE_ONCE void truncate(TextTokens& first, TextTokens* second, std::size_t room, const Truncation& truncation) {
  const auto keep = [&](TextTokens& tokens, std::size_t count) {
    const std::size_t size = tokens.ids.size();
    if (count >= size) return;
    tokens = truncation.side == TruncationSide::right ? tokens.part(0, count) : tokens.part(size - count, size);
  };
  const std::size_t total = first.ids.size() + (second == nullptr ? 0 : second->ids.size());
  if (total <= room) return;
  if (truncation.strategy != TruncationStrategy::longest_first) {
    TextTokens* const target = truncation.strategy == TruncationStrategy::only_first ? &first : second;
    if (target == nullptr || target->ids.size() <= total - room)
      throw InputError{{.problem = "the text that shall be cut has too few tokens",
                        .key = "truncation",
                        .expected = "more than " + std::to_string(total - room),
                        .found = std::to_string(target == nullptr ? 0 : target->ids.size())}};
    return keep(*target, target->ids.size() - (total - room));
  }
  if (second == nullptr) return keep(first, room);
  std::size_t shorter = first.ids.size(), longer = second->ids.size();
  const bool swapped = shorter > longer;
  if (swapped) std::swap(shorter, longer);
  longer = shorter > room ? shorter : std::max(shorter, room - shorter);
  if (shorter + longer > room) {
    shorter = room / 2;
    longer = shorter + room % 2;
  }
  if (swapped) std::swap(shorter, longer);
  keep(first, shorter);
  keep(*second, longer);
}

}  // namespace ganymede::inline v0
