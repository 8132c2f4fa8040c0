#pragma once
// Recurrent language models (Mikolov et al. 2010; Sundermeyer et al. 2012): embedding, LSTM layers, head. There is no common checkpoint
// format for them; this one is a GGUF file of architecture "lstm", as examples/models/train_rnn.py writes it.

#include <ganymede/layers/lstm.hpp>
#include <ganymede/layers/norm.hpp>
#include <ganymede/models/decoder_only.hpp>
#include <ganymede/models/family.hpp>

namespace ganymede::inline v0 {

/// LSTM layers one after the other; each may have a width of its own, the last one has that of x.
template <Scalar T>
struct LstmStack {
  std::vector<Lstm<T>> layers;

  void operator()(View<T>& x, auto& pass) const { x = output(0, x, pass); }

 private:
  View<T> output(std::size_t layer, const View<T>& x, auto& pass) const {
    return layer == layers.size() ? x : output(layer + 1, layers[layer](x, pass), pass);
  }
};

template <Scalar T = float>
using LstmDecoder = DecoderOnly<T, LstmStack<T>, NoNorm>;

/// Its settings, as io/gguf_architectures.hpp names them.
struct LstmConfig {
  Index hidden_size = 0;            ///< of the embedding and of the last layer
  std::vector<Index> hidden_sizes;  ///< of each layer
  Index vocab_size = 0;
  Index max_position_embeddings = 0;  ///< how far a text goes unless more is declared; the state itself has no end
  bool tie_word_embeddings = false;

  explicit LstmConfig(const Checkpoint& checkpoint) {
    const Settings& m = checkpoint.settings();
    hidden_size = positive(m, "hidden_size");
    max_position_embeddings = positive(m, "max_position_embeddings");
    hidden_sizes = m.list<Index>("hidden_sizes");
    const Index layers = positive(m, "num_hidden_layers");
    if (static_cast<Index>(hidden_sizes.size()) != layers)
      throw wrong(m, std::to_string(layers) + " numbers, as " + m.own_key("num_hidden_layers") + " says",
                  std::to_string(hidden_sizes.size()));
    for (const Index size : hidden_sizes)
      if (size <= 0 || size > (Index{1} << 24)) throw wrong(m, "1 to 2^24", std::to_string(size));
    if (hidden_sizes.back() != hidden_size)
      throw wrong(m, std::to_string(hidden_size) + " in the last layer, as " + m.own_key("hidden_size") + " says",
                  std::to_string(hidden_sizes.back()));
    vocab_size = positive(m, "vocab_size");
    tie_word_embeddings = m.get<bool>("tie_word_embeddings");
  }

 private:
  static ConfigError wrong(const Settings& m, std::string expected, std::string found) {
    return ConfigError{{.problem = "unusable widths of layers",
                        .file = m.file(),
                        .key = m.own_key("hidden_sizes"),
                        .expected = std::move(expected),
                        .found = std::move(found)}};
  }
};

struct LstmFamily {
  static constexpr std::string_view model_types[] = {"lstm"};
  static constexpr std::string_view prefix = "";
  static constexpr std::span<const std::string_view> ignored{};

  template <Scalar T>
  static LstmDecoder<T> load(const Weights& weights, const Checkpoint& checkpoint) {
    const LstmConfig c(checkpoint);
    StateShape shape{.slots = {}, .max_position_embeddings = c.max_position_embeddings, .longest = Index{1} << 40};
    LstmStack<T> stack;
    Index in = c.hidden_size;
    for (const Index H : c.hidden_sizes) {
      const Index l = static_cast<Index>(stack.layers.size());
      const Weights layer = weights / "layers" / l;
      const auto part = [&](std::string_view name, bool bias) {
        return LinearPart{.weights = layer / name, .out = 4 * H, .bias = bias, .adaptable = false};
      };
      stack.layers.push_back({.layer = l, .ih = {{part("ih", true)}, in}, .hh = {{part("hh", false)}, H}});
      shape.recurrent.push_back(stack.layers.back().slot());
      in = H;
    }
    LstmDecoder<T> lstm;
    lstm.embed_tokens = {weights / "embed_tokens", c.vocab_size, c.hidden_size};
    lstm.state_shape = std::make_shared<const StateShape>(std::move(shape));
    lstm.executor = weights.executor();
    lstm.lm_head = c.tie_word_embeddings ? lstm.embed_tokens.tied_head() : Linear<T>(weights / "lm_head", c.vocab_size, c.hidden_size);
    lstm.layers.push_back(std::move(stack));
    return lstm;
  }
};

/// Throws FileError, FormatError, ConfigError or TensorError when the checkpoint is not exactly such a model.
template <Scalar T = float>
struct LstmModel : LstmDecoder<T> {
  using Family = LstmFamily;
  explicit LstmModel(const Checkpoint& checkpoint, const LoadOptions& options = {})
      : LstmDecoder<T>(load_family<Family, T>(checkpoint, options)) {}
};

}  // namespace ganymede::inline v0
