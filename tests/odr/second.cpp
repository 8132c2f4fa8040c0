#include "crossing.hpp"

Crossing::Crossing() : buffer(1000), tensor(3, 5), reference(7, 2), workspace(std::make_unique<ganymede::Workspace>()) {
  tensor.view().setConstant(2);
  reference.view().setConstant(3);
  workspace->take<float>(9, 9).setConstant(1);
}

std::vector<Layout> layouts_in_second() { return layouts_here(); }

double sum_in_second(Crossing taken) {
  return taken.reference.view().squaredNorm() + static_cast<double>(taken.tensor.view().sum()) +
         static_cast<double>(taken.workspace->take<float>(2, 2).size());
}

void throw_in_second() { throw ganymede::TensorError{{.problem = "thrown in one unit", .expected = "caught in the other"}}; }
