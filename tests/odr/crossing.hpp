#pragma once
// What first.cpp and second.cpp, both of which include everything, hand to each other. In the second program they are
// compiled for different instruction sets: a type whose layout or allocator followed the user's flags would break here.
// No matrix that owns its memory is used: Eigen's own allocator is one of those that break.

#include <ganymede/ganymede.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

/// Size and alignment of a public type, as one translation unit sees them.
struct Layout {
  std::string type;
  std::size_t size, align;
  friend bool operator==(const Layout&, const Layout&) = default;
};

/// Add every public type that stores something: first.cpp and second.cpp compare what they make of this list.
static inline std::vector<Layout> layouts_here() {
  std::vector<Layout> all;
#define GANYMEDE_LAYOUT(...) all.push_back({#__VA_ARGS__, sizeof(__VA_ARGS__), alignof(__VA_ARGS__)})
  GANYMEDE_LAYOUT(ganymede::Error);
  GANYMEDE_LAYOUT(ganymede::Buffer);
  GANYMEDE_LAYOUT(ganymede::Tensor<float>);
  GANYMEDE_LAYOUT(ganymede::Tensor<double>);
  GANYMEDE_LAYOUT(ganymede::View<float>);
  GANYMEDE_LAYOUT(ganymede::ConstView<double>);
  GANYMEDE_LAYOUT(ganymede::Workspace);
#undef GANYMEDE_LAYOUT
  return all;
}

/// Objects that one unit makes and the other reads, grows and destroys.
struct Crossing {
  ganymede::Buffer buffer;
  ganymede::Tensor<float> tensor;
  ganymede::Tensor<double> reference;
  std::unique_ptr<ganymede::Workspace> workspace;
  Crossing();  // second.cpp
};

std::vector<Layout> layouts_in_second();
double sum_in_second(Crossing taken);  // destroyed there
void throw_in_second();
