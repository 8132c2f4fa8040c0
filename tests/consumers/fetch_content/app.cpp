// An app that fetches the library while it is configured: a model's own interface, one pass over two sequences.
#include <ganymede/ganymede.hpp>

#include <cmath>
#include <cstdio>

int main(int, char** argv) {
  const ganymede::Llama<> model{ganymede::Checkpoint(argv[1])};
  auto first = model.new_sequence(), second = model.new_sequence();
  const ganymede::TokenId long_text[] = {0, 100, 200, 300}, short_text[] = {0};
  ganymede::Workspace workspace;
  const auto logits = model.forward(ganymede::Batch().add(first, long_text).add(second, short_text), workspace);
  std::printf("ganymede %s: logits [%td, %td]\n", GANYMEDE_VERSION, logits.rows(), logits.cols());
  return logits.rows() == 2 && logits.cols() == model.vocab_size() && logits.allFinite() && first.length() == 4 ? 0 : 1;
}
