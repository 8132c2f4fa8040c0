#pragma once
// Reads the checkpoints of tests/reference/models and what transformers computed with them.

#include <doctest/doctest.h>

#include <ganymede/io/checkpoint.hpp>
#include <ganymede/io/json.hpp>
#include <ganymede/models/gpt2.hpp>
#include <ganymede/models/llama.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "double_models.hpp"

namespace fixture {

using namespace ganymede;

struct Expected {
  std::vector<TokenId> prompt, greedy;
  std::vector<float> logits;  // [prompt, V]
};

inline std::filesystem::path folder(const std::string& name) { return std::filesystem::path(GANYMEDE_TEST_DATA) / "models" / name; }

inline Checkpoint checkpoint(const std::string& name) {
  const auto path = folder(name);
  return Checkpoint(exists(path / "model.gguf") ? path / "model.gguf" : path);
}

inline Expected expected(const std::string& name) {
  const Json facts = read_json(folder(name) / "expected.json");
  Expected e{facts.at("prompt").get<std::vector<TokenId>>(), facts.at("greedy").get<std::vector<TokenId>>(), {}};
  std::ifstream file(folder(name) / "logits.f32", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  e.logits.resize(bytes.size() / sizeof(float));
  std::memcpy(e.logits.data(), bytes.data(), e.logits.size() * sizeof(float));
  REQUIRE(!e.logits.empty());
  return e;
}

/// max |a - b| / max |b|, the measure of agreement used everywhere.
template <class T>
double relative_distance(const ConstView<T>& a, const std::vector<float>& b) {
  REQUIRE(static_cast<std::size_t>(a.size()) == b.size());
  double worst = 0, largest = 0;
  for (Index t = 0; t < a.rows(); ++t)
    for (Index i = 0; i < a.cols(); ++i) {
      const double expected = double(b[static_cast<std::size_t>(t * a.cols() + i)]);
      worst = std::max(worst, std::abs(double(a(t, i)) - expected));
      largest = std::max(largest, std::abs(expected));
    }
  return worst / largest;
}

template <class T>
TokenId best(const ConstView<T>& logits, Index row = 0) {
  Index id = 0;
  for (Index i = 1; i < logits.cols(); ++i)
    if (logits(row, i) > logits(row, id)) id = i;
  return static_cast<TokenId>(id);
}

/// The most probable ids after the prompt, as many as the reference has, token by token on one cache.
template <class M>
std::vector<TokenId> greedy(const M& model, const Expected& e, SequenceOptions options = {}) {
  Workspace workspace;
  Sequence sequence = model.new_sequence(options);
  std::vector<TokenId> next = e.prompt, ids;
  while (ids.size() < e.greedy.size()) {
    ids.push_back(best(model.forward(Batch{}.add(sequence, next), workspace)));
    next = {ids.back()};
  }
  return ids;
}

/// Logits of every row of `tokens`, given to the model in pieces of `piece` tokens.
template <class M>
std::vector<float> logits_in_pieces(const M& model, const std::vector<TokenId>& tokens, std::size_t piece, SequenceOptions options = {}) {
  Workspace workspace;
  Sequence sequence = model.new_sequence(options);
  std::vector<float> all;
  for (std::size_t at = 0; at < tokens.size(); at += piece) {
    const std::span<const TokenId> part = std::span(tokens).subspan(at, std::min(piece, tokens.size() - at));
    const ConstView<float> logits = model.forward(Batch{}.add(sequence, part, LogitRows::all), workspace);
    for (Index t = 0; t < logits.rows(); ++t) all.insert(all.end(), logits.row(t).begin(), logits.row(t).end());
  }
  return all;
}

}  // namespace fixture
