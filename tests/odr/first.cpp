#include "crossing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

namespace {
int failures = 0;
void check(bool right, const char* what) {
  if (right) return;
  std::fprintf(stderr, "failed: %s\n", what);
  ++failures;
}

/// What one unit began the other continues, and both see the same next token. Their own compiler flags may round differently.
void model_crosses() {
  const std::vector<ganymede::TokenId> seen{0, 11, 222, 33}, next{44, 5};
  ModelCrossing made = model_from_second(GANYMEDE_STORY_MODEL, seen, next);
  std::vector<float> here;
  {
    ganymede::Sequence forked = made.sequence->fork();
    ganymede::Workspace workspace;
    const auto logits = made.model->forward(ganymede::Batch().add(forked, next), workspace);
    here.assign(logits.data(), logits.data() + logits.cols());
    check(forked.length() == 6 && made.sequence->length() == 4, "a fork of the other unit's sequence");
  }
  const std::vector<float> there = logits_in_second(std::move(made));
  check(here.size() == 2048 && here.size() == there.size(), "the vocabulary");
  float largest = 0, difference = 0;
  for (std::size_t i = 0; i < here.size() && i < there.size(); ++i) {
    largest = std::max(largest, std::abs(there[i]));
    difference = std::max(difference, std::abs(here[i] - there[i]));
  }
  check(largest > 1 && difference <= 1e-4F * largest, "the logits of a model from the other unit");
}
}  // namespace

int main() {
  const auto here = layouts_here(), there = layouts_in_second();
  check(here.size() == there.size(), "both units know the same types");
  for (std::size_t i = 0; i < here.size() && i < there.size(); ++i) check(here[i] == there[i], here[i].type.c_str());

  // Made there, used and destroyed here; made there, replaced by memory from here, destroyed there.
  {
    Crossing made;
    check(reinterpret_cast<std::uintptr_t>(made.buffer.data()) % ganymede::Buffer::alignment == 0, "buffers are aligned");
    check(made.tensor.view().sum() == 30, "a tensor's values");
    check(made.reference.view().sum() == 7 * 2 * 3, "a reference tensor's values");
    made.workspace->take<double>(1000, 100).setZero();
  }
  Crossing made;
  made.buffer = ganymede::Buffer(123457);
  made.tensor = ganymede::Tensor<float>(100, 100);
  check(sum_in_second(std::move(made)) == 7 * 2 * 9 + 4, "values after two crossings");

  model_crosses();

  try {
    throw_in_second();
    check(false, "an error crosses");
  } catch (const ganymede::TensorError& error) {
    check(error.details().expected == "caught in the other", "an error's details");
  }
  return failures;
}
