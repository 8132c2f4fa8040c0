#pragma once
// The bodies of weights.hpp.

#include <ganymede/io/weights.hpp>

#include <ganymede/core/error.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace ganymede::inline v0 {

struct Weights::Shared {
  const Checkpoint& checkpoint;
  TensorNames names;
  std::string_view prefix;
  LoadOptions options;
  std::set<std::string, std::less<>> used{};
  std::map<std::pair<std::string, std::size_t>, StoredTensor> parts{};  // used ones, by the file's tensor and their first byte there
  std::size_t packed = 0, padding = 0;                                  // bytes of rows, and of rows that are none
  std::vector<detail::AdapterUpdates> adapters{};
  std::vector<std::shared_ptr<Shared>> of_adapters{};
  std::set<const detail::LowRankUpdate*> used_updates{};
};

/// Where a tensor is looked for, and what is there.
struct Weights::Found {
  std::string name;  // the file's own
  const StoredTensor* stored = nullptr;
  const TensorName* entry = nullptr;  // null: not listed
  Index number = 0;                   // of Part::numbered
};

GANYMEDE_ONCE std::shared_ptr<Executor> executor_for(const LoadOptions& options) {
  if (options.executor) return options.executor;
  return options.threads != 0 ? std::make_shared<ThreadPool>(options.threads) : default_executor();
}

GANYMEDE_ONCE Checkpoint checkpoint_for(const std::filesystem::path& path, const LoadOptions& options) {
  return Checkpoint(path, executor_for(options));
}

GANYMEDE_ONCE Weights::Weights(const Checkpoint& checkpoint, std::string_view prefix, LoadOptions options)
    : Weights(checkpoint, checkpoint.tensor_names().tensors, prefix, std::move(options)) {}

GANYMEDE_ONCE Weights::Weights(const Checkpoint& checkpoint, std::span<const TensorName> names, std::string_view prefix,
                               LoadOptions options)
    : shared_(std::make_shared<Shared>(Shared{checkpoint, checkpoint.tensor_names(), prefix, std::move(options)})) {
  if (checkpoint.is_gguf()) shared_->names.tensors = names;
  if (!shared_->options.adapters.empty())
    throw InputError{{.problem = "adapters are merged into a checkpoint (merge_adapters) before its weights are read", .key = "adapters"}};
  if (!shared_->options.named_adapters.empty())
    throw InputError{{.problem = "adapters are fitted to a checkpoint by who loads a model of it (load_family)", .key = "named_adapters"}};
  shared_->options.executor = executor_for(shared_->options);
}

GANYMEDE_ONCE Weights::Weights(std::shared_ptr<Shared> shared, std::string path) : shared_(std::move(shared)), path_(std::move(path)) {}

GANYMEDE_ONCE Weights Weights::operator/(std::string_view part) const {
  return {shared_, path_.empty() ? std::string(part) : path_ + "." + std::string(part)};
}
GANYMEDE_ONCE Weights Weights::operator/(Index layer) const { return *this / std::to_string(layer); }

GANYMEDE_ONCE Weights Weights::of_stack(std::string_view stack, Index n) const {
  Weights one = *this / stack;
  one.number_ = n;
  return one;
}

GANYMEDE_ONCE const LoadOptions& Weights::options() const { return shared_->options; }
GANYMEDE_ONCE const std::shared_ptr<Executor>& Weights::executor() const { return shared_->options.executor; }
GANYMEDE_ONCE const std::string& Weights::file() const { return shared_->checkpoint.name(); }
GANYMEDE_ONCE bool Weights::has(std::string_view leaf) const { return find(leaf).stored != nullptr; }
GANYMEDE_ONCE void Weights::release(std::span<const std::byte> bytes) const noexcept { shared_->checkpoint.release(bytes); }

