#pragma once
// Layers of one number, which show in what order a block calls them.

namespace toy {

struct Plus {
  double amount;
  double operator()(double x, int&) const { return x + amount; }
};
struct Times {
  double factor;
  double operator()(double x, int&) const { return x * factor; }
};

}  // namespace toy
