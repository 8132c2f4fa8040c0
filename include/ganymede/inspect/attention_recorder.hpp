#pragma once
// Keeps the attention weights of passes: softmax(scale q k^T) of Vaswani et al. 2017, eq. 1, before it multiplies the values.

#include <ganymede/core/error.hpp>
#include <ganymede/core/probe.hpp>
#include <ganymede/split.hpp>

#include <algorithm>
#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {
GANYMEDE_ONCE std::string_view name_of(AttentionKind kind);

/// What AttentionRecorder<double> has in place of an interface: no type-erased model computes in double.
struct NoVirtualProbe {};
}  // namespace detail

/// Whose attention is recorded, counted from 0; -1: that of all layers, or of all heads.
struct RecordedHeads {
  Index layer = -1, head = -1;
};

namespace detail {
/// What there is to ask for: "1 segments, 2 layers, 4 heads, counted from 0", or "1 segments, layer 10, head 1, counted from 0".
GANYMEDE_ONCE std::string describe_recorded(RecordedHeads wanted, Index segments, Index layers, Index heads);
}  // namespace detail

/// `AttentionRecorder<float> recorder; model.forward(batch, workspace, recorder);` and then `recorder.at(segment, layer, head)`.
///
/// A probe for any model, behind AnyOf and AnyEncoderDecoder too (encode() shows the encoder's attention). Segments count as in the
/// batches, layers and heads from 0. Passes that continue the same sequences append their rows (a prompt, then token after token); a pass
/// that begins at an earlier position, such as a new text, replaces the rows from there on. A pass that begins behind what was seen throws
/// InputError. Not for several threads at once.
///
/// `AttentionRecorder recorder{{.layer = 10, .head = 1}};` records that head alone, and costs no more than that: weights are written out
/// for who wants them, head by head.
template <Scalar T = float>
class AttentionRecorder final : public std::conditional_t<std::same_as<T, float>, AnyProbe, detail::NoVirtualProbe> {
 public:
  static constexpr bool wants_attention = true;
  static constexpr bool wants_hidden_states = false;

  AttentionRecorder() = default;
  /// Throws InputError for numbers below -1.
  explicit AttentionRecorder(RecordedHeads heads) : wanted_(heads) {
    if (heads.layer < -1 || heads.head < -1)
      throw InputError{{.problem = "out of range",
                        .key = heads.layer < -1 ? "layer" : "head",
                        .expected = "0 or more, or -1 for all",
                        .found = std::to_string(std::min(heads.layer, heads.head))}};
  }

  // NOLINTNEXTLINE(modernize-use-override): with doubles there is nothing to override
  ProbeWishes wishes() const {
    return {.attention = true, .hidden_states = false, .steps = false, .layer = wanted_.layer, .head = wanted_.head};
  }

  // NOLINTNEXTLINE(modernize-use-override): with doubles there is nothing to override
  void attention(Index layer, Index head, const RowInfo& info, std::span<const T> weights) {
    if (!wishes().wants_attention_of(layer, head)) return;
    Map& map = find_or_add({info.kind, info.segment, layer, head});
    if (map.ends.empty()) map.first = info.position;
    const Index row = info.position - map.first;
    if (row < 0 || info.position == 0) {
      map.ends.clear();
      map.first = info.position;
    } else if (row > map.rows()) {
      throw InputError{{.problem = "positions before this pass were not recorded",
                        .key = "AttentionRecorder",
                        .expected = std::to_string(map.first + map.rows()),
                        .found = std::to_string(info.position)}};
    } else {
      map.ends.resize(static_cast<std::size_t>(row));
    }
    map.weights.resize(map.ends.empty() ? 0 : map.ends.back());
    map.weights.insert(map.weights.end(), weights.begin(), weights.end());
    map.ends.push_back(map.weights.size());
  }

  /// The weights [T, S] of one head: row t is position first_position() + t, each row sums to 1, or to less where an attention sink takes
  /// its share, and what it does not see is 0. A layer without attention among others (LFM2's convolutions) has zeros. Throws InputError
  /// for what was not recorded, and without `kind` where there are several.
  Tensor<T> at(AttentionKind kind, Index segment, Index layer, Index head) const {
    if (const Map* const like = without_attention({kind, segment, layer, head})) {
      Tensor<T> none = like->tensor();
      none.view().setZero();
      return none;
    }
    return find({kind, segment, layer, head}).tensor();
  }
  Tensor<T> at(Index segment, Index layer, Index head) const { return at(only_kind(), segment, layer, head); }

