#pragma once
// What a model remembers of one text.

#include <ganymede/core/key_value_pages.hpp>
#include <ganymede/state/page_pool.hpp>
#include <ganymede/state/recurrent_state.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

/// The state of an attention layer: keys and values of `num_key_value_heads` heads of `head_dim` each.
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
  friend bool operator==(const StateShape&, const StateShape&) = default;
};

/// The state of `num_hidden_layers` equal layers. `longest` 0: no further than the trained positions.
inline std::shared_ptr<const StateShape> make_state_shape(Index num_hidden_layers, KeyValueSlot slot, Index max_position_embeddings,
                                                          Index longest = 0) {
  return std::make_shared<const StateShape>(StateShape{std::vector<KeyValueSlot>(static_cast<std::size_t>(num_hidden_layers), slot),
                                                       max_position_embeddings, longest > 0 ? longest : max_position_embeddings});
}

struct SequenceOptions {
  Index max_length = 0;              ///< declared maximum length in tokens; 0: the model's max_position_embeddings
  CacheType cache = CacheType::f32;  ///< elements of the key/value cache; a recurrent state is kept as it is computed
  std::shared_ptr<PagePool> pool{};  ///< where pages come from; empty: a pool without limit of this sequence's own
};

class Sequence;

/// A source text as a decoder attends to it: the keys and values of each decoder layer's cross-attention, computed once by encode() and
/// never changed again. Copies share them; length() counts the source's tokens.
using Source = std::shared_ptr<const Sequence>;

/// The state of one text: move-only, owned by the caller. fork() shares pages until one side writes; truncate() takes tokens back.
class Sequence {
 public:
  /// Throws InputError when the declared length is negative, ContextError when the model's positions do not reach it.
  explicit Sequence(std::shared_ptr<const StateShape> shape, SequenceOptions options = {}, Source source = {})
      : shape_(std::move(shape)), options_(std::move(options)), source_(std::move(source)) {
    if (options_.max_length < 0)
      throw InputError{{.problem = "a length cannot be negative", .key = "max_length", .found = std::to_string(options_.max_length)}};
    if (options_.max_length == 0) options_.max_length = shape_->max_position_embeddings;
    if (options_.max_length > shape_->longest)
      throw ContextError{{.problem = "longer than the model's context",
                          .key = "max_length",
                          .expected = "at most " + std::to_string(shape_->longest) + " tokens",
                          .found = std::to_string(options_.max_length)}};
    if (!options_.pool) options_.pool = std::make_shared<PagePool>();
    slots_.resize(shape_->slots.size());
    recurrent_.resize(shape_->recurrent.size());
  }
  Sequence(Sequence&&) noexcept = default;
  Sequence& operator=(Sequence&&) noexcept = default;

  /// A sequence of its own with the same past; pages are shared and copied by whoever writes first.
  Sequence fork() const { return Sequence(*this); }

  Index length() const noexcept { return length_; }
  Index max_length() const noexcept { return options_.max_length; }
  const StateShape& shape() const noexcept { return *shape_; }
  /// What an encoder-decoder model's text is a translation of; empty for other models. Forks share it.
  const Source& source() const noexcept { return source_; }

  /// Forgets all but the first `length` tokens. Throws InputError when there are fewer, and where a recurrent state would have to go
  /// back to a text's middle: it keeps nothing of what it was, so forget all and compute the beginning again, or fork() there beforehand.
  void truncate(Index length) {
    if (length < 0 || length > length_)
      throw InputError{
          {.problem = "cannot truncate", .key = "length", .expected = "0 to " + std::to_string(length_), .found = std::to_string(length)}};
    if (length == length_) return;
    if (length > 0 && !recurrent_.empty())
      throw InputError{{.problem = "a recurrent state cannot go back", .key = "length", .expected = "0", .found = std::to_string(length)}};
    for (RecurrentState& state : recurrent_) state.forget();
    length_ = length;
    for (Slot& slot : slots_) slot.resize(pages_for(length));
  }

  // The three steps of a forward pass (called by models, not by users).

  /// Makes positions [length, length + count) writable by this sequence alone; changes nothing that can be seen.
  /// Throws ContextError beyond max_length, CapacityError when the pool is full.
  void reserve(Index count) {
    if (count > options_.max_length - length_)
      throw ContextError{{.problem = "the sequence outgrows its maximum length",
                          .expected = "at most " + std::to_string(options_.max_length) + " tokens",
                          .found = std::to_string(length_ + count)}};
    for (std::size_t layer = 0; layer < slots_.size(); ++layer) {
      Slot& slot = slots_[layer];
      const std::size_t bytes = layout(static_cast<Index>(layer)).bytes();
      if (length_ % PageLayout::positions != 0 && !slot.pages[pages_for(length_) - 1].exclusive()) {
        PageRef own(options_.pool, bytes);
        const std::size_t last = pages_for(length_) - 1;
        std::memcpy(own.data(), slot.pages[last].data(), bytes);
        slot.addresses[last] = own.data();
        slot.pages[last] = std::move(own);
      }
      while (slot.pages.size() < pages_for(length_ + count)) slot.push(PageRef(options_.pool, bytes));
    }
    for (std::size_t layer = 0; layer < recurrent_.size(); ++layer)
      recurrent_[layer].reserve(options_.pool, shape_->recurrent[layer].bytes);
  }
  /// Positions reserved and written by the pass become part of the sequence; the states it wrote take the place of the former ones.
  void commit(Index count) noexcept {
    length_ += count;
    for (RecurrentState& state : recurrent_) state.commit();
  }

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

  Sequence(const Sequence& other)
      : shape_(other.shape_),
        options_(other.options_),
        source_(other.source_),
        length_(other.length_),
        slots_(other.slots_),
        recurrent_(other.recurrent_) {
    for (Slot& slot : slots_) slot.resize(pages_for(length_));
  }
  static std::size_t pages_for(Index length) {
    return static_cast<std::size_t>((length + PageLayout::positions - 1) / PageLayout::positions);
  }
  PageLayout layout(Index layer) const {
    const KeyValueSlot& s = shape_->slots[static_cast<std::size_t>(layer)];
    return {s.num_key_value_heads, s.head_dim, options_.cache};
  }

  std::shared_ptr<const StateShape> shape_;
  SequenceOptions options_;
  Source source_;
  Index length_ = 0;
  std::vector<Slot> slots_;
  std::vector<RecurrentState> recurrent_;
};

}  // namespace ganymede::inline v0
