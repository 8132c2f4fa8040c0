#include "crossing.hpp"

#include <cstdint>
#include <cstdio>
#include <utility>

namespace {
int failures = 0;
void check(bool right, const char* what) {
  if (right) return;
  std::fprintf(stderr, "failed: %s\n", what);
  ++failures;
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

  try {
    throw_in_second();
    check(false, "an error crosses");
  } catch (const ganymede::TensorError& error) {
    check(error.details().expected == "caught in the other", "an error's details");
  }
  return failures;
}