  /// The mean over the heads of a layer, [T, S]. Throws InputError where not all of them were recorded.
  Tensor<T> mean(AttentionKind kind, Index segment, Index layer) const {
    Tensor<T> sum = at(kind, segment, layer, 0);
    const Index count = heads(kind);
    if (without_attention({kind, segment, layer, 0})) return sum;
    for (Index head = 1; head < count; ++head) find({kind, segment, layer, head}).add_to(sum);
    for (T* w = sum.view().data(); w != sum.view().data() + sum.rows() * sum.cols(); ++w) *w /= T(count);
    return sum;
  }

  /// How many segments, layers and heads there are of a kind, up to the last that was recorded; 0 where none was.
  Index segments(AttentionKind kind) const { return count(kind, &Key::segment); }
  Index layers(AttentionKind kind) const { return count(kind, &Key::layer); }
  Index heads(AttentionKind kind) const { return count(kind, &Key::head); }
  bool has(AttentionKind kind) const { return segments(kind) > 0; }
  /// Whether anything of this layer was recorded.
  bool has(AttentionKind kind, Index layer) const {
    return std::any_of(maps_.begin(), maps_.end(), [&](const Map& map) { return map.key.kind == kind && map.key.layer == layer; });
  }
  /// The position that row 0 of a segment's maps has: 0 unless recording began later.
  Index first_position(AttentionKind kind, Index segment) const {
    for (const Map& map : maps_)
      if (map.key.kind == kind && map.key.segment == segment) return map.first;
    return find({kind, segment, 0, 0}).first;
  }

  void clear() { maps_.clear(); }

 private:
  struct Key {
    AttentionKind kind = AttentionKind::self;
    Index segment = 0, layer = 0, head = 0;
    bool operator==(const Key&) const = default;
  };
  /// Rows one after the other; row r ends at ends[r]. A decoder's rows grow.
  struct Map {
    Key key{};
    Index first = 0;
    std::vector<T> weights{};
    std::vector<std::size_t> ends{};

    Index rows() const { return static_cast<Index>(ends.size()); }
    Tensor<T> tensor() const {
      std::size_t most = 0, begin = 0;
      for (const std::size_t end : ends) most = std::max(most, end - std::exchange(begin, end));
      Tensor<T> all(rows(), static_cast<Index>(most));
      add_to(all);
      return all;
    }
    void add_to(Tensor<T>& sum) const {
      T* row = sum.view().data();
      std::size_t at = 0;
      for (const std::size_t end : ends) {
        for (T* to = row; at < end; ++at, ++to) *to += weights[at];
        row += sum.cols();
      }
    }
  };

  /// Rows of one map come together, and the maps of passes in the same order: mostly it is the last one or the next.
  Map& find_or_add(const Key& key) {
    for (const std::size_t guess : {last_, last_ + 1, std::size_t{0}})
      if (guess < maps_.size() && maps_[guess].key == key) return maps_[last_ = guess];
    const auto found = std::find_if(maps_.begin(), maps_.end(), [&key](const Map& map) { return map.key == key; });
    last_ = static_cast<std::size_t>(found - maps_.begin());
    if (found == maps_.end()) maps_.push_back({.key = key});
    return maps_[last_];
  }
  /// Where all layers are recorded and this one, before the last, has nothing: a map of another layer, of the same text. Else null.
  const Map* without_attention(const Key& key) const {
    if (wanted_.layer >= 0 || wanted_.head >= 0 || key.layer < 0 || key.layer >= layers(key.kind) || key.head < 0 ||
        key.head >= heads(key.kind) || has(key.kind, key.layer))
      return nullptr;
    for (const Map& map : maps_)
      if (map.key.kind == key.kind && map.key.segment == key.segment) return &map;
    return nullptr;
  }
  const Map& find(const Key& key) const {
    for (const Map& map : maps_)
      if (map.key == key) return map;
    throw InputError{{.problem = "no such attention was recorded",
                      .key = "AttentionRecorder",
                      .expected = detail::describe_recorded(wanted_, segments(key.kind), layers(key.kind), heads(key.kind)),
                      .found = std::string(detail::name_of(key.kind)) + ", segment " + std::to_string(key.segment) + ", layer " +
                               std::to_string(key.layer) + ", head " + std::to_string(key.head)}};
  }
  AttentionKind only_kind() const {
    for (const Map& map : maps_)
      if (map.key.kind != maps_.front().key.kind)
        throw InputError{{.problem = "attention of several kinds was recorded: say which", .key = "AttentionRecorder::at"}};
    return maps_.empty() ? AttentionKind::self : maps_.front().key.kind;
  }
  Index count(AttentionKind kind, Index Key::*part) const {
    Index most = 0;
    for (const Map& map : maps_)
      if (map.key.kind == kind) most = std::max(most, map.key.*part + 1);
    return most;
  }

  RecordedHeads wanted_{};
  std::vector<Map> maps_;
  std::size_t last_ = 0;
};

static_assert(Probe<AttentionRecorder<float>> && Probe<AttentionRecorder<double>>);

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/inspect/attention_recorder.ipp>
#endif
