#pragma once
// What a model keeps of one text: the KV cache of each layer, or a recurrent state.

#include <ganymede/core/key_value_pages.hpp>
#include <ganymede/split.hpp>
#include <ganymede/state/page_pool.hpp>
#include <ganymede/state/recurrent_state.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// The state of an attention layer: keys and values of `num_key_value_heads` heads of `head_dim` each; no heads: a layer that has none.
struct KeyValueSlot {
  Index num_key_value_heads = 0, head_dim = 0;
  friend bool operator==(const KeyValueSlot&, const KeyValueSlot&) = default;
};

/// The state a model needs: one slot a layer, of that layer's kind and width, and how many positions it was made for.
struct StateShape {
  std::vector<KeyValueSlot> slots;
  Index max_position_embeddings = 0;        ///< what the model was trained for: the default of a sequence's maximum length
  Index longest = max_position_embeddings;  ///< what it can be stretched to (dynamic rotary scaling): the most that may be declared
  std::vector<RecurrentSlot> recurrent{};   ///< of the layers whose state does not grow, counted on their own
  std::vector<std::string> adapters{};      ///< the names of those beside the weights (LoadOptions::named_adapters)
  friend bool operator==(const StateShape&, const StateShape&) = default;
};

/// The state of `num_hidden_layers` equal layers. `longest` 0: no further than the trained positions.
GANYMEDE_ONCE std::shared_ptr<const StateShape> make_state_shape(Index num_hidden_layers, KeyValueSlot slot, Index max_position_embeddings,
                                                                 Index longest = 0);

struct SequenceOptions {
  Index max_length = 0;              ///< declared maximum length in tokens; 0: the model's max_position_embeddings
  CacheType cache = CacheType::f32;  ///< elements of the key/value cache; a recurrent state is kept as it is computed
  std::shared_ptr<PagePool> pool{};  ///< where pages come from; empty: a pool without limit of this sequence's own
  std::string adapter{};             ///< which of the model's adapters computes it; empty: none
};

class Sequence;

/// A source text as a decoder attends to it: the keys and values of each decoder layer's cross-attention, computed once by encode() and
/// never changed again. Copies share them; length() counts the source's tokens.
using Source = std::shared_ptr<const Sequence>;

/// The state of one text: move-only, owned by the caller. fork() shares pages until one side writes; truncate() takes tokens back.
class Sequence {
 public:
  /// Throws InputError when the declared length is negative, or the model has no such adapter, ContextError when the model's positions do
  /// not reach it.
  explicit Sequence(std::shared_ptr<const StateShape> shape, SequenceOptions options = {}, Source source = {});
  Sequence(Sequence&&) noexcept = default;
  Sequence& operator=(Sequence&&) noexcept = default;

  /// A sequence of its own with the same past; pages are shared and copied by whoever writes first.
  Sequence fork() const { return Sequence(*this); }

  Index length() const noexcept { return length_; }
  Index max_length() const noexcept { return options_.max_length; }
  CacheType cache_type() const noexcept { return options_.cache; }
  const StateShape& shape() const noexcept { return *shape_; }
  /// The number of its adapter among the model's, and its name; -1 and empty: it has none. What is cached is computed with it: forks keep
  /// it.
  Index adapter() const noexcept { return adapter_; }
  const std::string& adapter_name() const noexcept { return options_.adapter; }
  /// What an encoder-decoder model's text is a translation of; empty for other models. Forks share it.
  const Source& source() const noexcept { return source_; }

  /// Forgets all but the first `length` tokens, and gives back the pages that a failed pass reserved. Throws InputError when there are
  /// fewer, and where a recurrent state would have to go back to a text's middle: it keeps nothing of what it was, so forget all and
  /// compute the beginning again, or fork() there beforehand.
  void truncate(Index length);

  // The three steps of a forward pass (called by models, not by users).

  /// Makes positions [length, length + count) writable by this sequence alone; changes nothing that can be seen.
  /// Throws ContextError beyond max_length, CapacityError when the pool is full.
  void reserve(Index count);
  /// Positions reserved and written by the pass become part of the sequence; the states it wrote take the place of the former ones.
  void commit(Index count) noexcept;

  KeyValuePages pages(Index layer) const { return {layout(layer), slots_[static_cast<std::size_t>(layer)].addresses}; }
  const RecurrentState& recurrent(Index layer) const { return recurrent_[static_cast<std::size_t>(layer)]; }

 private:
  struct Slot {
    std::vector<PageRef> pages;
    std::vector<std::byte*> addresses;
    void push(PageRef page) {
      addresses.reserve(pages.size() + 1 > addresses.capacity() ? 2 * pages.size() + 1 : 0);
      pages.push_back(std::move(page));
      addresses.push_back(pages.back().data());
    }
    void resize(std::size_t count) {
      pages.resize(std::min(count, pages.size()));
      addresses.resize(std::min(count, addresses.size()));
    }
  };

  Sequence(const Sequence& other);
  static std::size_t pages_for(Index length);
  PageLayout layout(Index layer) const;

  std::shared_ptr<const StateShape> shape_;
  SequenceOptions options_;
  Source source_;
  Index adapter_ = -1;
  Index length_ = 0;
  std::vector<Slot> slots_;
  std::vector<RecurrentState> recurrent_;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/state/sequence.ipp>
#endif
