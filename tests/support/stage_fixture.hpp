#pragma once
// tests/reference/text/stages.json: the strings its generator makes, and the comparison with what it holds of them.

#include <doctest/doctest.h>
#include <ganymede/io/json.hpp>
#include <ganymede/text/unicode/utf8.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

class StageFixture {
 public:
  StageFixture() : json_(ganymede::read_json(GANYMEDE_TEST_DATA "/text/stages.json")) {
    auto state = json_["seed"].get<std::uint64_t>();
    const auto random = [&state](std::size_t n) {  // xorshift64*, as make_stages.py
      state ^= state >> 12;
      state ^= state << 25;
      state ^= state >> 27;
      return static_cast<std::size_t>((state * 2685821657736338717u >> 33) % n);
    };
    const auto pools = json_["pools"].get<std::vector<std::vector<char32_t>>>();
    const auto common = json_["common"].get<std::vector<char32_t>>();
    const auto special = json_["special"].get<std::vector<char32_t>>();
    texts_.resize(json_["count"].get<std::size_t>());
    for (std::string& text : texts_) {
      const std::size_t two[] = {random(pools.size()), random(pools.size())};
      for (std::size_t left = random(40); left > 0; --left) {
        const std::size_t kind = random(20);
        const auto& pool = kind < 9 ? common : kind < 12 ? special : pools[two[random(2)]];
        ganymede::append_utf8(text, pool[random(pool.size())]);
      }
    }
    for (std::size_t i = 0; i < json_["texts"].size(); ++i) REQUIRE(texts_[i] == json_["texts"][i].get<std::string>());
  }

  /// Compares each stage under `key` with make(settings)(text) -> pieces, for all texts; returns the number of stages.
  template <class Make>
  std::size_t compare(const char* key, Make&& make) const {
    std::size_t stages = 0;
    for (const auto& stage : json_["stages"]) {
      if (!stage.contains(key)) continue;
      ++stages;
      const std::string name = stage[key].dump();
      const auto run = make(stage[key]);
      const auto& full = stage["full"];
      for (std::size_t i = 0; i < full.size(); ++i)
        CHECK_MESSAGE(run(texts_[i]) == full[i].template get<std::vector<std::string>>(), name, ": ", texts_[i]);
      const auto block = json_["block"].get<std::size_t>();
      for (std::size_t from = 0; from < texts_.size(); from += block) {
        std::uint64_t hash = 0xCBF29CE484222325;
        const auto add = [&hash](std::string_view bytes) {
          for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
        };
        for (std::size_t i = from; i < from + block; ++i) {
          for (const std::string& piece : run(texts_[i])) add(piece + "\xff");
          add("\xfe");
        }
        char hex[17];
        std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
        CHECK_MESSAGE(stage["hashes"][from / block].template get<std::string>() == hex, name, ": strings from ", from);
      }
    }
    return stages;
  }

  const std::vector<std::string>& texts() const { return texts_; }

 private:
  ganymede::Json json_;
  std::vector<std::string> texts_;
};
