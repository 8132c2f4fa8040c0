// A model of one's own, composed from blocks: the embedded story model's weights in a stack whose heads look back only a few tokens.
// Change an alias, a line of load() or the block's wiring, and it is another architecture.
//
//   compose_a_model [WINDOW]

#include <ganymede/ganymede.hpp>

#include "embedded.hpp"
#include "option_values.hpp"
#include "run.hpp"

using namespace ganymede;

template <Scalar T>
using MyBlock = PreNormBlock<RmsNorm<T>, Attention<T, Rope<T>>, GatedMlp<T, Silu>>;
using MyModel = DecoderOnly<float, MyBlock<float>, RmsNorm<float>>;
static_assert(CausalModel<MyModel>);

MyModel load(const Checkpoint& checkpoint, Index window) {
  LlamaConfig config(checkpoint);  // sizes and settings; the composition above is ours
  config.attention.sliding_window = window;
  return load_decoder<MyModel>(weights_of<LlamaFamily>(checkpoint), config);
}

int main(int argc, char** argv) {
  PlainCommandLine line("Runs the embedded story model in blocks composed here, whose heads look back only a few tokens; then as it is.",
                        "compose_a_model");
  Index tokens = 4;
  add_number(line.app, "WINDOW", tokens, "how many tokens back; 0: all; left out: 4", 0, 1 << 20);
  return run(line, argc, argv, [&] {
    const Checkpoint checkpoint(embedded_stories(), "embedded model");
    const Tokenizer tokenizer = Tokenizer::from_checkpoint(checkpoint);
    const std::vector<TokenId> prompts[] = {tokenizer.encode("Once upon a time there was a king who had")};
    for (const Index window : {tokens, Index{0}}) {
      const MyModel model = load(checkpoint, window);
      std::vector<TokenId> ids = prompts[0];
      const std::vector<Generated> answers = generate(model, prompts, {.max_new_tokens = 40});
      for (const GeneratedToken& token : answers.front().tokens) ids.push_back(token.id);
      std::cout << (window > 0 ? "looking back " + std::to_string(window) + " tokens: " : "looking back at all: ") << tokenizer.decode(ids)
                << "\n\n";
    }
  });
}