GANYMEDE_ONCE Weights::Found Weights::find(std::string_view leaf) const {
  const TensorNames& names = shared_->names;
  const auto with_leaf = [&](std::string name, std::string_view own) {
    return own.empty() ? name : name.append(1, names.separator).append(own);
  };
  std::optional<Found> usual;
  for (const TensorName& entry : names.tensors) {
    const auto numbers = detail::numbers_of(entry.hugging_face, path_);
    if (!numbers) continue;
    Found found{.name = with_leaf(detail::with_numbers(entry.own, *numbers), detail::own_leaf(entry, leaf)), .entry = &entry};
    if (entry.part == TensorName::Part::numbered) found.number = std::stoll(numbers->back());
    found.stored = shared_->checkpoint.find(found.name);
    if (found.stored != nullptr) return found;
    if (!usual) usual = std::move(found);
  }
  if (usual) return *usual;
  std::string path = path_;
  std::replace(path.begin(), path.end(), '.', names.separator);
  static constexpr TensorName of_stack{.hugging_face = {}, .own = {}, .part = TensorName::Part::numbered};
  Found found{.name = number_ ? path + (leaf == "weight" ? "" : "_" + std::string(leaf)) : with_leaf(std::move(path), leaf)};
  if (number_) {
    found.entry = &of_stack;
    found.number = *number_;
  }
  found.stored = shared_->checkpoint.find(found.name);
  if (found.stored == nullptr && names.tensors.empty() && found.name.starts_with(shared_->prefix))
    found.stored = shared_->checkpoint.find(std::string_view(found.name).substr(shared_->prefix.size()));
  return found;
}

GANYMEDE_ONCE const StoredTensor& Weights::tensor(std::string_view leaf, std::span<const Index> shape) const {
  const Found found = find(leaf);
  if (found.stored == nullptr)
    throw TensorError{{.problem = "tensor is missing", .file = file(), .key = found.name, .expected = to_string(shape)}};
  const bool whole = found.entry == nullptr || found.entry->part == TensorName::Part::whole;
  const StoredTensor& t = whole ? *found.stored : part_of(found, shape);
  if (!std::ranges::equal(t.shape, shape))
    throw TensorError{{.problem = "tensor has the wrong shape",
                       .file = file(),
                       .key = t.name,
                       .expected = to_string(shape),
                       .found = to_string(t.shape)}};
  if (std::ranges::any_of(shape, [](Index extent) { return extent <= 0; }))
    throw TensorError{{.problem = "tensor without elements", .file = file(), .key = t.name, .found = to_string(shape)}};
  require_weight(t, file());
  if (whole) shared_->used.insert(t.name);
  return t;
}

GANYMEDE_ONCE const StoredTensor& Weights::part_of(const Found& found, std::span<const Index> shape) const {
  using Part = TensorName::Part;
  const StoredTensor& whole = *found.stored;
  const auto fail = [&] {
    return TensorError{{.problem = "tensor has the wrong shape",
                        .file = file(),
                        .key = whole.name,
                        .expected = "a stack of which one part is " + to_string(shape),
                        .found = to_string(whole.shape)}};
  };
  if (shape.empty() || shape.front() <= 0 || whole.shape.empty() || whole.elements() <= 0) throw fail();
  const Part part = found.entry->part;
  Index rows = shape.front(), first = 0;
  const Index all = whole.shape.front();
  if ((part == Part::squeezed || part == Part::row) && std::ranges::equal(shape, whole.shape)) {
    // as Hugging Face has it: some converters leave the axis of one there
  } else if (part == Part::squeezed) {
    if (shape.size() != 3 || shape[1] != 1 || whole.shape != std::vector<Index>{shape[0], shape[2]}) throw fail();
  } else if (part == Part::numbered || part == Part::row) {
    const std::span<const Index> one(whole.shape.begin() + (part == Part::numbered ? 1 : 0), whole.shape.end());
    if (!std::ranges::equal(one, part == Part::numbered ? shape : shape.subspan(1)) || (part == Part::row && rows != 1)) throw fail();
    rows = part == Part::numbered ? 1 : all;
    first = part == Part::numbered ? found.number : 0;
    if (first >= all) throw fail();
  } else {
    if (!std::ranges::equal(shape.subspan(1), std::span<const Index>(whole.shape).subspan(1))) throw fail();
    const Index least = part == Part::first ? rows + 1 : part == Part::last ? 2 * rows : 3 * rows;
    if (rows > all || all < least) throw fail();
    first = part == Part::first ? 0 : part == Part::last ? all - rows : all - 2 * rows;
  }
  if (whole.elements() / all % block_shape(whole.dtype).values != 0) throw fail();  // blocks across rows cannot be cut
  const std::size_t row = whole.bytes.size() / static_cast<std::size_t>(all), begin = row * static_cast<std::size_t>(first);
  StoredTensor& cut = shared_->parts[{whole.name, begin}];
  if (!cut.shape.empty() && !std::ranges::equal(cut.shape, shape)) throw fail();
  cut = {whole.name, whole.dtype, {shape.begin(), shape.end()}, whole.bytes.subspan(begin, row * static_cast<std::size_t>(rows))};
  return cut;
}

