// An app that has the repository inside its own, or fetches it while it is configured: the README's three lines, and a model's own
// interface, one pass over two sequences.
#include <ganymede/ganymede.hpp>

#include <cmath>
#include <cstdio>

int main(int, char** argv) {
  using namespace ganymede;
  const TextGenerator<Llama<>> generator(argv[1]);
  const std::string text = generator("Once upon a time", {.max_new_tokens = 20, .do_sample = false});
  std::printf("ganymede %s: %s\n", GANYMEDE_VERSION, text.c_str());

  const Llama<>& model = generator.model();
  auto first = model.new_sequence(), second = model.new_sequence();
  const TokenId long_text[] = {0, 100, 200, 300}, short_text[] = {0};
  Workspace workspace;
  const auto logits = model.forward(Batch().add(first, long_text).add(second, short_text), workspace);
  std::printf("logits [%td, %td]\n", logits.rows(), logits.cols());
  const bool passed = logits.rows() == 2 && logits.cols() == model.vocab_size() && logits.allFinite() && first.length() == 4;
  return passed && text.find(' ') != std::string::npos && text.size() > 40 ? 0 : 1;
}
