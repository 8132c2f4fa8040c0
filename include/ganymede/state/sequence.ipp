#pragma once
// The bodies of sequence.hpp.

#include <ganymede/state/sequence.hpp>

namespace ganymede::inline v0 {

GANYMEDE_ONCE std::shared_ptr<const StateShape> make_state_shape(Index num_hidden_layers, KeyValueSlot slot, Index max_position_embeddings,
                                                                 Index longest) {
  return std::make_shared<const StateShape>(StateShape{std::vector<KeyValueSlot>(static_cast<std::size_t>(num_hidden_layers), slot),
                                                       max_position_embeddings, longest > 0 ? longest : max_position_embeddings});
}

inline InputError no_such_adapter(const std::vector<std::string>& names, const std::string& found) {
  std::string expected;
  for (const std::string& name : names) expected += (expected.empty() ? "" : ", ") + name;
  return InputError{{.problem = "the model has no such adapter",
                     .key = "adapter",
                     .expected = expected.empty() ? "none: it was loaded without named_adapters" : std::move(expected),
                     .found = found}};
}

GANYMEDE_ONCE Sequence::Sequence(std::shared_ptr<const StateShape> shape, SequenceOptions options, Source source)
    : shape_(std::move(shape)), options_(std::move(options)), source_(std::move(source)) {
  if (options_.max_length < 0)
    throw InputError{{.problem = "a length cannot be negative", .key = "max_length", .found = std::to_string(options_.max_length)}};
  if (options_.max_length == 0) options_.max_length = shape_->max_position_embeddings;
  if (options_.max_length > shape_->longest)
    throw ContextError{{.problem = "longer than the model's context",
                        .key = "max_length",
                        .expected = "at most " + std::to_string(shape_->longest) + " tokens",
                        .found = std::to_string(options_.max_length)}};
  if (!options_.adapter.empty()) {
    const auto found = std::find(shape_->adapters.begin(), shape_->adapters.end(), options_.adapter);
    if (found == shape_->adapters.end()) throw no_such_adapter(shape_->adapters, options_.adapter);
    adapter_ = found - shape_->adapters.begin();
  }
  if (!options_.pool) options_.pool = std::make_shared<PagePool>();
  slots_.resize(shape_->slots.size());
  recurrent_.resize(shape_->recurrent.size());
}

GANYMEDE_ONCE void Sequence::truncate(Index length) {
  if (length < 0 || length > length_)
    throw InputError{
        {.problem = "cannot truncate", .key = "length", .expected = "0 to " + std::to_string(length_), .found = std::to_string(length)}};
  if (length < length_) {
    if (length > 0 && !recurrent_.empty())
      throw InputError{{.problem = "a recurrent state cannot go back", .key = "length", .expected = "0", .found = std::to_string(length)}};
    for (RecurrentState& state : recurrent_) state.forget();
  }
  length_ = length;
  for (Slot& slot : slots_) slot.resize(pages_for(length));
}

GANYMEDE_ONCE void Sequence::reserve(Index count) {
  if (count > options_.max_length - length_)
    throw ContextError{{.problem = "the sequence outgrows its maximum length",
                        .expected = "at most " + std::to_string(options_.max_length) + " tokens",
                        .found = std::to_string(length_ + count)}};
  for (std::size_t layer = 0; layer < slots_.size(); ++layer) {
    Slot& slot = slots_[layer];
    if (shape_->slots[layer].num_key_value_heads == 0) continue;
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
  for (std::size_t layer = 0; layer < recurrent_.size(); ++layer) recurrent_[layer].reserve(options_.pool, shape_->recurrent[layer].bytes);
}

GANYMEDE_ONCE void Sequence::commit(Index count) noexcept {
  length_ += count;
  for (RecurrentState& state : recurrent_) state.commit();
}

GANYMEDE_ONCE Sequence::Sequence(const Sequence& other)
    : shape_(other.shape_),
      options_(other.options_),
      source_(other.source_),
      adapter_(other.adapter_),
      length_(other.length_),
      slots_(other.slots_),
      recurrent_(other.recurrent_) {
  for (Slot& slot : slots_) slot.resize(pages_for(length_));
}

GANYMEDE_ONCE std::size_t Sequence::pages_for(Index length) {
  return static_cast<std::size_t>((length + PageLayout::positions - 1) / PageLayout::positions);
}

GANYMEDE_ONCE PageLayout Sequence::layout(Index layer) const {
  const KeyValueSlot& s = shape_->slots[static_cast<std::size_t>(layer)];
  return {s.num_key_value_heads, s.head_dim, options_.cache};
}

}  // namespace ganymede::inline v0