GANYMEDE_ONCE std::vector<float> Weights::floats(std::string_view leaf, Index size, double plus) const {
  const Index shape[] = {size};
  const StoredTensor& t = tensor(leaf, shape);
  std::vector<float> values(static_cast<std::size_t>(size));
  dequantize(t.dtype, t.bytes.data(), values.data(), size);
  if (leaf != "weight") return values;
  const TensorName* const entry = find(leaf).entry;
  if (const auto left = static_cast<float>(plus - (entry == nullptr ? 0 : entry->added)); left != 0)
    for (float& value : values) value += left;
  return values;
}

GANYMEDE_ONCE WeightLayout Weights::layout(WeightLayout hugging_face) const {
  if (const Found found = find("weight"); found.stored != nullptr && found.stored->outputs_first) hugging_face.transposed = false;
  const TensorName* const name = detail::find_tensor_name(shared_->names.tensors, path_);
  if (name == nullptr || name->rows == TensorName::Rows::alike) return hugging_face;
  if (name->rows == TensorName::Rows::qkv_stacked) return {hugging_face.transposed};
  if (name->rows == TensorName::Rows::transposed) return {!hugging_face.transposed, std::move(hugging_face.order)};
  const Settings& s = shared_->checkpoint.settings();
  const Index d = s.has("head_dim") ? positive(s, "head_dim") : positive(s, "hidden_size") / positive(s, "num_attention_heads");
  return {hugging_face.transposed,
          [d, order = std::move(hugging_face.order)](Index n) { return detail::rotary_pair_row(order ? order(n) : n, d); }};
}

GANYMEDE_ONCE std::vector<float> Weights::frequency_factors(Index frequencies) const {
  const Weights factors(shared_, "rope_freqs");
  return shared_->checkpoint.is_gguf() && factors.has("weight") ? factors.vector<float>("weight", frequencies) : std::vector<float>();
}

GANYMEDE_ONCE void Weights::set_adapters(std::vector<detail::AdapterUpdates> adapters) {
  shared_->adapters = std::move(adapters);
  for (const detail::AdapterUpdates& a : shared_->adapters) {
    Weights own(*a.checkpoint, shared_->names.tensors, shared_->prefix, shared_->options);
    shared_->of_adapters.push_back(std::move(own.shared_));
  }
}
GANYMEDE_ONCE Index Weights::adapters() const { return static_cast<Index>(shared_->adapters.size()); }

