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
  LlamaConfig c(checkpoint);  // sizes and settings; the composition below is ours
  c.attention.sliding_window = window;
  const Weights weights(checkpoint, LlamaFamily::names, "model.");
  const Index D = c.attention.hidden_size, d = c.attention.head_dim, q = c.attention.num_attention_heads * d,
              kv = c.attention.num_key_value_heads * d;
  const Rope<float> rope(c.rope);
  const WeightLayout turned{.order = [d](Index row) { return LlamaFamily::interleaved_row(row, d); }};  // as GGUF stores q and k
  MyModel model{.embed_tokens = {weights / "model.embed_tokens", c.vocab_size, D},
                .positions = {},
                .layers = {},
                .norm = {weights / "model.norm", D, c.rms_norm_eps},
                .lm_head = {},
                .state_shape = make_state_shape(c.num_hidden_layers, c.attention.slot(), c.rope.max_position_embeddings),
                .executor = weights.executor()};
  model.lm_head = model.embed_tokens.tied_head();
  for (Index l = 0; l < c.num_hidden_layers; ++l) {
    const Weights block = weights / "model.layers" / l, attn = block / "self_attn", mlp = block / "mlp";
    model.layers.push_back(
        {{block / "input_layernorm", D, c.rms_norm_eps},
         {.layer = l,
          .config = c.attention,
          .qkv_proj = {{{attn / "q_proj", q, false, turned}, {attn / "k_proj", kv, false, turned}, {attn / "v_proj", kv}}, D},
          .o_proj = {attn / "o_proj", D, q},
          .position = rope},
         {block / "post_attention_layernorm", D, c.rms_norm_eps},
         {.gate_proj = {mlp / "gate_proj", c.intermediate_size, D},
          .up_proj = {mlp / "up_proj", c.intermediate_size, D},
          .down_proj = {mlp / "down_proj", D, c.intermediate_size}}});
  }
  return model;
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
