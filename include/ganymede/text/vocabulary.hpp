#pragma once
// The vocabulary: pieces by id and ids by piece. All characters lie in one block and the index is one flat table of 8 bytes
// a slot, so that 250,000 entries cost some 8 MB and no allocation each.

#include <ganymede/core/error.hpp>
#include <ganymede/core/types.hpp>
#include <ganymede/split.hpp>

#include <bit>
#include <cstdint>
#include <cstring>
#include <exception>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganymede::inline v0 {

namespace detail {

__extension__ using Wide = unsigned __int128;

/// A hash of bytes that no file can be made to collide under: a polynomial over the numbers modulo the prime 2^61 - 1 at a secret,
/// random place, so that any two strings of n bytes collide with a chance under n / 2^62 (Carter and Wegman 1979, "Universal Classes
/// of Hash Functions"; the modulus: Dietzfelbinger et al. 1992, "Polynomial Hash Functions Are Reliable").
class KeyedHash {
 public:
  std::uint64_t operator()(std::string_view bytes) const noexcept {
    std::uint64_t h = bytes.size() + 1;
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; left -= 7, at += 7) h = add(h, load<std::uint64_t>(at) & 0x00FFFFFFFFFFFFFFu);
    return mixed(add(h, tail(at, left)));
  }
  /// Of a number below 2^56.
  std::uint64_t operator()(std::uint64_t number) const noexcept { return mixed(add(1, number)); }

 private:
  struct Key {
    std::uint64_t place, shift;
  };
  static constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;

  /// Drawn once a process; where the system has no random numbers to give, from where it put the program.
  static const Key& key() noexcept {
    static const Key drawn = [] {
      std::uint64_t numbers[2] = {0x9e3779b97f4a7c15u ^ reinterpret_cast<std::uintptr_t>(&numbers), reinterpret_cast<std::uintptr_t>(&key)};
      try {
        std::random_device random;
        for (std::uint64_t& number : numbers) number ^= std::uint64_t{random()} << 32 | random();
      } catch (const std::exception&) {}
      return Key{numbers[0] % (prime - 2) + 1, numbers[1]};
    }();
    return drawn;
  }

  template <class T>
  static std::uint64_t load(const char* at) noexcept {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
  }
  /// Up to seven bytes as a number: loads that overlap put equal bytes at equal places.
  static std::uint64_t tail(const char* at, std::size_t n) noexcept {
    static_assert(std::endian::native == std::endian::little);
    if (n >= 4) return load<std::uint32_t>(at) | load<std::uint32_t>(at + n - 4) << (8 * (n - 4));
    if (n == 0) return 0;
    return load<std::uint8_t>(at) | load<std::uint8_t>(at + n / 2) << (8 * (n / 2)) | load<std::uint8_t>(at + n - 1) << (8 * (n - 1));
  }
  std::uint64_t add(std::uint64_t h, std::uint64_t chunk) const noexcept {
    const Wide product = static_cast<Wide>(h) * key_.place + chunk;
    const std::uint64_t sum = (static_cast<std::uint64_t>(product) & prime) + static_cast<std::uint64_t>(product >> 61);
    return (sum & prime) + (sum >> 61);
  }
  /// One to one.
  std::uint64_t mixed(std::uint64_t h) const noexcept {
    h += key_.shift;
    h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
    return h ^ h >> 29;
  }

  Key key_ = key();
};

}  // namespace detail

/// Immutable once built. Ids may have holes; a piece has one id and an id one piece.
class Vocabulary {
 public:
  Vocabulary() = default;

  static constexpr std::size_t longest_piece = std::size_t{1} << 16;  ///< bytes

  /// Adds an entry. TokenizerError: id negative or beyond 2^24, id already taken, piece longer than 64 KiB.
  void add(std::string_view piece, std::int64_t id, std::string_view file, std::string_view key);

  /// Builds the index; call once, after the last add(). TokenizerError: two entries of one spelling; where `last_counts`, find()
  /// gives the last of them instead.
  void freeze(std::string_view file, std::string_view key, bool last_counts = false);

  /// The id of a piece.
  std::optional<TokenId> find(std::string_view piece) const noexcept {
    if (slots_.empty() || piece.size() > longest_) return std::nullopt;
    const TokenId id = slots_[probe(piece, hash_(piece))].id;
    return id < 0 ? std::nullopt : std::optional<TokenId>(id);
  }

  /// Whether the id is taken (not negative, not beyond the end, not a hole).
  bool contains(TokenId id) const noexcept {
    return id >= 0 && static_cast<std::size_t>(id) < spans_.size() && spans_[static_cast<std::size_t>(id)].begin != hole;
  }

  /// The spelling of an id; empty where contains() is false.
  std::string_view piece(TokenId id) const noexcept {
    if (!contains(id)) return {};
    const Span span = spans_[static_cast<std::size_t>(id)];
    return std::string_view(characters_).substr(span.begin, span.size);
  }

  /// The highest id and one.
  TokenId size() const noexcept { return static_cast<TokenId>(spans_.size()); }
  /// How many ids are taken.
  std::size_t count() const noexcept { return count_; }
  /// Bytes of the longest piece.
  std::size_t longest() const noexcept { return longest_; }

 private:
  static constexpr std::uint32_t hole = std::numeric_limits<std::uint32_t>::max();
  struct Span {
    std::uint32_t begin = hole;
    std::uint32_t size = 0;
  };
  struct Slot {
    std::uint32_t fingerprint = 0;
    TokenId id = -1;
  };

  /// The slot that holds the piece, or the empty one where it would stand. At least half the slots are empty.
  std::size_t probe(std::string_view text, std::uint64_t hash) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    const auto fingerprint = static_cast<std::uint32_t>(hash >> 32);
    std::size_t at = static_cast<std::size_t>(hash) & mask;
    while (slots_[at].id >= 0 && !(slots_[at].fingerprint == fingerprint && piece(slots_[at].id) == text)) at = (at + 1) & mask;
    return at;
  }

  std::string characters_{};
  std::vector<Span> spans_{};
  std::vector<Slot> slots_{};
  detail::KeyedHash hash_{};
  std::size_t count_ = 0;
  std::size_t longest_ = 0;
};

}  // namespace ganymede::inline v0

#if GANYMEDE_BODIES
#include <ganymede/text/vocabulary.ipp>
#endif
