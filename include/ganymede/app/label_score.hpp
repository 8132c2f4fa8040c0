#pragma once
// A label, and how much speaks for it.

#include <ganymede/version.hpp>

#include <string>

namespace ganymede::inline v0 {

struct LabelScore {
  std::string label{};
  double score = 0;
};

}  // namespace ganymede::inline v0
