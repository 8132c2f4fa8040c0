#pragma once
// Reads a text byte by byte as an automaton with calls does, all ways at once: where it may stand after some bytes is a configuration,
// and equal ones are one number. What was found of them is kept, so that a byte read again costs one look.

#include <ganymede/split.hpp>
#include <ganymede/text/grammar/stacks.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ganymede::inline v0::detail::grammar {

class Recognizer {
 public:
  static constexpr std::uint32_t dead = 0;  ///< the configuration of a text that cannot be continued

  Recognizer(const Automaton& automaton, const ShortestTexts& texts);

  /// Nothing is read yet. `skips_space`: a first space is not part of the text.
  std::uint32_t begin(bool skips_space) const { return skips_space ? skipping_ : root_; }
  bool skips_space(std::uint32_t configuration) const { return configuration == skipping_; }
  std::uint32_t step(std::uint32_t configuration, std::uint8_t byte) {
    std::uint32_t& next = row(configuration)[byte];
    return next != unknown ? next : next = compute(configuration, byte);
  }
  /// Whether the text may end here.
  bool accepts(std::uint32_t configuration) const { return configurations_[configuration].accepts; }
  /// Whether anything may follow.
  bool goes_on(std::uint32_t configuration) const { return configurations_[configuration].count > 0; }
  /// What the end costs, in tokens of one character; `no_end` where what can be spelled does not lead there.
  std::uint64_t cost(std::uint32_t configuration) const { return configurations_[configuration].cost; }
  static constexpr std::uint64_t no_end = ~std::uint64_t{0};
  /// The text that costs so much.
  std::string cheapest_text(std::uint32_t configuration) const;

  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(configurations_.size()); }
  std::size_t bytes() const noexcept { return bytes_ + stacks_.bytes(); }

 private:
  static constexpr std::uint32_t unknown = ~0U;
  struct Element {  // a state that reads, and the stacks below it
    std::uint32_t state, stacks;
    bool operator==(const Element&) const = default;
    auto operator<=>(const Element&) const = default;
  };
  struct Configuration {
    std::uint32_t first = 0, count = 0;
    std::uint32_t best = 0;  // of its elements, the cheapest
    bool accepts = false;
    std::uint64_t cost = no_end;
    std::unique_ptr<std::array<std::uint32_t, 256>> next{};
  };

  std::span<const Element> elements(std::uint32_t c) const {
    return {elements_.data() + configurations_[c].first, configurations_[c].count};
  }
  std::array<std::uint32_t, 256>& row(std::uint32_t configuration);
  std::uint32_t compute(std::uint32_t configuration, std::uint8_t byte);
  /// The configuration of what was just reached: rules that end are left, calls are entered.
  std::uint32_t close(std::vector<Element> reached);
  void leave_rules(std::vector<Element>& reached, bool& accepts);
  void enter_calls(std::vector<Element>& reached);
  /// One element for each state.
  void merge(std::vector<Element>& elements);
  std::uint32_t intern(const std::vector<Element>& elements, bool accepts);

  const Automaton& automaton_;
  const ShortestTexts& texts_;
  Stacks stacks_;
  std::vector<Element> elements_;
  std::vector<Configuration> configurations_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> known_;
  std::uint32_t root_ = 0, skipping_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace ganymede::inline v0::detail::grammar

#if GANYMEDE_BODIES
#include <ganymede/text/grammar/recognizer.ipp>
#endif
