#pragma once
// The random numbers of sampling: the same ones from the same seed on every machine. (std::uniform_* distributions are not.)

#include <ganymede/version.hpp>

#include <bit>
#include <cstdint>

namespace ganymede::inline v0 {

/// xoshiro256** (Blackman and Vigna 2018), its state filled by splitmix64 (Steele, Lea and Flood 2014). A generator is named by a seed and
/// a stream: the sequences of one generation have one seed and a stream each, so none depends on how many others there are.
class Random {
 public:
  explicit Random(std::uint64_t seed = 0, std::uint64_t stream = 0) noexcept {
    std::uint64_t s = seed;
    if (stream != 0) s = splitmix64(s) ^ (stream * 0xd1342543de82ef95ULL);
    for (std::uint64_t& word : state_) word = splitmix64(s);
  }

  /// 64 random bits.
  std::uint64_t next() noexcept {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9, t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// A multiple of 2^-53 in [0, 1).
  double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  static std::uint64_t splitmix64(std::uint64_t& s) noexcept {
    std::uint64_t z = (s += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_[4];
};

}  // namespace ganymede::inline v0
