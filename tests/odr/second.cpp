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

ModelCrossing model_from_second(const std::string& path, const std::vector<ganymede::TokenId>& seen,
                                const std::vector<ganymede::TokenId>& next) {
  auto model = std::make_shared<const ganymede::Llama<float>>(ganymede::Checkpoint(path));
  ModelCrossing made{model, std::make_unique<ganymede::Sequence>(model->new_sequence()), {}};
  ganymede::Workspace workspace;
  model->forward(ganymede::Batch().add(*made.sequence, seen), workspace);
  made.batch.add(*made.sequence, next);
  return made;
}

std::vector<float> logits_in_second(ModelCrossing taken) {
  ganymede::Workspace workspace;
  const auto logits = taken.model->forward(taken.batch, workspace);
  return {logits.data(), logits.data() + logits.cols()};
}

void throw_in_second() { throw ganymede::TensorError{{.problem = "thrown in one unit", .expected = "caught in the other"}}; }