GANYMEDE_ONCE std::vector<detail::PlacedUpdate> Weights::updates(std::span<const Index> shape) const {
  std::vector<detail::PlacedUpdate> updates;
  if (shared_->adapters.empty()) return updates;
  const Found found = find("weight");
  const std::string& name = found.stored == nullptr ? found.name : found.stored->name;
  Index row = 0;
  if (found.stored != nullptr && found.entry != nullptr && found.entry->part != TensorName::Part::whole)
    row = (part_of(found, shape).bytes.data() - found.stored->bytes.data()) /
          static_cast<std::ptrdiff_t>(row_bytes(found.stored->dtype, shape.back()));
  for (Index n = 0; n < adapters(); ++n) {
    const auto& added = shared_->adapters[static_cast<std::size_t>(n)].added;
    const auto here = added.find(name);
    if (here == added.end()) continue;
    for (const detail::LowRankUpdate& update : here->second) {
      shared_->used_updates.insert(&update);
      updates.push_back({n, row, &update});
    }
  }
  return updates;
}

GANYMEDE_ONCE Weights Weights::of_adapter(Index n) const {
  Weights own(shared_->of_adapters[static_cast<std::size_t>(n)], path_);
  own.number_ = number_;
  return own;
}

GANYMEDE_ONCE bool Weights::is_replaced(Index n, std::string_view leaf) const {
  const Found found = of_adapter(n).find(leaf);
  return found.stored != nullptr && shared_->adapters[static_cast<std::size_t>(n)].replaced.contains(found.stored->name);
}

GANYMEDE_ONCE void Weights::count_packed(std::size_t rows, std::size_t padding, std::string_view tensor) const {
  constexpr std::size_t for_small_models = std::size_t{16} << 20;
  shared_->packed += rows;
  shared_->padding += padding;
  if (shared_->padding > for_small_models + shared_->packed)
    throw TensorError{{.problem = "matrices of too few rows, which are padded to 64 each",
                       .file = file(),
                       .key = std::string(tensor),
                       .expected = "at most " + std::to_string(for_small_models + shared_->packed) + " bytes of padding",
                       .found = std::to_string(shared_->padding)}};
}

GANYMEDE_ONCE void Weights::require_all_used(std::span<const std::string_view> ignored) const {
  std::map<std::string_view, std::size_t> cut;  // bytes of parts that were used
  for (const auto& [place, part] : shared_->parts) cut[place.first] += part.bytes.size();
  for (const StoredTensor& t : shared_->checkpoint.tensors()) {
    if (shared_->used.contains(t.name)) continue;
    const auto covers = [&t](std::string_view name) {
      return name.starts_with("*") ? std::string_view(t.name).ends_with(name.substr(1)) : t.name == name;
    };
    if (std::ranges::any_of(shared_->names.ignored, covers) || std::ranges::any_of(ignored, covers)) continue;
    const auto parts = cut.find(t.name);
    if (parts != cut.end() && parts->second == t.bytes.size()) continue;
    throw TensorError{{.problem = parts == cut.end() ? "unexpected tensor: no layer of this architecture uses it"
                                                     : "tensor has the wrong shape: layers of this architecture do not use it all",
                       .file = file(),
                       .key = t.name,
                       .found = to_string(t.shape)}};
  }
  const auto refuse = [](const detail::AdapterUpdates& a, const std::string& key, const std::string& tensor) {
    return ConfigError{{.problem = "this layer takes no adapter beside its weights: merge this one",
                        .file = a.file,
                        .key = key,
                        .expected = "linear layers and tables of tokens that nothing else shares",
                        .found = tensor}};
  };
  for (std::size_t n = 0; n < shared_->adapters.size(); ++n) {
    const detail::AdapterUpdates& a = shared_->adapters[n];
    for (const auto& [tensor, key] : a.replaced)
      if (!shared_->of_adapters[n]->used.contains(tensor)) throw refuse(a, key, tensor);
    for (const auto& [tensor, added] : a.added)
      for (const detail::LowRankUpdate& update : added)
        if (!shared_->used_updates.contains(&update)) throw refuse(a, update.key, tensor);
  }
}

}  // namespace ganymede::inline v0
