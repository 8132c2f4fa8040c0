#pragma once
// The bodies of token_masks.hpp.

#include <ganymede/text/grammar/token_masks.hpp>

#include <algorithm>
#include <limits>

namespace ganymede::inline v0::detail::grammar {

GANYMEDE_ONCE void TokenSet::add(const TokenSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
}

GANYMEDE_ONCE bool TokenSet::restrict(std::span<float> logits) const {
  constexpr float forbidden = -std::numeric_limits<float>::infinity();
  bool possible = false;
  for (std::size_t begin = 0; begin < logits.size(); begin += 64) {
    const std::size_t count = std::min<std::size_t>(64, logits.size() - begin);
    const std::uint64_t word = begin / 64 < words_.size() ? words_[begin / 64] : 0;
    float* const at = logits.data() + begin;
    if (word == 0) {
      std::fill_n(at, count, forbidden);
      continue;
    }
    if (word != ~std::uint64_t{0})
      for (std::size_t i = 0; i < count; ++i)
        if ((word >> i & 1) == 0) at[i] = forbidden;
    for (std::size_t i = 0; i < count && !possible; ++i) possible = !(at[i] == forbidden);
  }
  return possible;
}

GANYMEDE_ONCE TokenMasks::TokenMasks(std::shared_ptr<const Automaton> automaton, std::shared_ptr<const TokenTrie> tokens)
    : automaton_(std::move(automaton)),
      tokens_(std::move(tokens)),
      texts_(*automaton_, tokens_->spelling()),
      recognizer_(*automaton_, texts_),
      plain_(tokens_->size()) {
  for (const TokenId id : tokens_->plain()) plain_.add(id);
}

GANYMEDE_ONCE std::uint32_t TokenMasks::after(std::uint32_t configuration, TokenId id) {
  const std::lock_guard lock(mutex_);
  for (const Group& group : row(configuration).groups)
    if (group.many ? group.many->contains(id) : std::binary_search(group.few.begin(), group.few.end(), id)) return group.configuration;
  return Recognizer::dead;
}

GANYMEDE_ONCE bool TokenMasks::accepts(std::uint32_t configuration) {
  const std::lock_guard lock(mutex_);
  return recognizer_.accepts(configuration);
}

GANYMEDE_ONCE bool TokenMasks::goes_on(std::uint32_t configuration) {
  const std::lock_guard lock(mutex_);
  return recognizer_.goes_on(configuration) && !row(configuration).groups.empty();
}

GANYMEDE_ONCE std::size_t TokenMasks::bytes() {
  const std::lock_guard lock(mutex_);
  return bytes_ + recognizer_.bytes();
}

GANYMEDE_ONCE const TokenSet& TokenMasks::allowed(std::uint32_t configuration, Index tokens_left, TokenSet& memory) {
  const std::lock_guard lock(mutex_);
  const Row& all = row(configuration);
  const auto left = static_cast<std::uint64_t>(std::max<Index>(tokens_left, 1)) - 1;
  if (all.dearest <= left) return all.all;
  memory = TokenSet(tokens_->size());
  for (const Group& group : all.groups) {
    if (recognizer_.cost(group.configuration) > left && distance(group.configuration) > left) continue;
    if (group.many)
      memory.add(*group.many);
    else
      for (const TokenId id : group.few) memory.add(id);
  }
  return memory;
}

GANYMEDE_ONCE bool TokenMasks::reaches_end(std::uint32_t configuration, Index tokens) {
  const std::lock_guard lock(mutex_);
  const auto left = static_cast<std::uint64_t>(std::max<Index>(tokens, 0));
  return recognizer_.cost(configuration) <= left || distance(configuration) <= left;
}

GANYMEDE_ONCE std::optional<std::vector<TokenId>> TokenMasks::shortest_way(std::uint32_t configuration) {
  const std::lock_guard lock(mutex_);
  return way(configuration);
}

GANYMEDE_ONCE std::optional<std::vector<TokenId>> TokenMasks::way(std::uint32_t configuration) const {
  if (recognizer_.cost(configuration) == Recognizer::no_end) return std::nullopt;
  const std::string text = recognizer_.cheapest_text(configuration);
  if (!recognizer_.skips_space(configuration) || text.empty()) return tokens_->spell(text);
  auto spaced = tokens_->spell(' ' + text), plain = text.starts_with(' ') ? std::nullopt : tokens_->spell(text);
  return !plain || (spaced && spaced->size() < plain->size()) ? spaced : plain;
}

GANYMEDE_ONCE std::uint64_t TokenMasks::distance(std::uint32_t configuration) {
  const auto [known, fresh] = distances_.try_emplace(configuration, 0);
  if (fresh) {
    const auto ids = way(configuration);
    known->second = ids ? ids->size() : Recognizer::no_end;
  }
  return known->second;
}

GANYMEDE_ONCE const TokenMasks::Row& TokenMasks::row(std::uint32_t configuration) {
  std::unique_ptr<const Row>& known = rows_[configuration];
  if (!known) known = std::make_unique<const Row>(compute(configuration));
  return *known;
}

GANYMEDE_ONCE TokenMasks::Row TokenMasks::compute(std::uint32_t configuration) {
  Row row{TokenSet(tokens_->size()), {}, 0};
  group_of_.assign(recognizer_.size(), 0);
  if (keeps_plain(configuration)) {
    Group& same = group(configuration, row);
    same.few = tokens_->plain();
    walk(tokens_->not_plain(), configuration, row);
  } else {
    walk(tokens_->all(), configuration, row);
  }
  for (Group& group : row.groups) {
    row.dearest = std::max(row.dearest, recognizer_.cost(group.configuration));
    std::sort(group.few.begin(), group.few.end());
    for (const TokenId id : group.few) row.all.add(id);
    if (group.few.size() * sizeof(TokenId) > row.all.bytes()) {
      group.many.emplace(tokens_->size());
      for (const TokenId id : group.few) group.many->add(id);
      group.few.clear();
      bytes_ += row.all.bytes();
    }
    group.few.shrink_to_fit();
    bytes_ += sizeof(Group) + group.few.size() * sizeof(TokenId);
  }
  bytes_ += row.all.bytes() + 128;
  return row;
}

GANYMEDE_ONCE TokenMasks::Group& TokenMasks::group(std::uint32_t configuration, Row& row) {
  if (configuration >= group_of_.size()) group_of_.resize(std::max<std::size_t>(configuration + 1, 2 * group_of_.size()));
  std::uint32_t& number = group_of_[configuration];
  if (number == 0) {
    row.groups.push_back({configuration, {}, {}});
    number = static_cast<std::uint32_t>(row.groups.size());
  }
  return row.groups[number - 1];
}

GANYMEDE_ONCE void TokenMasks::walk(const TokenTrie::Walk& walk, std::uint32_t configuration, Row& row) {
  path_.assign(257, configuration);
  const std::uint32_t end = static_cast<std::uint32_t>(walk.nodes.size()) - 1;
  for (std::uint32_t at = 0; at < end;) {
    const TokenTrie::Node& node = walk.nodes[at];
    const std::uint32_t next = recognizer_.step(path_[node.depth], node.byte);
    if (next == Recognizer::dead) {
      at = node.end;
      continue;
    }
    path_[std::size_t{node.depth} + 1] = next;
    ++at;
    const std::uint32_t last = walk.nodes[at].first;
    if (node.first < last) {
      // Only what can be completed may follow: the way to the end may need characters that the vocabulary lacks.
      if (recognizer_.cost(next) == Recognizer::no_end) continue;
      std::vector<TokenId>& ids = group(next, row).few;
      ids.insert(ids.end(), walk.ids.begin() + node.first, walk.ids.begin() + last);
    }
  }
}

GANYMEDE_ONCE bool TokenMasks::keeps_plain(std::uint32_t configuration) {
  if (recognizer_.step(configuration, 'a') != configuration) return false;
  for (unsigned b = 0x20; b < 0x7F; ++b)
    if (b != '"' && b != '\\' && recognizer_.step(configuration, static_cast<std::uint8_t>(b)) != configuration) return false;
  struct Lead {
    unsigned first, last, low, high, more;  // lead bytes, the second byte, and how many follow that
  };
  constexpr Lead leads[] = {{0xC2, 0xDF, 0x80, 0xBF, 0}, {0xE0, 0xE0, 0xA0, 0xBF, 1}, {0xE1, 0xEC, 0x80, 0xBF, 1},
                            {0xED, 0xED, 0x80, 0x9F, 1}, {0xEE, 0xEF, 0x80, 0xBF, 1}, {0xF0, 0xF0, 0x90, 0xBF, 2},
                            {0xF1, 0xF3, 0x80, 0xBF, 2}, {0xF4, 0xF4, 0x80, 0x8F, 2}};
  const auto tails = [&](const auto& self, std::uint32_t at, unsigned low, unsigned high, unsigned more) -> bool {
    if (at == Recognizer::dead) return false;
    std::uint32_t before = Recognizer::dead;
    for (unsigned b = low; b <= high; ++b) {
      const std::uint32_t next = recognizer_.step(at, static_cast<std::uint8_t>(b));
      if (more == 0 ? next != configuration : next != before && !self(self, next, 0x80, 0xBF, more - 1)) return false;
      before = next;
    }
    return true;
  };
  for (const Lead& lead : leads)
    for (unsigned b = lead.first; b <= lead.last; ++b)
      if (!tails(tails, recognizer_.step(configuration, static_cast<std::uint8_t>(b)), lead.low, lead.high, lead.more)) return false;
  return true;
}

}  // namespace ganymede::inline v0::detail::grammar
